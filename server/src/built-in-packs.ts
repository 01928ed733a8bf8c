import type { Pack } from '@throughline/language';
import { access, change, diagnosisPack, integrationPack, orderToCash, service } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [orderToCash, change, service, diagnosisPack, integrationPack, access];
