import type { Pack } from '@throughline/language';
import { change, orderToCash } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [orderToCash, change];
