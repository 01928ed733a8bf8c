import { InvalidArgumentError } from 'commander';
import { type CompanyOptions, withCompany } from '../company.ts';
import { companyOf, defineCompany, pair, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

const grains = ['day', 'week', 'month', 'quarter'] as const;
type Grain = (typeof grains)[number];

export interface MetricSeriesOptions extends CompanyOptions {
  readonly metric: string;
  readonly grain?: Grain;
  readonly periods?: number;
  readonly where: Readonly<Record<string, string>>;
  readonly by?: string;
  readonly json: boolean;
}

export const metricSeries = verb<MetricSeriesOptions>({
  words: ['metric', 'series'],
  summary: 'a metric by its periods: values, what was expected, what was frozen, and what was changed meanwhile',
  examples: ['metric series dso --demo', 'metric series exception-volume --demo --grain week --periods 20 --by kind'],
  define(command) {
    command
      .argument('<metric>', 'the metric (`throughline metric list` names them)')
      .option('--grain <grain>', 'day, week, month or quarter', grainOf)
      .option('--periods <count>', 'how many, the one that is not over included', countOf)
      .option('--by <field>', 'a series for each value of this field')
      .option('--where <field=value>', 'only cases with this value; may be said several times', pair);
    defineCompany(command);
  },
  options(command) {
    const { where = {}, grain, periods, by } = command.opts<Partial<MetricSeriesOptions>>();
    return { ...companyOf(command), metric: command.args[0] ?? '', where, ...present({ grain, periods, by }) };
  },
  run({ json, metric, where, grain, periods, by, ...options }, session) {
    return withCompany(options, session, async ({ client, of }) => {
      const query = {
        ...present({ grain, periods, by }),
        where: Object.entries(where).map(([field, value]) => `${field}=${value}`),
      };
      const found = await client.request('GET /{database}/metrics/{metric}/series', { params: { ...of, metric }, query });
      if (json) printJson(session.stdout, found);
      else {
        const number = (value: number | null | undefined) => (value == null ? '-' : String(Math.round(value * 10_000) / 10_000));
        const rows = found.series.flatMap(({ segment, currency, points }) =>
          points.map((point) => [
            ...[by === undefined ? (currency ?? '') : (segment ?? '-'), point.complete ? point.from : `${point.from} (so far)`],
            ...[number(point.value), String(point.n), point.standing ?? ''],
            point.expected === null ? '' : `${number(point.expected.lower)} to ${number(point.expected.upper)}`,
            ...[point.frozenAt?.slice(0, 10) ?? '', point.restated === null ? '' : number(point.restated.value)],
          ]),
        );
        const columns = [by ?? '', 'period', 'value', 'cases', 'target', 'expected', 'frozen', 'restated'];
        const changes = found.annotations.map(({ at, title }) => `${at.slice(0, 10)}  ${title}`);
        const lines = table(
          columns.map((title) => ({ title })),
          rows,
        );
        printLines(session.stdout, [
          `${found.metric.title}, by ${found.grain}`,
          '',
          ...lines,
          ...(changes.length > 0 ? ['', ...changes] : []),
        ]);
      }
      return exitCodes.ok;
    });
  },
});

function grainOf(text: string): Grain {
  const found = grains.find((grain) => grain === text);
  if (found === undefined) throw new InvalidArgumentError(`Expected ${grains.join(', ')}.`);
  return found;
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 120)
    throw new InvalidArgumentError('Expected a whole number from 1 to 120.');
  return count;
}
