import type { MiningReport } from '@throughline/server';
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
  readonly columns: { readonly case?: string; readonly activity?: string; readonly time?: string };
  readonly top: number;
  readonly all: boolean;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const mine = verb<MineOptions>({
  words: ['mine'],
  summary: 'what really happens: activities, ways through, what follows what and after how long',
  examples: ['mine fines.xes.gz', 'mine invoice', 'mine orders.csv --case OrderId --activity Step --time At --json'],
  define(command) {
    command
      .argument('<log or flow>', 'a file (XES or CSV, also packed by gzip), or the name of a flow')
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
      ...names
    } = command.opts<{ top: number; all?: boolean; case?: string; activity?: string; time?: string }>();
    const columns = present({ case: names.case, activity: names.activity, time: names.time });
    return { ...commonOf(command), source: command.args[0] ?? '', columns, top, all };
  },
  async run(options, session) {
    const report = await reportOf(options, session);
    const { stdout, env } = session;
    if (options.json) printJson(stdout, report);
    else printLines(stdout, reportLines(report, localeOf(env), paintFor(stdout, env)));
    return exitCodes.ok;
  },
});

async function reportOf({ source, columns, top, all, database }: MineOptions, session: Session): Promise<MiningReport> {
  const { isLogFile, mineFile, mineFlow, withThroughline } = await import('@throughline/server');
  const { env, signal } = session;
  if (!isLogFile(source))
    return withThroughline({ env, database }, (throughline) => mineFlow(throughline, { flow: source, top, all, signal }));
  const progress = progressOn(session);
  const onProgress = ({ bytesRead, bytesTotal }: { bytesRead: number; bytesTotal: number }) =>
    progress.show({ share: bytesTotal === 0 ? undefined : bytesRead / bytesTotal, text: source });
  try {
    return await mineFile({ file: source, columns, top, signal, onProgress });
  } finally {
    progress.end();
  }
}

const listed = 12;

function reportLines(report: MiningReport, locale: Locale, paint: Paint): readonly string[] {
  if (report.events === 0) return ['No events to mine.'];
  const { cases, events, activities, variants, edges, directlyFollows, topVariants, caseDuration, exact } = report;
  const counts = [
    ['cases', locale.count(cases)],
    ['events', locale.count(events)],
    ['activities', locale.count(activities)],
    ['variants', locale.count(variants)],
    ['edges', locale.count(edges)],
    ...(caseDuration === null ? [] : [['median duration', locale.duration(caseDuration.medianMs)]]),
  ];
  const follows = directlyFollows
    .slice(0, listed)
    .map(({ from, to, count, medianMs }) => [
      shown(from, 36),
      shown(to, 36),
      locale.count(count),
      medianMs === null ? '' : locale.duration(medianMs),
    ]);
  const ways = topVariants
    .slice(0, listed)
    .map(({ count, share, activities: way }) => [
      locale.count(count),
      locale.percent(share),
      way === null ? '(too long to list)' : shown(way.join(' → '), 160),
    ]);
  return [
    ...counts.map(([name, value]) => `${String(name).padEnd(16)} ${value}`),
    '',
    paint('bold', `What follows what (${follows.length} of ${edges})`),
    ...table(
      [{ title: 'from' }, { title: 'to' }, { title: 'times', right: true }, { title: 'median after', right: true }],
      follows,
    ),
    '',
    paint('bold', `Ways through (${ways.length} of ${variants})`),
    ...table([{ title: 'cases', right: true }, { title: 'share', right: true }, { title: 'way' }], ways),
    ...(exact ? [] : ['', 'Medians are within half a percent: the log is too large to keep every duration.']),
  ];
}
