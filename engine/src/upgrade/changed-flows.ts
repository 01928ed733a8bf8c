import {
  type CompiledFlow,
  canonical,
  compileFlow,
  diffFlows,
  type FlowDefinition,
  isStranded,
  type Json,
  type Strand,
  strandedCases,
} from '@throughline/language';
import type { Database } from '../database.ts';
import { readCases } from '../sql/lock-cases.ts';
import { type ExistingVersion, readAllVersions, readIdsOfVersion } from '../sql/upgrade.ts';

/** A flow as this release brings it. A version that somebody else than `by` has deployed is theirs, and stays. */
export interface ShippedFlow {
  readonly definition: FlowDefinition;
  readonly by: string;
}

/** A flow whose definition this release brings otherwise than the database has it. */
export interface ChangedFlow {
  readonly flow: string;
  /** The version that the database has; absent: the flow is new to it. */
  readonly from?: number;
  /** What changes, in words. */
  readonly changes: readonly string[];
  /** Cases that run that version. They go on as they are until somebody migrates them. */
  readonly running: number;
  /** Those of them that could not be migrated to the new version as they are, by reason. */
  readonly stranded: readonly { readonly why: string; readonly state: string | null; readonly cases: number }[];
}

/** A version that this release cannot run: its cases would be set aside. */
export interface UnreadableFlow {
  readonly flow: string;
  readonly version: number;
  readonly error: string;
}

/** The versions, of whomever, that this release cannot compile. There should be none. */
export async function unreadableFlows(database: Database): Promise<readonly UnreadableFlow[]> {
  return (await readAllVersions(database)).flatMap(({ flow, version, definition }) => {
    try {
      compileFlow(definition, version);
      return [];
    } catch (error) {
      return [{ flow, version, error: error instanceof Error ? error.message : String(error) }];
    }
  });
}

/** Compares definitions with the newest versions that the database has, of whatever release it is. Reads every case of what changes. */
export async function changedFlows(
  database: Database,
  shipped: readonly ShippedFlow[],
  signal?: AbortSignal,
): Promise<readonly ChangedFlow[]> {
  // In the order of versions, so the newest is the one that stays.
  const existing = new Map((await readAllVersions(database)).map((version) => [version.flow, version]));
  const changed: ChangedFlow[] = [];
  for (const { definition, by } of shipped) {
    const before = existing.get(definition.name);
    if (before !== undefined && before.by !== by) continue;
    if (before === undefined) changed.push({ flow: definition.name, changes: [], running: 0, stranded: [] });
    else if (canonical(before.definition as unknown as Json) !== canonical(definition as unknown as Json))
      changed.push(await compared(database, before, definition, signal));
  }
  return changed;
}

async function compared(
  database: Database,
  before: ExistingVersion,
  after: FlowDefinition,
  signal: AbortSignal | undefined,
): Promise<ChangedFlow> {
  const { flow, version, definition } = before;
  const changes = diffFlows(definition, after).changes.map(({ sentence }) => sentence);
  const compiled = { before: compileFlow(definition, version), after: compileFlow(after, version + 1) };
  const strands = strandedCases(definition, after);
  const counts = strands.map(() => 0);
  let running = 0;
  for await (const record of runningCases(database, flow, compiled.before, signal)) {
    running += 1;
    for (const [index, { condition }] of strands.entries())
      if (isStranded(condition, record, compiled)) counts[index] = (counts[index] ?? 0) + 1;
  }
  const stranded = strands.map(({ why, state }: Strand, index) => ({ why, state, cases: counts[index] ?? 0 }));
  return { flow, from: version, changes, running, stranded: stranded.filter(({ cases }) => cases > 0) };
}

async function* runningCases(database: Database, flow: string, compiled: CompiledFlow, signal: AbortSignal | undefined) {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    signal?.throwIfAborted();
    const ids = await readIdsOfVersion(database, { flow, version: compiled.version, after, limit: 500 });
    for (const { record } of await readCases(database, ids)) if (compiled.states.get(record.state)?.final !== true) yield record;
    const last = ids.at(-1);
    if (last === undefined || ids.length < 500) return;
    after = last;
  }
}
