import type { MetricDefinition, Moment } from '@throughline/language';
import { compileMeasured } from '../metric/compile.ts';
import type { Form } from '../metric/form.ts';
import { momentSql } from '../metric/moment.ts';
import { inlined, present, type ViewOptions, viewName } from './sql-views.ts';

/** A metric as dbt takes it: a model with a row a case, a semantic model over it, and a metric. */
export interface DbtMetric {
  /** The model: `select ...`. */
  readonly sql: string;
  readonly semanticModel: Readonly<Record<string, unknown>>;
  readonly metrics: readonly Readonly<Record<string, unknown>>[];
}

/** Why a metric cannot be said in a semantic model. */
export interface NotInDbt {
  readonly why: string;
}

/**
 * A metric as a semantic model of dbt (MetricFlow, the specification of dbt 1.6 to 1.11): each case brings its value on the day on which it
 * counts. What is not a sum, a quotient of two, a percentile or a count of different values, or has no such day, cannot be said there.
 */
export function dbtMetric(metric: MetricDefinition, request: ViewOptions = {}): DbtMetric | NotInDbt {
  const moment = momentOf(metric);
  if (moment === undefined)
    return { why: 'has no moment at which a case counts: what stands open, or what happens several times' };
  const { plan, measured, params } = compileMeasured(
    metric,
    { now: present, ...request },
    {
      by: metric.dimensions,
      extra: ({ history, period }) => {
        const { sql, kind } = momentSql(moment, history, period);
        return [kind === 'day' ? sql : `(${sql} at time zone ${zoneIn()})::date`];
      },
    },
  );
  if (plan.standing !== undefined) return { why: 'is what stands open' };
  const name = viewName(metric);
  const dimensions = metric.dimensions.map(
    (field, index) => `${index === 0 ? 'segment' : `segment${index + 1}`} as ${column(field)}`,
  );
  const sql = `${inlined(measured, params.values)}
select case_id::text || '/' || flow as case_id, flow, entity, key, extra1 as counted_on, ${[...dimensions, 'currency'].join(', ')},
  value::double precision as value, weight::double precision as weight, numerator, denominator, ident
from measured
where numerator or denominator
`;
  return {
    sql,
    semanticModel: {
      name,
      description: metric.description,
      model: `ref('${name}')`,
      defaults: { agg_time_dimension: 'counted_on' },
      entities: [{ name: `${name}_case`, type: 'primary', expr: 'case_id' }],
      dimensions: [
        { name: 'counted_on', type: 'time', type_params: { time_granularity: 'day' } },
        ...['entity', 'flow', ...(plan.money ? ['currency'] : []), ...metric.dimensions.map(column)].map((one) => ({
          name: one,
          type: 'categorical',
        })),
      ],
      measures: measuresOf(name, plan.form),
    },
    metrics: metricsOf(metric, plan.form),
  };

  function zoneIn(): string {
    return `'${(request.timeZone ?? 'UTC').replaceAll("'", "''")}'`;
  }
}

/** Fields are in camel case; names of dbt are not. */
function column(field: string): string {
  return field.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

function momentOf({ formula }: MetricDefinition): Moment | undefined {
  if (formula.kind === 'duration') return formula.at ?? formula.to;
  return formula.kind === 'share' || formula.kind === 'sum' || (formula.kind === 'cases' && formula.per === undefined)
    ? formula.at
    : undefined;
}

/** What is summed in the form, of a case: `sum(x) filter (where y)` is x where y. */
function perCase(sql: string): string {
  const filtered = /^(?:sum|count)\((.*?)\) filter \(where (.*)\)$/.exec(sql);
  const [, inner = '', condition = 'true'] = filtered ?? /^(?:sum|count)\((.*)\)$/.exec(sql) ?? [];
  const counted = sql.startsWith('count') ? (inner === '*' ? '1' : `case when ${inner} is not null then 1 end`) : inner;
  return condition === 'true' ? counted : `case when ${condition} then ${counted} end`;
}

function measuresOf(name: string, form: Form): readonly Readonly<Record<string, unknown>>[] {
  switch (form.kind) {
    case 'sum':
      return [{ name: `${name}_sum`, agg: 'sum', expr: perCase(form.of) }];
    case 'quotient':
      return [
        { name: `${name}_of`, agg: 'sum', expr: perCase(form.of) },
        { name: `${name}_over`, agg: 'sum', expr: perCase(form.over) },
      ];
    case 'percentile':
      return [
        {
          ...{ name: `${name}_percentile`, agg: 'percentile', expr: 'value' },
          agg_params: { percentile: form.at, use_discrete_percentile: false, use_approximate_percentile: false },
        },
      ];
    case 'distinct':
      return [{ name: `${name}_distinct`, agg: 'count_distinct', expr: 'ident' }];
  }
}

function metricsOf(metric: MetricDefinition, form: Form): DbtMetric['metrics'] {
  const name = viewName(metric);
  const head = { description: metric.description };
  if (form.kind !== 'quotient') {
    const measure = `${name}_${form.kind}`;
    return [{ ...head, name, label: metric.title, type: 'simple', type_params: { measure } }];
  }
  const part = (which: 'of' | 'over', label: string) => ({
    ...{ name: `${name}_${which}`, label: `${metric.title}, ${label}`, description: `${label} of ${metric.title}` },
    ...{ type: 'simple', type_params: { measure: `${name}_${which}` } },
  });
  return [
    part('of', 'numerator'),
    part('over', 'denominator'),
    { ...head, name, label: metric.title, type: 'ratio', type_params: { numerator: `${name}_of`, denominator: `${name}_over` } },
  ];
}
