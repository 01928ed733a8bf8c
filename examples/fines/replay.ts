import { join } from 'node:path';
import { type FactRecord, importFile, type RecordResult } from '@throughline/connect';
import { type CaseRecord, type CompiledFlow, decide, type EffectDraft } from '@throughline/language';
import mapping from './mapping.json' with { type: 'json' };

/** What a replay of the recorded log in memory came to. */
export interface Replay {
  readonly cases: number;
  readonly events: number;
  readonly deviations: number;
  readonly deviatingCases: number;
  /** By `state + event`. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly refusals: readonly string[];
  readonly effects: readonly EffectDraft[];
  /** Cases for which something is due, though all of it is history. */
  readonly waiting: number;
  /** Each case's state when the log ends, counted. */
  readonly ends: ReadonlyMap<string, number>;
  /** The activities of each case, in order, as they were told. */
  readonly traces: ReadonlyMap<string, readonly string[]>;
}

/** Runs the first `casesMax` fines of the log through `decide`, as facts, with the mapping of this folder. Nothing is written. */
export async function replay(data: string, flow: CompiledFlow, casesMax = Number.POSITIVE_INFINITY): Promise<Replay> {
  const cases = new Map<string, CaseRecord>();
  const traces = new Map<string, readonly string[]>();
  const kinds = new Map<string, number>();
  const deviating = new Set<string>();
  const refusals: string[] = [];
  const effects: EffectDraft[] = [];
  const now = Date.UTC(2026, 0);
  const enough = new AbortController();
  let events = 0;
  let deviations = 0;
  const take = ({ identity, fact }: FactRecord): RecordResult => {
    const trace = traces.get(identity.key) ?? [];
    if (trace.length === 0 && cases.size === casesMax) enough.abort();
    if (enough.signal.aborted) return { outcome: 'duplicate' };
    traces.set(identity.key, [...trace, fact.type]);
    const subject = cases.get(identity.key) ?? { ...identity, id: identity.key };
    const decision = decide(flow, subject, fact, { now });
    if (decision.kind === 'refused' || decision.kind === 'ignored') {
      refusals.push(`${identity.key} ${fact.type}: ${decision.kind === 'refused' ? decision.message : decision.reason}`);
      return { outcome: 'refused' };
    }
    cases.set(identity.key, decision.next);
    events += 1;
    effects.push(...decision.effects);
    if (decision.kind === 'applied') return { outcome: 'applied' };
    deviating.add(identity.key);
    deviations += 1;
    const kind = `${decision.event.from} + ${fact.type}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    return { outcome: 'deviated' };
  };
  const reading = importFile({
    path: join(data, 'road-traffic-fines', 'traffic.xes.gz'),
    mapping,
    flow,
    now,
    dryRun: true,
    write: () => Promise.reject(new Error('a dry run writes nothing')),
    check: (batch) => Promise.resolve(batch.map(take)),
    stopwatch: () => 0,
    signal: enough.signal,
  });
  const errors = await reading.then(
    (report) => report.errors,
    (error: unknown) => {
      if (!enough.signal.aborted) throw error;
      return [];
    },
  );
  const ends = new Map<string, number>();
  for (const { state } of cases.values()) ends.set(state, (ends.get(state) ?? 0) + 1);
  return {
    cases: cases.size,
    events,
    deviations,
    deviatingCases: deviating.size,
    kinds,
    refusals: [...refusals, ...errors.map(({ message }) => message)],
    effects,
    waiting: [...cases.values()].filter((record) => decide(flow, record, { kind: 'deadline' }, { now }).kind !== 'ignored')
      .length,
    ends,
    traces,
  };
}
