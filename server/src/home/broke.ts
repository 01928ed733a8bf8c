import type { Broke } from '@throughline/api';
import type { BaselineComparison } from '@throughline/insight';
import { type CompiledFlow, inWords, type MetricDefinition } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { exceptionKindTitle } from '../cases/names.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { changeBefore } from './changes.ts';
import type { Measured } from './measuring.ts';
import { tileOf } from './tiles.ts';

/** Which metric left its limits furthest, since when, what it comes from and what was changed before. */
export async function whatBroke(
  throughline: Throughline,
  metrics: readonly MetricDefinition[],
  measured: Measured | undefined,
  visible: Visible,
): Promise<Broke> {
  if (measured === undefined) return { ...nothing, status: 'measuring' };
  const { comparisons } = measured;
  const asOf = iso(measured.asOf);
  const [worst, ...others] = comparisons.filter(({ broke }) => broke);
  const metric = metrics.find(({ id }) => id === worst?.id);
  if (worst === undefined || metric === undefined) {
    const isJudged = comparisons.some(({ verdict }) => verdict !== 'too-few');
    return { ...nothing, status: isJudged ? 'nothing' : 'too-little', asOf };
  }
  return {
    status: 'broke',
    asOf,
    metric: tileOf(metric, worst),
    since: worst.since ?? null,
    part: partOf(await newestFlows(throughline), worst),
    changeBefore: worst.since === undefined ? null : await changeBefore(throughline, worst.since, visible),
    others: others.length,
  };
}

const nothing = { asOf: null, metric: null, since: null, part: null, changeBefore: null, others: 0 } as const;

function partOf(flows: readonly CompiledFlow[], { part, change }: BaselineComparison): Broke['part'] {
  if (part === undefined || change === null) return null;
  const { dimension, value, share, before, after, n } = part;
  return {
    ...{ dimension, value, share, before, after, n },
    dimensionTitle: exceptionFields[dimension] ?? inWords(dimension),
    valueTitle: valueTitle(flows, dimension, value),
    change: share * change,
  };
}

/** Fields of the kernel's exceptions, in words; those of the business are called what they are called. */
const exceptionFields: Readonly<Record<string, string>> = { ofFlow: 'Flow', kind: 'Kind of exception' };

/** Flows and kinds of exceptions have titles; what is text of the business is said as it stands. */
function valueTitle(flows: readonly CompiledFlow[], dimension: string, value: string): string {
  if (dimension === 'ofFlow') return flows.find(({ name }) => name === value)?.definition.title ?? inWords(value);
  return dimension === 'kind' ? exceptionKindTitle(flows, value) : value;
}
