import type { CaseRecord, Input } from '@throughline/language';
import { versionAtBirth } from '../settings/routing.ts';
import type { Moment } from '../settings/settings.ts';
import { inLockOrder, type StoredCase } from '../sql/lock-cases.ts';
import type { Transaction } from '../store/transaction.ts';
import type { Target } from './event-row.ts';
import type { Prepared, World } from './world.ts';

/** An owned case has at most three owners above it. */
const levelsMax = 4;

/** A case and its owners, the nearest first. */
function withOwners(id: string | undefined, find: (id: string) => CaseRecord | undefined): readonly CaseRecord[] {
  const kin: CaseRecord[] = [];
  for (let next = id; next !== undefined && kin.length < levelsMax; ) {
    const record = find(next);
    if (record === undefined) break;
    kin.push(record);
    next = record.parent;
  }
  return kin;
}

/**
 * The cases whose events caused births that a pilot has a say in, with their owners, as far as they are not read anyway. Nobody locks them: all
 * that is asked is which version they run.
 */
export async function readKin(
  tx: Transaction,
  prepared: readonly Prepared[],
  cases: ReadonlyMap<string, StoredCase>,
  { settings: { pilots } }: Moment,
): Promise<ReadonlyMap<string, StoredCase>> {
  const kin = new Map<string, StoredCase>();
  if (pilots.length === 0) return kin;
  const isTried = (flow: string) => pilots.some(({ flows }) => Object.hasOwn(flows, flow));
  let level = prepared.flatMap(({ submission: { case: address, cause }, caseId, failure }) =>
    failure === undefined && cause !== undefined && address.id === undefined && !cases.has(caseId) && isTried(address.flow)
      ? [cause.case]
      : [],
  );
  for (let depth = 0; depth < levelsMax && level.length > 0; depth += 1) {
    const known = level.flatMap((id) => cases.get(id) ?? []);
    const read = await tx.readCases(inLockOrder(level.filter((id) => !cases.has(id))));
    for (const found of read) kin.set(found.record.id, found);
    level = [...known, ...read].flatMap(({ record: { parent } }) =>
      parent === undefined || cases.has(parent) || kin.has(parent) ? [] : [parent],
    );
  }
  return kin;
}

/** The version that a newborn case runs. An owned case comes of its owners, another one of the case whose event caused it. */
export function bornAs(
  { moment, kin: read, flowOf }: Pick<World, 'moment' | 'kin' | 'flowOf'>,
  { target, input, causedBy }: { readonly target: Target; readonly input: Input; readonly causedBy: string | undefined },
  current: (id: string) => CaseRecord | undefined,
): number | undefined {
  const { flow, entity, key, parent } = target;
  const latest = moment.latest[flow];
  const { pilots } = moment.settings;
  if (pilots.length === 0) return latest;
  const kin = withOwners(parent ?? causedBy, (id) => current(id) ?? read.get(id)?.record);
  const root = parent === undefined ? undefined : kin.at(-1);
  const data = input.kind === 'deadline' ? {} : input.data;
  return versionAtBirth(
    { flow, entity, key, data, kin, ...(root === undefined ? {} : { root }) },
    { latest, pilots, find: (name, version) => flowOf(name, version)?.definition },
  );
}
