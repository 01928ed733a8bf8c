import type { ResultOf } from '@throughline/api';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, pair, present } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { metricValue } from '../output/metric-value.ts';
import { printBody, printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { dayText } from '../output/value.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface MetricShowOptions extends CompanyOptions {
  readonly id: string;
  readonly by?: string;
  readonly from?: string;
  readonly to?: string;
  readonly where: Readonly<Record<string, string>>;
  readonly csv: boolean;
  readonly json: boolean;
}

const route = 'GET /{database}/metrics/{metric}';
type Measured = ResultOf<typeof route>;
type MeasuredValue = Measured['values'][number];

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
      .option('--to <day>', 'the day after its last')
      .option('--csv', 'as CSV');
    defineCompany(command);
  },
  options(command) {
    const { by, from, to, where = {}, csv = false } = command.opts<Partial<MetricShowOptions>>();
    const common = companyOf(command);
    if (csv && common.json) command.error('error: --csv and --json cannot be said together');
    return { ...common, id: command.args[0] ?? '', where, csv, ...present({ by, from, to }) };
  },
  run({ json, csv, id, by, from, to, where, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const params = { ...of, metric: id };
      const period = { ...present({ from, to }), where: Object.entries(where).map(([field, value]) => `${field}=${value}`) };
      const query = { ...period, ...present({ by }) };
      if (csv) {
        await printBody(await client.csv(route, { params, query }), session);
        return exitCodes.ok;
      }
      const measured = await client.request(route, { params, query });
      if (json) printJson(session.stdout, measured);
      else {
        // Its parts do not add up to a share or a mean: the whole is measured by itself.
        const whole = by === undefined ? measured : await client.request(route, { params, query: period });
        const { title, description } = measured.metric;
        const locale = localeOf(session.env);
        printLines(session.stdout, [
          title,
          `  ${description}`,
          '',
          ...lines(whole, measured, by, locale),
          ...behindLines(measured, locale),
        ]);
      }
      return exitCodes.ok;
    });
  },
});

function lines(whole: Measured, parts: Measured, by: string | undefined, locale: Locale): readonly string[] {
  const { period, metric } = whole;
  if (whole.values.every(({ value, n }) => value === null && n === 0))
    return [...periodLines(period, locale), 'No cases to measure.'];
  const split = by === undefined ? [] : parts.values;
  // Of several currencies each has rows of its own, which money tells by itself and other values do not.
  const currencies = new Set([...whole.values, ...split].map(({ currency }) => currency)).size > 1;
  const row = (name: string, part: MeasuredValue) => [
    name,
    ...(currencies ? [part.currency ?? ''] : []),
    metricValue(part, metric.unit, locale),
    locale.count(part.n),
  ];
  const rows = [
    ...whole.values.map((part) => row('all', part)),
    ...split.map((part) => row(part.segment === null ? '(none)' : shown(part.segment, 40), part)),
  ];
  const columns = [
    { title: by ?? '' },
    ...(currencies ? [{ title: 'currency' }] : []),
    { title: 'value', right: true },
    { title: 'cases', right: true },
  ];
  return [...periodLines(period, locale), ...table(columns, rows)];
}

/** What is not in the numbers yet; mostly nothing. */
function behindLines({ asOf: { behind } }: Measured, locale: Locale): readonly string[] {
  return behind === 0 ? [] : ['', `${locale.count(behind)} events are still being read: the numbers are without them.`];
}

/** As asked, or the window that the metric took by itself. */
function periodLines(period: Measured['period'], locale: Locale): readonly string[] {
  if (period === null) return [];
  const { from, to } = period;
  const at = (text: string) => (isDay(text) ? dayText(text, locale) : locale.instant(Date.parse(text)));
  return [
    `  ${[...(from === undefined ? [] : [`from ${at(from)}`]), ...(to === undefined ? [] : [`before ${at(to)}`])].join(', ')}`,
    '',
  ];
}

const isDay = (text: string) => text.length === 10;
