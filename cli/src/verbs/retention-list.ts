import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RetentionListOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const retentionList = verb<RetentionListOptions>({
  words: ['retention', 'list'],
  summary: 'what was removed when its time was over, by whose word, and why',
  examples: ['retention list'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, { env, stdout }) {
    const { withThroughline } = await import('@throughline/server');
    const items = await withThroughline({ env, database }, ({ engine }) => engine.retentions());
    if (json) {
      printJson(stdout, { items });
      return exitCodes.ok;
    }
    const locale = localeOf(env);
    const heads = ['begun', 'before', 'flows', 'cases', 'events', 'by', 'why', ''].map((title) => ({ title }));
    const rows = items.map(({ begunAt, before, flows, cases, events, by, reason, finishedAt }) => [
      locale.day(begunAt),
      new Date(before).toISOString().slice(0, 7),
      flows?.join(', ') ?? 'all',
      locale.count(cases),
      locale.count(events),
      shown(by, 30),
      shown(reason, 60),
      finishedAt === null ? 'broken off: run it again' : '',
    ]);
    printLines(stdout, rows.length === 0 ? ['Nothing was removed yet.'] : table(heads, rows));
    return exitCodes.ok;
  },
});
