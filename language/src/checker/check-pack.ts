import { MetricDefinitionError, parseMetric } from '../define-metric.ts';
import type { Pack } from '../define-pack.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Json } from '../json.ts';
import { exceptionFlow, taskFlow } from '../kernel-flows.ts';
import { checkMetric, type MetricFinding } from '../metric-check.ts';
import { checkFlow } from './check-flow.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { homeFindings } from './home.ts';
import { listed } from './nearest.ts';
import { receivablesFindings } from './receivables.ts';
import { checkWatch } from './watches.ts';
import { isWellFormed } from './well-formed.ts';

/**
 * Judges the flows of a pack, each beside the others, and its metrics, watches and home page against them. Paths begin with
 * `/flows/<index>`, `/metrics/<index>`, `/watches/<index>` or `/home`. `others` are the flows of other packs that messages and metrics may name.
 */
export function checkPack(pack: Pack, others: readonly FlowDefinition[] = []): readonly Finding[] {
  const flows = [...others, ...pack.flows];
  const areWellFormed = flows.every(isWellFormed);
  return [
    ...pack.flows.flatMap((flow, index) => checkMember(pack, flow, index, flows)),
    ...pack.metrics.flatMap((metric, index) => metricFindings(metric, flows).map((found) => ofMetric(index, found))),
    ...duplicates(
      'flow-duplicate',
      'flows',
      'name',
      'Give it another name.',
      pack.flows.map(({ name }) => name),
    ),
    ...duplicates(
      'metric-duplicate',
      'metrics',
      'id',
      'Give it another id.',
      pack.metrics.map(({ id }) => id),
    ),
    ...(areWellFormed ? (pack.watches ?? []) : []).flatMap((watch, index) => {
      const roles = Object.keys(pack.roles);
      const found = checkWatch(watch, { flows, metrics: pack.metrics, ...(roles.length === 0 ? {} : { roles }) });
      return found.map((one) => ({ ...one, path: pointer('watches', index) + one.path }));
    }),
    ...duplicates(
      'watch-duplicate',
      'watches',
      'name',
      'Give it another name.',
      (pack.watches ?? []).map(({ name }) => name),
    ),
    ...(areWellFormed ? [...homeFindings(pack), ...receivablesFindings(pack)] : []),
  ];
}

function checkMember(pack: Pack, flow: FlowDefinition, index: number, others: readonly FlowDefinition[]): readonly Finding[] {
  const findings = checkFlow(flow, { others, roles: Object.keys(pack.roles) });
  return findings.map((found) => ({ ...found, path: pointer('flows', index) + found.path }));
}

function metricFindings(metric: Pack['metrics'][number], flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  try {
    return checkMetric(parseMetric(metric as unknown as Json), [...flows, exceptionFlow, taskFlow]);
  } catch (error) {
    if (error instanceof MetricDefinitionError) return error.findings;
    throw error;
  }
}

function ofMetric(index: number, { path, message, expected }: MetricFinding): Finding {
  return finding('metric-invalid', pointer('metrics', index) + (path === '/' ? '' : path), {
    message: `${message}: expected ${expected}`,
    witness: ['assumed: the flows given and those of the kernel are all there are'],
    mend: `Write ${expected}.`,
  });
}

function duplicates(
  code: 'flow-duplicate' | 'metric-duplicate' | 'watch-duplicate',
  list: 'flows' | 'metrics' | 'watches',
  member: 'name' | 'id',
  mend: string,
  names: readonly string[],
): readonly Finding[] {
  return names.flatMap((name, index): Finding[] => {
    const first = names.indexOf(name);
    if (first === index) return [];
    return [
      finding(code, pointer(list, index, member), {
        message: `two ${list} are called ${listed([name])}`,
        witness: [`the first is ${list}/${first}`],
        mend,
      }),
    ];
  });
}
