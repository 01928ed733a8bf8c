import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CaseQuarantineOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const caseQuarantine = verb<CaseQuarantineOptions>({
  words: ['case', 'quarantine'],
  summary: 'cases that are set aside, as a deadline of theirs could not be worked off, and why',
  examples: ['case quarantine'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, { env, stdout }) {
    const { listQuarantine, withThroughline } = await import('@throughline/server');
    const items = await withThroughline({ env, database }, listQuarantine);
    if (json) {
      printJson(stdout, { items });
      return exitCodes.ok;
    }
    const locale = localeOf(env);
    const heads = ['case', 'version', 'state', 'since', 'why'].map((title) => ({ title }));
    const rows = items.map(({ flow, key, version, state, at, reason }) => [
      `${flow} ${shown(key, 40)}`,
      locale.count(version),
      state,
      locale.instant(at),
      shown(reason, 80),
    ]);
    printLines(stdout, rows.length === 0 ? ['No case is set aside.'] : table(heads, rows));
    return exitCodes.ok;
  },
});
