import type { FileReport, MiningReport } from '@throughline/server';
import { commonOf, defineDemo, defineJson, present, wholeNumber } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { type Paint, paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

export interface MineOptions {
  /** A file, or the name of a flow. */
  readonly source: string;
  /** A file that declares a flow, and how the log's records are its facts: the log is held against it. */
  readonly flowFile?: string;
  readonly mappingFile?: string;
  /** Of an object-centric log: of which type of object. */
  readonly type?: string;
  readonly columns: { readonly case?: string; readonly activity?: string; readonly time?: string };
  readonly top: number;
  readonly all: boolean;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const mine = verb<MineOptions>({
  words: ['mine'],
  summary: 'what really happens: activities, ways through, what follows what and after how long',
  examples: [
    'mine fines.xes.gz',
    'mine invoice',
    'mine orders.csv --case OrderId --activity Step --time At --json',
    'mine shop.sqlite --type orders',
    'mine fines.xes.gz --flow fines.ts --mapping fines.json',
  ],
  define(command) {
    command
      .argument('<log or flow>', 'a file (XES, CSV, OCEL 2 as JSON or SQLite), or the name of a flow')
      .option('--flow <file>', 'hold the log against the flow that the file declares; with --mapping')
      .option('--mapping <file>', 'how the records of the log are facts of that flow')
      .option('--type <type>', 'object-centric logs: the type of object that is looked at')
      .option('--case <column>', 'CSV: the column that names the case')
      .option('--activity <column>', 'CSV: the column that names the activity')
      .option('--time <column>', 'CSV: the column with its time (ISO 8601)')
      .option('--top <number>', 'how many variants are listed', wholeNumber(1, 10_000), 20)
      .option('--all', "a flow's bookkeeping (comments, assignments, deadlines) counts as activities too");
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const {
      top,
      all = false,
      type,
      flow,
      mapping,
      ...names
    } = command.opts<{
      top: number;
      all?: boolean;
      type?: string;
      flow?: string;
      mapping?: string;
      case?: string;
      activity?: string;
      time?: string;
    }>();
    const columns = present({ case: names.case, activity: names.activity, time: names.time });
    return {
      ...commonOf(command),
      source: command.args[0] ?? '',
      columns,
      top,
      all,
      ...present({ type, flowFile: flow, mappingFile: mapping }),
    };
  },
  async run(options, session) {
    const report = await reportOf(options, session);
    const { stdout, env } = session;
    if (options.json) printJson(stdout, report);
    else printLines(stdout, reportLines(report, localeOf(env), paintFor(stdout, env)));
    return exitCodes.ok;
  },
});

async function reportOf(options: MineOptions, session: Session): Promise<Report> {
  const { source, type, columns, top, all, database, flowFile, mappingFile } = options;
  const { isLogFile, mineFile, mineFlow, replayFile, withThroughline } = await import('@throughline/server');
  const { env, signal } = session;
  if (!isLogFile(source))
    return withThroughline({ env, database }, (throughline) => mineFlow(throughline, { flow: source, top, all, signal }));
  const progress = progressOn(session);
  const onProgress = ({ bytesRead, bytesTotal }: { bytesRead: number; bytesTotal: number }) =>
    progress.show({ share: bytesTotal === 0 ? undefined : bytesRead / bytesTotal, text: source });
  try {
    if (flowFile !== undefined && mappingFile !== undefined)
      return await replayFile({ file: source, flowFile, mappingFile, top, signal, onProgress });
    return await mineFile({ file: source, ...present({ type }), columns, top, signal, onProgress });
  } finally {
    progress.end();
  }
}

/** Of a flow's log it is said how fresh it is, of a file what types of object it has. */
type Report = MiningReport & Partial<Pick<FileReport, 'type' | 'types'>>;

const listed = 12;

function reportLines(report: Report, locale: Locale, paint: Paint): readonly string[] {
  const { type, types = [] } = report;
  const objects = types.map((one) => [
    one.type === type ? `${one.type} *` : one.type,
    locale.count(one.cases),
    locale.count(one.events),
  ]);
  const head =
    types.length === 0
      ? []
      : [
          paint('bold', 'Types of object (* below; --type chooses another)'),
          ...table([{ title: 'type' }, { title: 'objects', right: true }, { title: 'events', right: true }], objects),
          '',
        ];
  if (report.events === 0) return [...head, 'No events to mine.'];
  return [
    ...head,
    ...countLines(report, locale),
    '',
    ...followsLines(report, locale, paint),
    '',
    ...waysLines(report, locale, paint),
    ...waitingLines(report, locale, paint),
    ...reworkLines(report, locale, paint),
    ...deviationLines(report, locale, paint),
  ];
}

function countLines(
  { cases, events, activities, variants, edges, caseDuration, conformance }: Report,
  locale: Locale,
): readonly string[] {
  const { deviations, cases: deviating } = conformance;
  const counts = [
    ['cases', locale.count(cases)],
    ['events', locale.count(events)],
    ['activities', locale.count(activities)],
    ['variants', locale.count(variants)],
    ['edges', locale.count(edges)],
    ...(caseDuration === null ? [] : [['median duration', locale.duration(caseDuration.medianMs)]]),
    ...(deviations === 0 ? [] : [['deviations', `${locale.count(deviations)} in ${locale.count(deviating)} cases`]]),
  ];
  return counts.map(([name, value]) => `${String(name).padEnd(16)} ${value}`);
}

function followsLines({ directlyFollows, edges }: Report, locale: Locale, paint: Paint): readonly string[] {
  const follows = directlyFollows
    .slice(0, listed)
    .map(({ from, to, count, medianMs, p90Ms }) => [
      ...[shown(from, 36), shown(to, 36), locale.count(count)],
      ...[medianMs, p90Ms].map((ms) => (ms === null ? '' : locale.duration(ms))),
    ]);
  return [
    paint('bold', `What follows what (${follows.length} of ${edges})`),
    ...table(
      [
        ...[{ title: 'from' }, { title: 'to' }, { title: 'times', right: true }],
        ...[
          { title: 'median after', right: true },
          { title: '90% within', right: true },
        ],
      ],
      follows,
    ),
  ];
}

function waysLines({ topVariants, variants }: Report, locale: Locale, paint: Paint): readonly string[] {
  const ways = topVariants
    .slice(0, listed)
    .map(({ count, share, activities: way }) => [
      locale.count(count),
      locale.percent(share),
      way === null ? '(too long to list)' : shown(way.join(' → '), 160),
    ]);
  return [
    paint('bold', `Ways through (${ways.length} of ${variants})`),
    ...table([{ title: 'cases', right: true }, { title: 'share', right: true }, { title: 'way' }], ways),
  ];
}

const worst = 5;

function waitingLines({ bottlenecks }: Report, locale: Locale, paint: Paint): readonly string[] {
  if (bottlenecks.length === 0) return [];
  const rows = bottlenecks
    .slice(0, worst)
    .map(({ from, to, share, totalMs }) => [
      shown(from, 36),
      shown(to, 36),
      locale.percent(share),
      locale.duration(totalMs ?? 0),
    ]);
  const columns = [
    { title: 'from' },
    { title: 'to' },
    { title: 'of all waiting', right: true },
    { title: 'in all', right: true },
  ];
  return ['', paint('bold', 'Where time is spent'), ...table(columns, rows)];
}

function reworkLines({ steps }: Report, locale: Locale, paint: Paint): readonly string[] {
  const rows = steps
    .filter(({ repeats }) => repeats > 0)
    .sort((a, b) => b.repeats - a.repeats)
    .slice(0, worst)
    .map(({ activity, repeats, repeatCases }) => [shown(activity, 36), locale.count(repeats), locale.count(repeatCases)]);
  if (rows.length === 0) return [];
  const columns = [{ title: 'again' }, { title: 'times', right: true }, { title: 'in cases', right: true }];
  return ['', paint('bold', 'Rework'), ...table(columns, rows)];
}

/** What had no place in the flow, and how much longer its cases took. */
function deviationLines({ conformance: { types } }: Report, locale: Locale, paint: Paint): readonly string[] {
  if (types.length === 0) return [];
  const signed = (ms: number) => `${ms < 0 ? '-' : '+'}${locale.duration(Math.abs(ms))}`;
  const rows = types.map(({ state, event, count, cases, addedMs }) => [
    ...[state ?? '(not born)', shown(event, 40), locale.count(count), locale.count(cases)],
    addedMs === null ? '' : signed(addedMs),
  ]);
  const columns = [
    ...[{ title: 'in state' }, { title: 'deviation' }, { title: 'times', right: true }, { title: 'cases', right: true }],
    { title: 'median beside conforming', right: true },
  ];
  return ['', paint('bold', 'What deviates'), ...table(columns, rows)];
}
