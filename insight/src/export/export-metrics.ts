import type { MetricDefinition } from '@throughline/language';
import { MetricRequestError } from '../metric/request.ts';
import { dbtMetric } from './dbt.ts';
import { metricView, type ViewOptions, viewName } from './sql-views.ts';
import { yaml } from './yaml.ts';

/** Files by their paths in the folder, and what could not be said in which form. */
export interface MetricExport {
  readonly files: Readonly<Record<string, string>>;
  readonly leftOut: readonly { readonly metric: string; readonly form: 'sql' | 'dbt'; readonly why: string }[];
}

/** Metrics as SQL views over `throughline.event_log` (`sql/`) and as a semantic layer of dbt (`dbt/models/`). */
export function exportMetrics(
  metrics: readonly MetricDefinition[],
  optionsOf: (metric: MetricDefinition) => ViewOptions = () => ({}),
): MetricExport {
  const files: Record<string, string> = { 'sql/_schema.sql': 'create schema if not exists metrics;\n' };
  const leftOut: MetricExport['leftOut'][number][] = [];
  const [semanticModels, dbtMetrics]: [unknown[], unknown[]] = [[], []];
  for (const metric of metrics) {
    const options = optionsOf(metric);
    const name = viewName(metric);
    const view = attempt(() => metricView(metric, options));
    if (typeof view === 'string') files[`sql/${name}.sql`] = view;
    else leftOut.push({ metric: metric.id, form: 'sql', why: view.why });
    const model = attempt(() => dbtMetric(metric, options));
    if ('why' in model) leftOut.push({ metric: metric.id, form: 'dbt', why: model.why });
    else {
      files[`dbt/models/${name}.sql`] = model.sql;
      semanticModels.push(model.semanticModel);
      dbtMetrics.push(...model.metrics);
    }
  }
  // Wherever there are metrics, MetricFlow wants a table of days.
  files['dbt/models/metricflow_time_spine.sql'] =
    "select day::date as date_day from generate_series(timestamp '2020-01-01', timestamp '2039-12-31', interval '1 day') as days(day)\n";
  files['dbt/models/metrics.yml'] = yaml({ version: 2, semantic_models: semanticModels, metrics: dbtMetrics });
  return { files, leftOut };
}

function attempt<T>(make: () => T): T | { readonly why: string } {
  try {
    return make();
  } catch (error) {
    if (error instanceof MetricRequestError) return { why: error.message };
    throw error;
  }
}
