import type { Pack } from '@throughline/language';
import { access, change, diagnosisPack, orderToCash, service } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [orderToCash, change, service, diagnosisPack, access];
