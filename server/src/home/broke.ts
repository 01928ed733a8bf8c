import type { Broke } from '@throughline/api';
import { type CompiledFlow, inWords, type MetricDefinition } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { valueTitle } from '../cases/value-title.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { changeBefore } from './changes.ts';
import type { Measured, MeasuredMetric } from './measuring.ts';
import { tileOf } from './tiles.ts';

/** Which metric left what was expected of it furthest, since when, what it comes from and what was changed before. */
export async function whatBroke(
  throughline: Throughline,
  metrics: readonly MetricDefinition[],
  measured: Measured | undefined,
  visible: Visible,
): Promise<Broke> {
  if (measured === undefined) return { ...nothing, status: 'measuring' };
  const at = iso(measured.at);
  const { asOf } = measured;
  const known = metrics.flatMap((metric) => {
    const found = measured.metrics.get(metric.id);
    return found === undefined ? [] : [{ metric, ...found }];
  });
  // The one furthest beyond its limit is told of.
  const [worst, ...others] = known.filter(({ broke }) => broke).sort((a, b) => b.excess - a.excess);
  if (worst === undefined) {
    const isJudged = known.some(({ verdict }) => verdict !== 'too-few');
    return { ...nothing, status: isJudged ? 'nothing' : 'too-little', at, asOf };
  }
  return {
    status: 'broke',
    ...{ at, asOf },
    metric: tileOf(worst.metric, worst),
    change: worst.change,
    since: worst.since ?? null,
    part: partOf(await newestFlows(throughline), worst.metric, worst),
    changeBefore: worst.since === undefined ? null : await changeBefore(throughline, worst.since, visible),
    others: others.length,
  };
}

const nothing = {
  at: null,
  asOf: null,
  metric: null,
  change: null,
  since: null,
  part: null,
  changeBefore: null,
  others: 0,
} as const;

function partOf(flows: readonly CompiledFlow[], metric: MetricDefinition, { part, change }: MeasuredMetric): Broke['part'] {
  if (part === undefined || change === null) return null;
  const { dimension, value, share, before, after, n } = part;
  return {
    ...{ dimension, value, share, before, after, n },
    dimensionTitle: exceptionFields[dimension] ?? inWords(dimension),
    valueTitle: valueTitle(flows, metric, { dimension, value }),
    change: share * change,
  };
}

/** Fields of the kernel's exceptions, in words; those of the business are called what they are called. */
const exceptionFields: Readonly<Record<string, string>> = { ofFlow: 'Flow', kind: 'Kind of exception' };
