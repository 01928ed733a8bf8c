import type { importFile } from '@throughline/server';
import { commonOf, defineJson, present } from '../options.ts';
import { type Locale, localeOf } from '../output/locale.ts';
import { type Paint, paintFor } from '../output/paint.ts';
import { printJson, printLines, whenTaken } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ImportOptions {
  readonly file: string;
  readonly flow?: string;
  readonly mapping?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

type Report = Awaited<ReturnType<typeof importFile>>;

const linesShown = 20;

export const importVerb = verb<ImportOptions>({
  words: ['import'],
  summary: 'take the records of a file (CSV or XES, also packed by gzip) in as facts of a flow, each once',
  examples: [
    'import invoices.csv --mapping examples/receivables/mapping.json --dry-run',
    'import fines.xes.gz --flow examples/fines/flow.ts --mapping examples/fines/mapping.json --json',
  ],
  define(command) {
    command
      .argument('<file>', 'the records')
      .option('--flow <file>', 'the file with the flow (it is deployed); without it, the flow deployed or shipped')
      .option('--mapping <file>', 'the file that says how records become facts')
      .option('--dry-run', 'read, map and decide, but write nothing');
    defineJson(command);
  },
  options(command) {
    const { flow, mapping, dryRun } = command.opts<{ flow?: string; mapping?: string; dryRun?: boolean }>();
    const { json } = commonOf(command);
    return { file: command.args[0] ?? '', dryRun: dryRun ?? false, json, ...present({ flow, mapping }) };
  },
  async run({ file, flow, mapping, dryRun, json }, session) {
    const { importFile, withThroughline } = await import('@throughline/server');
    const { stdout, stderr, env, signal, machineNow } = session;
    const progress = progressOn(session);
    const locale = localeOf(env);
    const report = await withThroughline({ env, database: 'main' }, (throughline) =>
      importFile(throughline, {
        file,
        dryRun,
        signal,
        stopwatch: machineNow,
        ...present({ flowFile: flow, mappingFile: mapping }),
        onProgress: ({ bytesRead, bytesTotal, events, rejected }) =>
          progress.show({
            share: bytesTotal === 0 ? undefined : bytesRead / bytesTotal,
            text: `${locale.count(events)} events${rejected === 0 ? '' : `, ${locale.count(rejected)} rejected`}`,
          }),
        // As they come: the report holds the first thousand, a file may have more.
        onErrors: (errors) => {
          if (!json) return undefined;
          for (const error of errors) printJson(stdout, { error });
          return whenTaken(stdout, signal);
        },
      }),
    ).finally(() => progress.end());
    if (json) {
      const { cases, events, waiting, deviations, deviatingCases, rejected, duplicates, seconds, complete, errorCounts } = report;
      printJson(stdout, {
        cases,
        events,
        waiting,
        deviations,
        deviatingCases,
        rejected,
        duplicates,
        seconds,
        dryRun,
        complete,
        errorCounts,
      });
    } else {
      printLines(stderr, errorLines(file, report, paintFor(stderr, env)));
      printLines(stdout, reportLines(report, locale));
    }
    return report.rejected > 0 || !report.complete ? exitCodes.findings : exitCodes.ok;
  },
});

function errorLines(file: string, { errors, errorCounts }: Report, paint: Paint): readonly string[] {
  const lines = errors.slice(0, linesShown).flatMap(({ code, line, place, field, message, expected, action, value }) => {
    const where = [`${file}:${line}`, place, field].filter((part) => part !== '').join(' ');
    const found = value === undefined ? '' : ` (${shown(value)})`;
    return [
      `${paint('red', code)}: ${message}${found}`,
      `  at        ${where}`,
      `  expected  ${expected}`,
      `  to do     ${action}`,
    ];
  });
  const total = Object.values(errorCounts).reduce((sum, count) => sum + count, 0);
  if (total <= linesShown) return lines;
  const counts = Object.entries(errorCounts).map(([code, count]) => `${count} ${code}`);
  return [...lines, `and ${total - linesShown} more (--json lists all): ${counts.join(', ')}`];
}

function reportLines(report: Report, locale: Locale): readonly string[] {
  const { cases, events, waiting, deviations, deviatingCases, rejected, duplicates, seconds, dryRun, complete } = report;
  const rows = [
    ['cases', locale.count(cases)],
    ['events', locale.count(events)],
    ...(waiting === 0 ? [] : [['waiting', `${locale.count(waiting)} for a case that has not begun`]]),
    ['deviations', `${locale.count(deviations)}${deviations === 0 ? '' : ` in ${locale.count(deviatingCases)} cases`}`],
    ['rejected', locale.count(rejected)],
    ['duplicates', locale.count(duplicates)],
    ['seconds', locale.decimal(seconds, 1)],
  ];
  const head = dryRun ? 'Would be imported (nothing was written)' : 'Imported';
  return [
    ...table([{ title: head }, { title: '', right: false }], rows),
    ...(complete ? [] : ['The file was not read to its end.']),
  ];
}
