import { commonOf, defineDemo, defineJson } from '../options.ts';
import { insightLines } from '../output/insight-lines.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface InsightStatusOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const insightStatus = verb<InsightStatusOptions>({
  words: ['insight', 'status'],
  summary: 'how far numbers see the log: its last seal and event, and how many events are still to come',
  examples: ['insight status', 'insight status --demo --json'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, { env, stdout }) {
    const { withThroughline } = await import('@throughline/server');
    const status = await withThroughline({ env, database }, ({ reader }) => reader.status());
    if (json) printJson(stdout, status);
    else printLines(stdout, insightLines(status, localeOf(env)));
    return exitCodes.ok;
  },
});
