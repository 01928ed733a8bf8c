import type { ProblemRow } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import { ThroughlineError } from '../errors.ts';
import { metricValues } from '../metric-answers.ts';
import { findMetric } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll } from '../visible/visible.ts';
import { findNumbered, type Seer, textOf } from './read-incidents.ts';
import { problemRow } from './read-problems.ts';

/** What holds problems against their numbers. */
const monitor: Actor = { id: 'service-monitor', kind: 'automation', principal: 'service-monitor', roles: ['service-monitor'] };
const dayMs = 86_400_000;

/**
 * Measures the number of a problem from the day of its fix until now, by the definition by which it is measured everywhere, and tells the problem.
 *
 * @throws ThroughlineError case-unknown, metric-request, metric-unknown
 * @throws RefusedError
 */
export async function measureProblem(throughline: Throughline, number: string, { visible, now }: Seer): Promise<ProblemRow> {
  const { engine } = throughline;
  const found = await findNumbered(throughline, 'problem', number, visible);
  const [id, part, fixedAt] = [textOf(found.data, 'metric'), textOf(found.data, 'metricOf'), textOf(found.data, 'fixedAt')];
  if (id === null)
    throw new ThroughlineError('metric-request', `No number is to show that ${number} is mended`, { place: 'number' });
  const metric = findMetric(id);
  const from = fixedAt?.slice(0, 10) ?? new Date(now).toISOString().slice(0, 10);
  const to = new Date(now + dayMs).toISOString().slice(0, 10);
  const where = part === null ? [] : [`${metric.dimensions[0] ?? ''}=${part}`];
  const { values } = await metricValues(throughline, id, { from, to, where }, seesAll);
  const { value = null, n = 0 } = values[0] ?? {};
  if (value === null)
    throw new ThroughlineError('metric-request', `${metric.title} has no value since ${from}`, { place: 'number' });
  const of = `${metric.title}${part === null ? '' : ` of ${part}`} since ${from}: ${value} of ${n} cases`;
  const [result] = await engine.dispatch([
    {
      case: { flow: 'problem', entity: found.entity, key: found.key },
      input: { kind: 'command', type: 'measured', data: { value, of }, actor: monitor },
      receipt: { source: 'service', key: `${found.id} ${found.seq} measured` },
    },
  ]);
  if (result?.outcome === 'refused' || result?.outcome === 'failed') throw new RefusedError(result.refusal);
  const after = await findNumbered(throughline, 'problem', number, visible);
  return problemRow(await loadFlows(throughline, [after]), after);
}
