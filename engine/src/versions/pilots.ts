import { randomBytes } from 'node:crypto';
import { type FlowDefinition, type MigrationDefinition, proposeMigration, segmentFault } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import type { DispatchParts } from '../dispatch/dispatch.ts';
import { EngineError } from '../errors.ts';
import { lockDeployment, readFlowVersion, readVersions, releasesOf } from '../sql/flow-versions.ts';
import type { MigrationRun } from '../sql/migration-runs.ts';
import { countArms, endPilot, insertPilot, type PilotRecord, readPilot, readPilots } from '../sql/pilots.ts';
import { readInstant } from '../sql/read-moment.ts';
import { countSettings } from '../sql/read-settings.ts';
import { readMapping } from '../sql/version-mappings.ts';
import { deployWithin, refuseErrors } from './deploy.ts';
import { storeMappingWithin } from './mapping.ts';
import { type MigrationOrder, type MigrationParts, migrateCases } from './migrate-cases.ts';
import { type MigrationPreview, previewMigration } from './preview-migration.ts';
import { type Decided, releaseWithin, requireReason, versionUnknown } from './release.ts';
import { releasesAt } from './releases.ts';

export interface PilotPlan extends Decided {
  /** Given once; a pilot that is over keeps its name. */
  readonly name: string;
  /** Deployed for the pilot, without being released. */
  readonly definitions?: readonly FlowDefinition[];
  /** Versions that are deployed already, by flow. */
  readonly flows?: Readonly<Record<string, number>>;
  /** Which newborn cases: a CEL expression over `data` (what the first event carries), `entity` and `key`. Default: all. */
  readonly segment?: string;
  /** Of those, the part that it takes: above 0, at most 1. Default: 1. */
  readonly share?: number;
  /** Makes the choice of the share this pilot's own; the same salt chooses the same. Default: by chance. */
  readonly salt?: string;
  /** How its cases came back, where that is not on record yet. */
  readonly mappings?: readonly MigrationDefinition[];
}

/** How the cases of one flow did, by the version that they were born with. */
export interface Arm {
  readonly flow: string;
  readonly version: number;
  /** `false`: the rest, who were born at the same time. */
  readonly isPilot: boolean;
  readonly cases: number;
  readonly states: Readonly<Record<string, number>>;
}

const nameMax = 200;

/**
 * Tries versions of some flows together, on a part of the cases that are born from now on; each stays with its version. Of each flow that has a
 * version in force there must be a mapping between that one and the pilot's, so that the way back is known before anybody goes.
 *
 * @throws EngineError flow-has-errors, version-unknown, segment-invalid, pilot-invalid, pilot-running, pilot-without-way-back,
 * migration-refused, reason-missing
 */
export async function beginPilot(database: Database, plan: PilotPlan): Promise<PilotRecord> {
  return inTransaction(database, (client) => beginWithin(client, plan));
}

/** What would keep a pilot from beginning now, as `beginPilot` says it; `undefined`: nothing. It is begun and taken back unseen: nothing is written. */
export async function checkPilot(database: Database, plan: PilotPlan): Promise<EngineError | undefined> {
  const sound = new Error('It could begin');
  try {
    return await inTransaction(database, async (client) => {
      await beginWithin(client, plan);
      throw sound;
    });
  } catch (error) {
    if (error === sound) return undefined;
    if (error instanceof EngineError && error.kind !== 'operational' && error.kind !== 'bug') return error;
    throw error;
  }
}

async function beginWithin(client: Client, plan: PilotPlan): Promise<PilotRecord> {
  requireReason(plan);
  const { name, definitions = [], share = 1, segment, salt = randomBytes(16).toString('hex'), by, reason } = plan;
  if (name.trim() === '' || name.length > nameMax) throw invalid(`A pilot has a name of 1 to ${nameMax} characters`);
  if (!(share > 0 && share <= 1)) throw invalid(`The share of a pilot is above 0 and at most 1, not ${share}`);
  refuseErrors(definitions);
  await lockDeployment(client);
  const deployed = await deployWithin(client, definitions, { by, released: false });
  const flows = { ...plan.flows, ...Object.fromEntries(deployed.map(({ flow, version }) => [flow, version])) };
  const { now } = await readInstant(client);
  await refuseReleased(client, flows, now);
  await refuseRunning(client, flows);
  await refuseSegment(client, flows, segment);
  for (const mapping of plan.mappings ?? []) await storeMappingWithin(client, mapping, { by, reason });
  await refuseWithoutWayBack(client, flows, now);
  const pilot = { name, flows, segment: segment ?? null, share, salt, begunAt: now, begunBy: by, reason };
  if (!(await insertPilot(client, pilot))) throw invalid(`There was a pilot "${name}" already: give this one a name of its own`);
  await countSettings(client);
  return { ...pilot, endedAt: null, endedBy: null, outcome: null };
}

