import type { Pack } from '@throughline/language';
import { access, change, orderToCash } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [orderToCash, change, access];
