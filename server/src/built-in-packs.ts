import type { Pack } from '@throughline/language';
import { orderToCash } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [orderToCash];