type Flows = Readonly<Record<string, number>>;

function invalid(message: string): EngineError {
  return new EngineError('pilot-invalid', message);
}

async function inForceOf(client: Client | Database, flows: Flows, now: number): Promise<Readonly<Record<string, number>>> {
  return releasesAt(releasesOf(await readVersions(client, Object.keys(flows))), now).latest;
}

async function refuseReleased(client: Client, flows: Flows, now: number): Promise<void> {
  const versions = await readVersions(client, Object.keys(flows));
  const latest = releasesAt(releasesOf(versions), now).latest;
  if (Object.keys(flows).length === 0) throw invalid('A pilot tries versions of one flow at least');
  for (const [flow, version] of Object.entries(flows)) {
    if (!versions.some((row) => row.flow === flow && row.version === version)) throw versionUnknown({ flow, version });
    if (latest[flow] === version) throw invalid(`Version ${version} of ${flow} is in force: there is nothing to try`);
  }
}

async function refuseRunning(client: Client, flows: Flows): Promise<void> {
  for (const pilot of await readPilots(client)) {
    const flow = pilot.endedAt === null ? Object.keys(flows).find((each) => Object.hasOwn(pilot.flows, each)) : undefined;
    if (flow !== undefined)
      throw new EngineError('pilot-running', `The pilot "${pilot.name}" tries ${flow} already: end it first`, {
        details: { pilot: pilot.name, flow },
      });
  }
}

/** It must be an expression over the data of one of the flows at least; the cases of others are taken as their kin is. */
async function refuseSegment(client: Client, flows: Flows, segment: string | undefined): Promise<void> {
  if (segment === undefined) return;
  const faults: string[] = [];
  for (const [flow, version] of Object.entries(flows)) {
    const definition = await readFlowVersion(client, flow, version);
    const fault = definition === undefined ? 'is not deployed' : segmentFault(definition, segment);
    if (fault === undefined) return;
    faults.push(`${flow}: ${fault}`);
  }
  throw new EngineError('segment-invalid', `The segment is an expression over data, entity and key: ${faults.join('; ')}`, {
    details: { segment, faults },
  });
}

async function refuseWithoutWayBack(client: Client, flows: Flows, now: number): Promise<void> {
  const latest = await inForceOf(client, flows, now);
  for (const [flow, to] of Object.entries(flows)) {
    const from = latest[flow];
    if (from === undefined || (await readMapping(client, { flow, from, to })) !== undefined) continue;
    const [before, after] = [await readFlowVersion(client, flow, from), await readFlowVersion(client, flow, to)];
    throw new EngineError(
      'pilot-without-way-back',
      `Nobody has said how cases of ${flow} come back from version ${to} to ${from}: give the mapping along (one is proposed)`,
      { details: before && after ? { flow, from, to, proposed: proposeMigration(before, after) } : { flow, from, to } },
    );
  }
}

/**
 * Releases a pilot's versions, all at once: newborn cases run them from now on. Cases of other versions stay where they are; take them
 * along with `migrateCases`.
 *
 * @throws EngineError pilot-unknown, reason-missing
 */
export async function promotePilot(
  database: Database,
  { name, by, reason }: Decided & { readonly name: string },
): Promise<PilotRecord> {
  requireReason({ by, reason });
  return inTransaction(database, async (client) => {
    await lockDeployment(client);
    const pilot = await endRunning(client, { name, by, outcome: 'promoted' });
    for (const [flow, version] of Object.entries(pilot.flows)) await releaseWithin(client, { flow, version, by, reason });
    return pilot;
  });
}

