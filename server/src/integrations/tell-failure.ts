import { hash } from 'node:crypto';
import type { CaseView, Engine } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import type { StoredFailure } from './failure-table.ts';
import { type FailureGroup, groupOf } from './group-failures.ts';
import type { Registered } from './register.ts';

/** What watches the runs of integrations. */
export const monitor: Actor = { id: 'monitor', kind: 'automation', principal: 'monitor', roles: ['integration-monitor'] };

/** Here what came since is taken in; when somebody has ended it, more of it brings it back. */
const takesIn: ReadonlySet<string> = new Set(['failed', 'retrying', 'dead', 'owned']);
const ended: ReadonlySet<string> = new Set(['replayed', 'discarded', 'compensated']);
/** Here nothing is left to do once everything is settled. Before, whoever owns it says how it ended. */
const canBeVerified: ReadonlySet<string> = new Set(['failed', 'retrying', ...ended]);

/** The name of the case of a group. */
export const failureAddress = (entity: string, key: string) => ({ flow: 'integration-failure', entity, key });

/**
 * Tells the case of a group how it stands, by what it says itself: it is born, takes in what came since, knows of what is in doubt and of what happened twice,
 * and is verified, with the proof, when nothing of it is open. Told again nothing happens twice.
 *
 * @param failures all of the group, the earliest first; at least one
 * @param about whose they are; `isDead` where nothing tries them any more
 */
export async function tellFailure(
  engine: Engine,
  key: string,
  failures: readonly StoredFailure[],
  about: { readonly of: Pick<Registered, 'entity' | 'title' | 'tier'>; readonly isDead: boolean },
): Promise<void> {
  const group = groupOf(failures.map((one) => ({ ...one, isKnown: one.settledAs !== null })));
  const address = failureAddress(about.of.entity, key);
  const counted = countedOf(group);
  const found = await engine.findCase(address);
  const tell = async (type: string, data: JsonObject): Promise<CaseView | undefined> => {
    const said = hash('sha256', JSON.stringify(data)).slice(0, 16);
    const receipt = { source: 'integrations', key: `${key} ${found?.seq ?? 0} ${type} ${said}` };
    await engine.submit({ case: address, input: { kind: 'command', type, data, actor: monitor }, receipt });
    return engine.findCase(address);
  };
  let now = found;
  if (now === undefined) {
    const { title, tier } = about.of;
    const firstAt = new Date(group.firstAt).toISOString();
    now = await tell('fail', { number: key, integration: group.integration, title, tier, firstAt, ...counted });
  } else if (!saysSo(now, counted)) {
    if (takesIn.has(now.state)) now = await tell('absorb', counted);
    else if (ended.has(now.state) && group.count > Number(now.data['count'])) now = await tell('recur', counted);
  }
  if (now === undefined || now.state === 'verified') return;
  now = (await tellDoubt(now, group, { tell, before: Number(found?.data['unknown'] ?? 0) })) ?? now;
  const isDoubled = failures.some(({ outcome, settledAt }) => outcome === 'duplicate' && settledAt === undefined);
  if (isDoubled && now.clocks.children?.['exception/duplicateEffect'] === undefined)
    now = (await tell('duplicateEffect', {})) ?? now;
  const isOpen = failures.some(({ settledAt }) => settledAt === undefined);
  if (isOpen && about.isDead && (now.state === 'failed' || now.state === 'retrying')) await tell('die', {});
  if (!isOpen && canBeVerified.has(now.state)) await tell('verify', { proof: proofOf(failures) });
}

/** Whether something is in doubt, and when nothing is any more. */
async function tellDoubt(
  found: CaseView,
  { unknown }: FailureGroup,
  { tell, before }: { tell(type: string, data: JsonObject): Promise<CaseView | undefined>; readonly before: number },
): Promise<CaseView | undefined> {
  const raised = found.clocks.children?.['exception/unknownOutcome'];
  const isOpen = (raised?.open.length ?? 0) > 0;
  if (unknown > 0 && !isOpen && (raised === undefined || unknown > before)) return tell('unknownOutcome', {});
  if (unknown === 0 && isOpen) return tell('lookedUp', { unknown });
  return undefined;
}

function countedOf(group: FailureGroup): JsonObject {
  return {
    ...{ count: group.count, unknown: group.unknown, lastAt: new Date(group.lastAt).toISOString() },
    ...{ parts: group.parts.map((part) => ({ ...part })), atRisk: group.atRisk.map((one) => ({ ...one })) },
  };
}

/** In the order of its own members: what a case stores may have another. */
function saysSo({ data }: CaseView, counted: JsonObject): boolean {
  return Object.entries(counted).every(([name, value]) => canonical(data[name]) === canonical(value));
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

const proofLengthMax = 1000;

/** How everything of a group turned out, and what shows it. */
export function proofOf(failures: readonly StoredFailure[]): string {
  const byKind = Map.groupBy(failures, ({ settledAs }) => settledAs ?? 'open');
  const kinds = [...byKind].map(([kind, all]) => `${all.length} ${kind}`).sort();
  const proofs = [...new Set(failures.flatMap(({ proof }) => (proof === undefined ? [] : [proof])))];
  return `${failures.length} of ${failures.length} settled: ${kinds.join(', ')}. ${proofs.join('; ')}`.slice(0, proofLengthMax);
}
