import { findMetric, type MetricResult, showMetric, withThroughline } from '@throughline/server';
import { commonOf, defineDemo, defineJson, pair, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { metricValue } from '../output/metric-value.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface MetricShowOptions {
  readonly id: string;
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const metricShow = verb<MetricShowOptions>({
  words: ['metric', 'show'],
  summary: 'measure a metric over the log',
  examples: [
    'metric show days-to-settle',
    'metric show days-late --by country --from 2013-01-01 --to 2013-07-01',
    'metric show dso --demo --json',
  ],
  define(command) {
    command
      .argument('<id>', 'the metric (`throughline metric list` names them)')
      .option('--by <field>', 'split by the values of a field')
      .option('--where <field=value>', 'only cases with this value; may be said several times', pair)
      .option('--from <day>', 'the first day of the period')
      .option('--to <day>', 'the day after its last');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { by, from, to, where } = command.opts<Partial<Pick<MetricShowOptions, 'by' | 'from' | 'to' | 'where'>>>();
    return { ...commonOf(command), id: command.args[0] ?? '', ...present({ by, from, to, where }) };
  },
  run({ database, json, ...question }, { env, stdout }) {
    const { title, description } = findMetric(question.id);
    return withThroughline({ env, database }, async (throughline) => {
      const result = await showMetric(throughline, question);
      if (json) printJson(stdout, result);
      else printLines(stdout, [title, `  ${description}`, '', ...resultLines(result, localeOf(env))]);
      return exitCodes.ok;
    });
  },
});

function resultLines(result: MetricResult, locale: ReturnType<typeof localeOf>): readonly string[] {
  const { by = [], dimension = '' } = result;
  const whole = ['all', metricValue(result, result.unit, locale), locale.count(result.n)];
  const rows = by.map((part) => [
    part.segment === null ? '(none)' : shown(part.segment, 40),
    metricValue(part, result.unit, locale),
    locale.count(part.n),
  ]);
  return table([{ title: dimension }, { title: 'value', right: true }, { title: 'cases', right: true }], [whole, ...rows]);
}
