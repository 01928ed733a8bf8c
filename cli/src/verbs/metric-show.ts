import { findMetric, type MetricResult, type MetricValue, showMetric, withThroughline } from '@throughline/server';
import { commonOf, defineDemo, defineJson, pair, present } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
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

function resultLines(result: MetricResult, locale: Locale): readonly string[] {
  const { by = [], dimension = '', period, value, n } = result;
  if (value === null && n === 0) return [...periodLines(period, locale), 'No cases to measure.'];
  // Of several currencies each has rows of its own, which the values alone do not tell apart.
  const currencies = dimension !== 'currency' && new Set(by.map(({ currency }) => currency)).size > 1;
  const row = (name: string, part: MetricValue) => [
    name,
    ...(currencies ? [part.currency ?? ''] : []),
    metricValue(part, result.unit, locale),
    locale.count(part.n),
  ];
  const rows = by.map((part) => row(part.segment === null ? '(none)' : shown(part.segment, 40), part));
  const columns = [
    { title: dimension },
    ...(currencies ? [{ title: 'currency' }] : []),
    { title: 'value', right: true },
    { title: 'cases', right: true },
  ];
  return [...periodLines(period, locale), ...table(columns, [row('all', result), ...rows])];
}

/** As asked, or the window that the metric took by itself. */
function periodLines(period: MetricResult['period'], locale: Locale): readonly string[] {
  if (period === undefined) return [];
  const { from, to } = period;
  const day = (text: string) => (isDay(text) ? locale.day(Date.parse(text)) : locale.instant(Date.parse(text)));
  return [
    `  ${[...(from === undefined ? [] : [`from ${day(from)}`]), ...(to === undefined ? [] : [`before ${day(to)}`])].join(', ')}`,
    '',
  ];
}

const isDay = (text: string) => text.length === 10;
