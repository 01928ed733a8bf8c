import type { Retraction } from '@throughline/api';
import type { Actor, CompiledFlow } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { ThroughlineError } from '../errors.ts';
import { forgetMeasured } from '../home/measuring.ts';
import type { Throughline } from '../throughline.ts';
import { factsOfImport } from './import-facts.ts';
import { showImport } from './import-runs.ts';

/*
 * An import is taken back by a recorded repair of each case that it began: the case ends, with who took it back and why. Nothing is deleted, and the chain of
 * the log stays whole. A case that somebody has worked on since, or of which another source has told, is no longer the import's alone: it stays.
 */

const batchSize = 500;
const keptShown = 100;
/** The state that a drafted flow has for it. */
export const retractedState = 'retracted';

interface CaseOfImport {
  readonly id: string;
  readonly key: string;
  readonly entity: string;
  readonly facts: number;
  /** Why it stays; `null`: it does not. */
  readonly why: string | null;
}

/** What taking an import back would do, or has done. @throws ThroughlineError import-unknown */
export async function showRetraction(throughline: Throughline, id: string): Promise<Retraction> {
  const { flow } = await showImport(throughline, id);
  const { rows } = await throughline.pool.query<{ at: Date | null }>(
    'select retracted_at as at from throughline_server.import where id = $1',
    [id],
  );
  return viewOf(id, flow, await casesOf(throughline, id), rows[0]?.at ?? null);
}

function viewOf(id: string, flow: string, cases: readonly CaseOfImport[], at: Date | null): Retraction {
  const kept = cases.filter(({ why }) => why !== null);
  const gone = cases.filter(({ why }) => why === null);
  return {
    ...{ import: id, flow, status: at === null ? ('possible' as const) : ('done' as const) },
    ...{ cases: gone.length, facts: gone.reduce((sum, { facts }) => sum + facts, 0) },
    kept: kept.slice(0, keptShown).map(({ id: of, key, why }) => ({ case: of, key, reason: why ?? '' })),
    keptCount: kept.length,
    retractedAt: at?.toISOString() ?? null,
  };
}

/** The cases that an import brought something of, with what keeps them. */
async function casesOf({ pool }: Throughline, id: string): Promise<readonly CaseOfImport[]> {
  const { rows } = await pool.query<{
    id: string;
    key: string;
    entity: string;
    facts: string;
    others: string;
    before: boolean;
    person: boolean;
  }>(
    `with own as (
        select e.bucket, e.case_id, count(*) as facts from ${factsOfImport} and e.recorded_at >= i.started_at group by 1, 2)
      select o.case_id as id, d.key, d.entity, o.facts,
        count(*) filter (where e.kind = 'fact') - o.facts as others,
        bool_or(e.seq = 1 and e.recorded_at < (select started_at from throughline_server.import where id = $1)) as before,
        bool_or(e.actor_kind = 'person' and e.type <> 'repair') as person
      from own o
      join throughline.case_data d on d.bucket = o.bucket and d.id = o.case_id
      join throughline.event e on e.bucket = o.bucket and e.case_id = o.case_id
      group by o.case_id, d.key, d.entity, o.facts`,
    [id],
  );
  return rows.map(({ id: of, key, entity, facts, others, before, person }) => ({
    ...{ id: of, key, entity, facts: Number(facts) },
    why: before
      ? 'It was there before'
      : person
        ? 'Somebody has worked on it since'
        : Number(others) > 0
          ? 'Something else has told of it, too'
          : null,
  }));
}

export interface RetractRequest {
  readonly import: string;
  readonly reason: string;
  readonly actor: Actor;
}

/** Ends the cases that an import began. Done again, it ends those that are left. @throws ThroughlineError import-unknown, import-running */
export async function retractImport(
  throughline: Throughline,
  { import: id, reason, actor }: RetractRequest,
): Promise<Retraction> {
  const { engine, pool } = throughline;
  const found = await showImport(throughline, id);
  if (found.status === 'running')
    throw new ThroughlineError('import-running', 'The import is still running: stop it first', { place: 'import' });
  const state = endOf(await newestFlow(throughline, found.flow));
  const cases = await casesOf(throughline, id);
  const refused = new Map<string, string>();
  const gone = cases.filter(({ why }) => why === null);
  for (let from = 0; from < gone.length; from += batchSize) {
    const batch = gone.slice(from, from + batchSize);
    const views = new Map((await engine.readCases(batch.map((one) => one.id))).map((view) => [view.id, view]));
    const open = batch.filter((one) => views.get(one.id)?.state !== state);
    const results = await engine.dispatch(
      open.map(({ key, entity }) => ({
        case: { flow: found.flow, entity, key },
        input: { kind: 'command', type: 'repair', data: { state }, actor, reason: `Import taken back: ${reason}` },
      })),
    );
    for (const [index, result] of results.entries())
      if (result.outcome === 'refused' || result.outcome === 'failed')
        refused.set(open[index]?.id ?? '', result.refusal?.message ?? 'It was refused');
  }
  const { rows } = await pool.query<{ at: Date }>(
    'update throughline_server.import set retracted_at = clock_timestamp(), retracted_by = $2, retracted_reason = $3 where id = $1 returning retracted_at as at',
    [id, actor.principal, reason],
  );
  await forgetMeasured(throughline);
  const after = cases.map((one) => ({ ...one, why: refused.get(one.id) ?? one.why }));
  return viewOf(id, found.flow, after, rows[0]?.at ?? null);
}

/** The state in which a case ends as if it had not been. @throws ThroughlineError mapping-unfit where the flow has none */
function endOf({ name, definition }: CompiledFlow): string {
  if (definition.states[retractedState]?.final !== undefined) return retractedState;
  const end =
    Object.entries(definition.states).find(([, { final }]) => final === 'cancelled') ??
    Object.entries(definition.states).find(([, { final }]) => final === 'failed');
  if (end !== undefined) return end[0];
  throw new ThroughlineError('mapping-unfit', `The flow ${name} has no state in which a case ends as cancelled`, {
    place: 'flow',
  });
}
