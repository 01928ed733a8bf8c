import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface LogExportOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly to: string;
  readonly withoutPersonal: boolean;
}

export const logExport = verb<LogExportOptions>({
  words: ['log', 'export'],
  summary: 'seal the log and write it to a file that anybody can verify',
  examples: ['log export --to audit.ndjson.gz', 'log export --demo --to demo-log.ndjson.gz --without-personal'],
  define(command) {
    command.requiredOption('--to <file>', 'write it there, over what is there (NDJSON, packed by gzip)');
    command.option('--without-personal', 'leave out personal fields: it verifies all the same');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { to, withoutPersonal } = command.opts<{ to: string; withoutPersonal?: boolean }>();
    return { ...commonOf(command), to, withoutPersonal: withoutPersonal === true };
  },
  async run({ database, json, ...request }, session) {
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
  },
});
