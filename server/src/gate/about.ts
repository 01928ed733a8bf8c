import type { CompiledFlow, FlowChange, FlowDefinition, MetricDefinition } from '@throughline/language';
import { metricsIn } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import type { ChangeContent } from './content.ts';

/** Somebody's flow against the one in force. */
export interface Pair {
  readonly before: CompiledFlow | undefined;
  readonly after: FlowDefinition;
}

/** The same with its differences. */
export interface Compared extends Pair {
  readonly changes: readonly FlowChange[];
}

/** The names of the flows that content is about. */
export function flowsOf(content: ChangeContent): readonly string[] {
  switch (content.subject) {
    case 'flow':
      return content.flows.map(({ name }) => name);
    case 'mapping':
      return [content.migration.flow];
    case 'pilot':
      return [...(content.definitions ?? []).map(({ name }) => name), ...Object.keys(content.flows ?? {})];
    default:
      return [content.flow];
  }
}

/** The metrics that are measured of some flows. */
export function metricsOf(throughline: Pick<Throughline, 'ownMetrics'>, flows: readonly string[]): readonly MetricDefinition[] {
  return metricsIn(throughline).filter(({ flow }) => [flow].flat().some((name) => flows.includes(name)));
}
