import { type Command, Option } from 'commander';
import { commonOf, defineDemo, defineJson, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { type ExitCode, exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

export interface LogExportOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly to: string;
  readonly withoutPersonal: boolean;
  /** `seals`: the sealed log, to be verified. The others are for tools that read event logs. */
  readonly format: Format;
  readonly flow?: string;
}

const formats = ['seals', 'xes', 'ocel', 'csv', 'parquet'] as const;
type Format = (typeof formats)[number];

export const logExport = verb<LogExportOptions>({
  words: ['log', 'export'],
  summary: 'seal the log and write it to a file that anybody can verify; or as an event log for other tools',
  examples: [
    'log export --to audit.ndjson.gz',
    'log export --demo --to demo-log.ndjson.gz --without-personal',
    'log export --format ocel --to log.json',
  ],
  define(command: Command) {
    command.requiredOption('--to <file>', 'write it there, over what is there');
    command.addOption(
      new Option('--format <format>', 'seals (NDJSON packed by gzip), or XES, OCEL 2 (JSON), CSV, Parquet')
        .choices(formats)
        .default('seals'),
    );
    command.option('--flow <name>', 'only cases of this flow; not of seals');
    command.option('--without-personal', 'leave out personal fields: it verifies all the same');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { to, withoutPersonal, format, flow } = command.opts<{
      to: string;
      withoutPersonal?: boolean;
      format: Format;
      flow?: string;
    }>();
    return { ...commonOf(command), to, withoutPersonal: withoutPersonal === true, format, ...present({ flow }) };
  },
  run(options, session) {
    return options.format === 'seals'
      ? exportSeals(options, session)
      : exportEvents({ ...options, format: options.format }, session);
  },
});

async function exportEvents(
  { database, json, ...request }: LogExportOptions & { readonly format: Exclude<Format, 'seals'> },
  session: Session,
): Promise<ExitCode> {
  const { withThroughline, writeLog } = await import('@throughline/server');
  const { env, stdout, signal } = session;
  const locale = localeOf(env);
  const progress = progressOn(session);
  const onProgress = ({ events, share }: { events: number; share: number }) =>
    progress.show({ share, text: `${locale.count(events)} events read` });
  const written = await withThroughline({ env, database }, (throughline) =>
    writeLog(throughline, { ...request, signal, onProgress }),
  ).finally(() => progress.end());
  if (json) printJson(stdout, written);
  else {
    const { behind } = written.asOf;
    const late = behind === 0 ? [] : [`${locale.count(behind)} events came since, and are not in it.`];
    printLines(stdout, [`${locale.count(written.events)} events in ${request.to}.`, ...late]);
  }
  return exitCodes.ok;
}

async function exportSeals(
  { database, json, format: _, flow: __, ...request }: LogExportOptions,
  session: Session,
): Promise<ExitCode> {
  const { exportLog, withThroughline } = await import('@throughline/server');
  const { env, stdout, signal } = session;
  const locale = localeOf(env);
  const progress = progressOn(session);
  const exported = await withThroughline({ env, database }, (throughline) =>
    exportLog(throughline, {
      ...request,
      signal,
      onProgress: ({ events, seals, of }) =>
        progress.show({ share: seals / of, text: `${locale.count(events)} events exported` }),
    }),
  ).finally(() => progress.end());
  if (json) {
    printJson(stdout, exported);
    return exitCodes.ok;
  }
  const { events, last, unsealed } = exported;
  printLines(stdout, [
    `${locale.count(events)} events in ${request.to}.`,
    ...(last === null
      ? ['Nothing is sealed yet: the file holds no events.']
      : [`The last seal is ${last.number}, of ${locale.instant(last.sealedAt)}: ${last.hash}`]),
    ...(unsealed.events === 0 ? [] : [`${locale.count(unsealed.events)} events came since, and are not in it.`]),
    `Whoever has the file verifies it: throughline log verify --file ${request.to}`,
  ]);
  return exitCodes.ok;
}
