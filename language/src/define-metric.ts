import { Compile } from 'typebox/compile';
import { MetricDefinition } from './definition/metric.ts';
import { isJsonObject, type Json } from './json.ts';
import type { MetricFinding } from './metric-check.ts';

/** A metric that is not one; `findings` say where and what was expected. */
export class MetricDefinitionError extends Error {
  readonly code = 'metric-invalid';
  readonly findings: readonly MetricFinding[];

  constructor(id: string, findings: readonly MetricFinding[]) {
    super(
      `Metric ${id}: ${findings.map((finding) => `${finding.path}: ${finding.message}, expected ${finding.expected}`).join('; ')}`,
    );
    this.findings = findings;
  }
}

let validator: ReturnType<typeof Compile<typeof MetricDefinition>> | undefined;

/**
 * Declares a metric. Returns it as plain data.
 *
 * @throws {MetricDefinitionError} where the document is not a metric.
 */
export function defineMetric(metric: MetricDefinition): MetricDefinition {
  return parseMetric(JSON.parse(JSON.stringify(metric)));
}

/** Reads a metric from JSON. @throws {MetricDefinitionError} where it is not one. */
export function parseMetric(document: Json): MetricDefinition {
  validator ??= Compile(MetricDefinition);
  if (validator.Check(document)) return document;
  const id = isJsonObject(document) && typeof document.id === 'string' ? document.id : '(without id)';
  throw new MetricDefinitionError(id, validator.Errors(document).slice(0, 20).map(finding));
}

function finding(error: { readonly instancePath: string; readonly message: string; readonly params: object }): MetricFinding {
  const params = Object.values(error.params).length === 0 ? '' : ` (${JSON.stringify(error.params)})`;
  return {
    code: 'metric-invalid',
    path: error.instancePath || '/',
    message: 'not as it should be',
    expected: `${error.message}${params}`,
  };
}
