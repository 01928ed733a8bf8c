import { commonOf, defineDemo, defineJson } from '../options.ts';
import { insightLines } from '../output/insight-lines.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface InsightRebuildOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const insightRebuild = verb<InsightRebuildOptions>({
  words: ['insight', 'rebuild'],
  summary: 'make what numbers are read from anew, from the log; until it is whole the old is read',
  examples: ['insight rebuild', 'insight rebuild --demo'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, session) {
    const { env, stdout } = session;
    const { withThroughline } = await import('@throughline/server');
    const progress = progressOn(session);
    const onProgress = ({ done, total }: { readonly done: number; readonly total: number }) =>
      progress.show({ share: total === 0 ? undefined : done / total, text: 'the log' });
    const status = await withThroughline({ env, database }, async ({ reader }) => {
      await reader.rebuild(onProgress).finally(() => progress.end());
      return reader.status();
    });
    if (json) printJson(stdout, status);
    else printLines(stdout, ['Made anew from the log.', '', ...insightLines(status, localeOf(env))]);
    return exitCodes.ok;
  },
});
