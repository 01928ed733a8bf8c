import { isDeepStrictEqual } from 'node:util';
import {
  checkFlow,
  checkMetric,
  checkPack,
  type Finding,
  type FlowDefinition,
  type Json,
  type MetricDefinition,
  MetricDefinitionError,
  type MetricFinding,
  parseMetric,
} from '@throughline/language';
import { builtInPacks } from '../built-in-packs.ts';
import { ThroughlineError } from '../errors.ts';
import { BrokenDefinitions } from './broken-definitions.ts';
import { findDefinitionFiles } from './find-files.ts';
import { type Definitions, loadDefinitions } from './load-definitions.ts';
import type { SourcePlace } from './source-place.ts';

/** A finding with its place in a file. */
export interface PlacedFinding extends Omit<Finding, 'code' | 'severity'> {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The flow that it is about; absent where it is about a pack, a metric or the whole file. */
  readonly flow?: string;
  /** `file:line:column`; where the text cannot be followed, file, export and JSON Pointer. */
  readonly place: string;
  readonly at?: SourcePlace;
}

export interface CheckReport {
  readonly files: readonly string[];
  /** What was judged. */
  readonly flows: readonly string[];
  readonly metrics: readonly string[];
  readonly errors: number;
  readonly warnings: number;
  readonly findings: readonly PlacedFinding[];
}

/**
 * Judges what files, or those in folders, declare. Changes nothing and needs no database. A file that cannot be read as definitions is a
 * finding like others.
 *
 * @throws ThroughlineError file-unreadable, file-type-unknown, definitions-missing
 */
export async function checkFiles(paths: readonly string[]): Promise<CheckReport> {
  const files: string[] = [];
  const read: Definitions[] = [];
  const broken: PlacedFinding[] = [];
  for (const { file, named } of await findDefinitionFiles(paths)) {
    try {
      read.push(await loadDefinitions(file));
    } catch (error) {
      if (error instanceof BrokenDefinitions) broken.push(brokenFinding(error));
      else if (!named && error instanceof ThroughlineError && error.code === 'definitions-missing') continue;
      else throw error;
    }
    files.push(file);
  }
  const findings = inOrder([...broken, ...checkDefinitions(...read)]);
  return {
    files,
    flows: namesOf(read.flatMap(allFlows).map(({ name }) => name)),
    metrics: namesOf(read.flatMap(allMetrics).map(({ id }) => id)),
    errors: findings.filter(({ severity }) => severity === 'error').length,
    warnings: findings.filter(({ severity }) => severity === 'warning').length,
    findings,
  };
}

/** Each once. What is judged may be without a name: that is one of its findings. */
function namesOf(names: readonly unknown[]): readonly string[] {
  return [...new Set(names.map((name) => (typeof name === 'string' && name !== '' ? name : '(without a name)')))];
}

function brokenFinding({ fault, said, mend, at, place }: BrokenDefinitions): PlacedFinding {
  const found = { code: fault, severity: 'error', path: '', message: said, mend } as const;
  return {
    ...found,
    witness: ['the file could not be read: nothing in it was judged'],
    place: place ?? '',
    ...(at === undefined ? {} : { at }),
  };
}

/** What is found in files that have been read. Flows that messages go to may be in them, or in the packs that ship. */
export function checkDefinitions(...read: readonly Definitions[]): readonly PlacedFinding[] {
  const own = read.flatMap(allFlows);
  const names = new Set(own.map(({ name }) => name));
  const shipped = builtInPacks.flatMap(({ flows }) => flows).filter(({ name }) => !names.has(name));
  const others = [...own, ...shipped];
  const packs = read.flatMap((definitions) => definitions.packs.map(({ value }) => value));
  const inPacks = packs.flatMap(({ flows }) => flows);
  const metricsInPacks = new Set(packs.flatMap(({ metrics }) => metrics.map(({ id }) => id)));
  const findings = read.flatMap((definitions) => [
    ...definitions.packs.flatMap(({ name, value }) => {
      const beside = others.filter((flow) => !value.flows.some((member) => member.name === flow.name));
      return checkPack(value, beside).map((found) => placedFinding(definitions, name, found, packFlow(value, found.path)));
    }),
    // A pack's own flows are often exported beside it, or from files of their own: they are judged once, with the pack's roles.
    ...definitions.flows
      .filter(({ value }) => !inPacks.some((flow) => flow.name === value.name && isDeepStrictEqual(flow, value)))
      .flatMap(({ name, value }) => {
        const beside = others.filter((other) => other.name !== value.name);
        return checkFlow(value, { others: beside }).map((found) => placedFinding(definitions, name, found, value.name));
      }),
    ...definitions.metrics
      .filter(({ value }) => !metricsInPacks.has(value.id))
      .flatMap(({ name, value }) =>
        metricFindings(value, others).map(({ path, message, expected }) =>
          placedFinding(definitions, name, {
            ...{ code: 'metric-invalid', path, severity: 'error', message: `${message}: expected ${expected}` },
            witness: ['assumed: the flows given and those that ship are all there are'],
            mend: `Write ${expected}.`,
          }),
        ),
      ),
  ]);
  return inOrder(findings);
}

function metricFindings(metric: MetricDefinition, flows: readonly FlowDefinition[]): readonly MetricFinding[] {
  try {
    return checkMetric(parseMetric(metric as unknown as Json), flows);
  } catch (error) {
    if (error instanceof MetricDefinitionError) return error.findings;
    throw error;
  }
}

function placedFinding(
  definitions: Definitions,
  name: string,
  found: Omit<Finding, 'code'> & { readonly code: string },
  flow?: string,
): PlacedFinding {
  const at = definitions.place(name, found.path);
  const place =
    at === undefined
      ? [definitions.file, name, found.path].filter((part) => part !== '').join(' ')
      : `${at.file}:${at.line}:${at.column}`;
  return { ...found, ...(flow === undefined ? {} : { flow }), place, ...(at === undefined ? {} : { at }) };
}

function packFlow({ flows }: { readonly flows: readonly FlowDefinition[] }, path: string): string | undefined {
  return flows[Number(/^\/flows\/(\d+)/.exec(path)?.[1])]?.name;
}

/** By file as given, then as one reads it; a finding without a line stays before those with one. */
function inOrder(findings: readonly PlacedFinding[]): readonly PlacedFinding[] {
  const files = [...new Set(findings.map(({ at }) => at?.file ?? ''))];
  const rank = ({ at }: PlacedFinding) => [files.indexOf(at?.file ?? ''), at?.line ?? 0, at?.column ?? 0] as const;
  return findings.toSorted((one, other) => {
    const [a, b] = [rank(one), rank(other)];
    return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
  });
}

/** The flows of a file, those of its packs included, each once. */
export function allFlows({ packs, flows }: Pick<Definitions, 'packs' | 'flows'>): readonly FlowDefinition[] {
  const all = [...packs.flatMap(({ value }) => value.flows), ...flows.map(({ value }) => value)];
  return [...new Map(all.map((flow) => [flow.name, flow])).values()];
}

function allMetrics({ packs, metrics }: Definitions): readonly { readonly id: string }[] {
  const all = [...packs.flatMap(({ value }) => value.metrics), ...metrics.map(({ value }) => value)];
  return [...new Map(all.map((metric) => [metric.id, metric])).values()];
}
