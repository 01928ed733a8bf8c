import { commonOf, defineDemo, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface PrivacyFindOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly value: string;
}

export const privacyFind = verb<PrivacyFindOptions>({
  words: ['privacy', 'find'],
  summary: 'the cases that know a value in a personal field, or have known it: an address, a name, an account',
  examples: ['privacy find rosa@example.org', 'privacy find --demo Quellmann --json'],
  define(command) {
    command.argument('<value>', 'at least three characters; a part of a text is enough');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    return { ...commonOf(command), value: command.args[0] ?? '' };
  },
  async run({ database, json, value }, { env, stdout, signal }) {
    const { findPerson, withThroughline } = await import('@throughline/server');
    const cases = await withThroughline({ env, database }, (throughline) => findPerson(throughline, { value, signal }));
    if (json) printJson(stdout, { cases });
    else if (cases.length === 0)
      printLines(stdout, ['No case knows it. What people wrote freely (reasons, comments) is not searched.']);
    else {
      const heads = ['flow', 'case', 'state', 'known as'].map((title) => ({ title }));
      const rows = cases.map(({ flow, key, state, fields }) => [flow, shown(key), state, shown(fields.join(', '), 60)]);
      printLines(stdout, table(heads, rows));
    }
    return exitCodes.ok;
  },
});
