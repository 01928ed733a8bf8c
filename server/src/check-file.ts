import { checkFlow, checkMetric, checkPack, type Finding, type FlowDefinition } from '@throughline/language';
import { builtInPacks } from './built-in-packs.ts';
import { type Definitions, definitionPlace, loadDefinitions } from './definitions.ts';

/** A finding with its place in the file. */
export interface PlacedFinding extends Omit<Finding, 'code' | 'severity'> {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** `file:line:column` where the file is JSON; else file, export and JSON Pointer. */
  readonly place: string;
}

export interface CheckReport {
  readonly file: string;
  /** What was judged. */
  readonly flows: readonly string[];
  readonly metrics: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly PlacedFinding[];
}

/** Judges what a file declares. Changes nothing and needs no database. */
export async function checkFile({ file }: { readonly file: string }): Promise<CheckReport> {
  const definitions = await loadDefinitions(file);
  const findings = checkDefinitions(definitions);
  return {
    file,
    flows: allFlows(definitions).map(({ name }) => name),
    metrics: allMetrics(definitions).map(({ id }) => id),
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    findings,
  };
}

/** Flows that messages go to may be in the file, or in the packs that ship. */
export function checkDefinitions(definitions: Definitions): readonly PlacedFinding[] {
  const own = allFlows(definitions);
  const names = new Set(own.map(({ name }) => name));
  const shipped = builtInPacks.flatMap(({ flows }) => flows).filter(({ name }) => !names.has(name));
  const others = [...own, ...shipped];
  const placed = (name: string) => (found: Finding) => ({ ...found, place: definitionPlace(definitions, name, found.path) });
  const inPacks = new Set(definitions.packs.flatMap(({ value }) => value.flows.map((flow) => flow.name)));
  return [
    ...definitions.packs.flatMap(({ name, value }) => checkPack(value, shipped).map(placed(name))),
    // A pack's own flows are often exported beside it: they are judged once, with the pack's roles.
    ...definitions.flows
      .filter(({ value }) => !inPacks.has(value.name))
      .flatMap(({ name, value }) => checkFlow(value, { others: others.filter((other) => other !== value) }).map(placed(name))),
    ...checkMetrics(definitions, others),
  ];
}

function checkMetrics(definitions: Definitions, flows: readonly FlowDefinition[]): readonly PlacedFinding[] {
  const own = new Set(definitions.packs.flatMap(({ value }) => value.metrics.map(({ id }) => id)));
  const declared = [
    ...definitions.packs.flatMap(({ name, value }) =>
      value.metrics.map((metric, index) => ({ name, at: `/metrics/${index}`, metric })),
    ),
    ...definitions.metrics.filter(({ value }) => !own.has(value.id)).map(({ name, value }) => ({ name, at: '', metric: value })),
  ];
  return declared.flatMap(({ name, at, metric }) =>
    checkMetric(metric as Parameters<typeof checkMetric>[0], flows).map((found) => ({
      code: found.code,
      severity: 'error' as const,
      path: `${at}${found.path}`,
      message: found.message,
      witness: [],
      mend: 'Correct the metric at the place named.',
      place: definitionPlace(definitions, name, `${at}${found.path}`),
    })),
  );
}

/** The flows of a file, those of its packs included, each once. */
export function allFlows({ packs, flows }: Definitions): readonly FlowDefinition[] {
  const all = [...packs.flatMap(({ value }) => value.flows), ...flows.map(({ value }) => value)];
  return [...new Map(all.map((flow) => [flow.name, flow])).values()];
}

function allMetrics({ packs, metrics }: Definitions): readonly { readonly id: string }[] {
  const all = [...packs.flatMap(({ value }) => value.metrics), ...metrics.map(({ value }) => value)];
  return [...new Map(all.map((metric) => [metric.id, metric])).values()];
}
