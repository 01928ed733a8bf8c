import type { FlowDefinition, Pack } from '@throughline/language';
import { migrateServer } from '../migrations/migrate.ts';
import type { Throughline } from '../throughline.ts';
import { carryThrough } from './carry-through.ts';
import { draftChange, foundByGate } from './propose.ts';
import { gate } from './sole-person.ts';

/** Who deploys what ships with the product, where nothing was before it. */
export const packDeployer = (pack: string) => `pack/${pack}`;

/** What a change is called by which a release of the product brings newer versions. */
export const shippedKind = 'shipped-version';

/** What a flow of the product is in a database: not there, or another version of it. */
export interface Shipped {
  readonly definition: FlowDefinition;
  readonly isNew: boolean;
}

/**
 * Puts in force what a pack that ships brings. Where there was no such flow before, it is the first definition, which nobody had to agree to. A
 * newer version is a standard change of the program, which stands beside all others. The flow of changes itself cannot wait for a change of it.
 */
export async function ship(throughline: Throughline, pack: Pack, shipped: readonly Shipped[]): Promise<void> {
  const isFirst = ({ definition, isNew }: Shipped) => isNew || definition.name === 'change';
  const first = shipped.filter(isFirst).map(({ definition }) => definition);
  if (first.length > 0) await throughline.engine.deploy(first, { by: packDeployer(pack.name) });
  const newer = shipped.filter((one) => !isFirst(one)).map(({ definition }) => definition);
  if (newer.length === 0) return;
  await migrateServer(throughline.pool);
  const proposal = {
    type: 'standard',
    kind: shippedKind,
    evidence: foundByGate,
    title: `Pack ${pack.title}: what this release brings`,
    summary: `A newer version of ${newer.map(({ title, name }) => title ?? name).join(', ')} came with the product.`,
  } as const;
  const drafted = await draftChange(throughline, { subject: 'flow', flows: newer }, { proposal, actor: gate });
  await carryThrough(throughline, drafted, gate);
}
