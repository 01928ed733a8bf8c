import type { Pack } from '@throughline/language';
import { access, catalogue, change, diagnosisPack, intake, integrationPack, orderToCash, service } from '@throughline/packs';

/** The packs that ship. */
export const builtInPacks: readonly Pack[] = [
  orderToCash,
  change,
  service,
  diagnosisPack,
  integrationPack,
  catalogue,
  intake,
  access,
];