async function endRunning(
  client: Client,
  { name, by, outcome }: { readonly name: string; readonly by: string; readonly outcome: 'promoted' | 'rolled-back' },
): Promise<PilotRecord> {
  const { now } = await readInstant(client);
  const isEnded = await endPilot(client, { name, by, at: now, outcome });
  const pilot = await readPilot(client, name);
  if (pilot === undefined) throw pilotUnknown(name);
  if (!isEnded && pilot.outcome !== outcome)
    throw new EngineError('pilot-unknown', `The pilot "${name}" is over: it was ${pilot.outcome}`, { details: pilot });
  if (isEnded) await countSettings(client);
  return pilot;
}

function pilotUnknown(name: string): EngineError {
  return new EngineError('pilot-unknown', `There is no pilot "${name}"`);
}

/** What became of the cases of one flow when a pilot was rolled back. */
export type RolledBack =
  | { readonly flow: string; readonly run: MigrationRun }
  /** No mapping leads back to the version that is in force now: the cases stay. */
  | { readonly flow: string; readonly version: number; readonly inForce: number | undefined };

/**
 * Ends a pilot, so that newborn cases run what is in force, and takes its running cases back there, page by page. Whoever calls it again goes
 * on where it stopped.
 *
 * @throws EngineError pilot-unknown, reason-missing
 */
export async function rollBackPilot(
  migrating: MigrationParts,
  order: { readonly name: string } & Pick<MigrationOrder, 'actor' | 'reason' | 'signal' | 'onProgress'>,
): Promise<readonly RolledBack[]> {
  const { name, actor, reason, ...others } = order;
  const { database } = migrating;
  requireReason({ by: actor.id, reason });
  const pilot = await inTransaction(database, async (client) => {
    await lockDeployment(client);
    return endRunning(client, { name, by: actor.id, outcome: 'rolled-back' });
  });
  const rolledBack: RolledBack[] = [];
  for (const { flow, to, from, hasMapping } of await waysBack(database, pilot)) {
    if (from === undefined || !hasMapping) rolledBack.push({ flow, version: to, inForce: from });
    else
      rolledBack.push({
        flow,
        run: await migrateCases(migrating, { flow, from, to, back: true, actor, reason, ...others }),
      });
  }
  return rolledBack;
}

async function waysBack(database: Database, { flows }: PilotRecord) {
  const { now } = await readInstant(database);
  const latest = await inForceOf(database, flows, now);
  return Promise.all(
    Object.entries(flows).map(async ([flow, to]) => {
      const from = latest[flow];
      const mapping = from === undefined ? undefined : await readMapping(database, { flow, from, to });
      return { flow, to, from, hasMapping: mapping !== undefined };
    }),
  );
}

/**
 * What `rollBackPilot` would make of the cases, by flow; flows without a way back are left out.
 *
 * @throws EngineError pilot-unknown
 */
export async function previewRollBack(
  parts: DispatchParts,
  database: Database,
  name: string,
): Promise<Readonly<Record<string, MigrationPreview>>> {
  const pilot = await readPilot(database, name);
  if (pilot === undefined) throw pilotUnknown(name);
  const previews: Record<string, MigrationPreview> = {};
  for (const { flow, to, from, hasMapping } of await waysBack(database, pilot))
    if (from !== undefined && hasMapping)
      previews[flow] = await previewMigration(parts, database, { flow, from, to, back: true });
  return previews;
}

/**
 * The cases born since a pilot began, of its arm and of the others. Looks at every case of its flows.
 *
 * @throws EngineError pilot-unknown
 */
export async function readArms(database: Database, name: string): Promise<readonly Arm[]> {
  const pilot = await readPilot(database, name);
  if (pilot === undefined) throw pilotUnknown(name);
  const counts = await countArms(database, { flows: Object.keys(pilot.flows), since: pilot.begunAt });
  const arms = new Map<string, { flow: string; version: number; cases: number; states: Record<string, number> }>();
  for (const { flow, version, state, cases } of counts) {
    const of = arms.get(`${flow}/${version}`) ?? { flow, version, cases: 0, states: {} };
    arms.set(`${flow}/${version}`, of);
    of.cases += cases;
    of.states[state] = cases;
  }
  return [...arms.values()].map((arm) => ({ ...arm, isPilot: pilot.flows[arm.flow] === arm.version }));
}
