import { caseId } from '@throughline/engine';
import { lockConnection, unlockConnection } from '../connections/run-connection.ts';
import type { Throughline } from '../throughline.ts';
import { readBounds, readGroups, readUngrouped, settleByRuns, storeGroups } from './failure-table.ts';
import { groupFailures } from './group-failures.ts';
import type { Registered } from './register.ts';
import { failureAddress, tellFailure } from './tell-failure.ts';

/** Failures of one integration with no more than so much between them are one group. */
export const quietHours = 36;

const lock = 'integration failures';
const patienceMs = 5000;
const casesMax = 1000;

/** Brings what failed of some integrations to their cases, one a group; what a later run made good is settled first. */
export async function tellGroups(throughline: Throughline, register: readonly Registered[]): Promise<void> {
  if (register.length === 0) return;
  // Who does not get it now is told by whoever has it, or at the next look.
  const client = await lockConnection(throughline, lock, patienceMs);
  if (client === undefined) return;
  try {
    await tellLocked(throughline, register);
  } finally {
    await unlockConnection(client, lock);
  }
}

async function tellLocked(throughline: Throughline, register: readonly Registered[]): Promise<void> {
  const { pool, engine } = throughline;
  const byName = new Map(register.map((one) => [one.name, one]));
  const names = [...byName.keys()];
  await settleByRuns(pool, names);
  const touched = await assign(throughline, byName);
  const { cases } = await engine.list({ flow: 'integration-failure', open: true, limit: casesMax });
  for (const { key, data } of cases) if (byName.has(String(data['integration']))) touched.add(key);
  const dead = await readDead(throughline, [...touched]);
  for (const [key, failures] of Map.groupBy(await readGroups(pool, [...touched]), ({ group }) => group ?? '')) {
    const of = byName.get(failures[0]?.integration ?? '');
    if (of !== undefined) await tellFailure(engine, key, failures, { of, isDead: dead.has(key) });
  }
}

/** Gives each new failure its group, and returns the groups that got one. */
async function assign({ pool, engine }: Throughline, byName: ReadonlyMap<string, Registered>): Promise<Set<string>> {
  const names = [...byName.keys()];
  const ungrouped = await readUngrouped(pool, names);
  const [earliest] = ungrouped;
  if (earliest === undefined) return new Set();
  const bounds = await readBounds(pool, names, earliest.at - quietHours * 3_600_000);
  const idOf = (integration: string, key: string) => caseId(failureAddress(byName.get(integration)?.entity ?? '', key));
  const states = new Map(
    (await engine.readCases(bounds.map(({ integration, key }) => idOf(integration, key)))).map(({ key, state }) => [key, state]),
  );
  const taken = new Set(bounds.map(({ key }) => key));
  const assigned = groupFailures(ungrouped, {
    known: bounds.filter(({ key }) => states.get(key) !== 'verified'),
    quietHours,
    isTaken: (key) => taken.has(key),
  });
  await storeGroups(
    pool,
    assigned.map(({ failure, key }) => ({ id: failure.id, key })),
  );
  return new Set(assigned.map(({ key }) => key));
}

/** The groups that hold a dead letter: nothing tries it again by itself. */
async function readDead({ pool }: Throughline, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ key: string }>(
    `select distinct f.group_key as key from throughline_server.integration_failure f
      join throughline_server.dead_letter d on d.connection = f.integration and f.record = d.id::text
      where f.group_key = any($1) and f.settled_at is null and d.status = 'open'`,
    [keys],
  );
  return new Set(rows.map(({ key }) => key));
}
