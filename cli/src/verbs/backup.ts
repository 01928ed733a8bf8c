import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface BackupOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly to: string;
}

export const backupVerb = verb<BackupOptions>({
  words: ['backup'],
  summary: 'seal the log and copy what a folder does not hold of it yet; beside a running server, too',
  examples: ['backup --to /var/backups/throughline', 'backup --demo --to demo-backup --json'],
  define(command) {
    command.requiredOption('--to <folder>', 'made where it is missing; each run adds to it');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    return { ...commonOf(command), to: command.opts<{ to: string }>().to };
  },
  async run({ database, json, to }, session) {
    const { backupCompany, withThroughline } = await import('@throughline/server');
    const { env, stdout, signal } = session;
    const locale = localeOf(env);
    const progress = progressOn(session);
    const run = await withThroughline({ env, database }, (throughline) =>
      backupCompany(throughline, {
        folder: to,
        signal,
        onProgress: ({ seal, of, events }) => progress.show({ share: seal / of, text: `${locale.count(events)} events copied` }),
      }),
    ).finally(() => progress.end());
    if (json) printJson(stdout, run);
    else
      printLines(stdout, [
        run.seals === undefined
          ? `Nothing was sealed since the last backup; settings and effects are those of now.`
          : `Seals ${run.seals.from} to ${run.seals.to}: ${locale.count(run.events)} events added to ${to}.`,
        `The folder can be restored up to seal ${run.last.seal}: throughline restore --from ${to}`,
        'It holds personal data, and not the key that signs seals: keep both safe, apart from each other.',
      ]);
    return exitCodes.ok;
  },
});
