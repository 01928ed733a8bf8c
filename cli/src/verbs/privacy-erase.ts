import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface PrivacyEraseOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly value: string;
  readonly by: string;
  readonly reason: string;
}

export const privacyErase = verb<PrivacyEraseOptions>({
  words: ['privacy', 'erase'],
  summary: 'take the persons out of all cases that `privacy find` finds; the log stays whole; cannot be undone',
  examples: ['privacy erase rosa@example.org --by pia.keller --reason asked-in-march'],
  define(command) {
    command
      .argument('<value>', 'as for `privacy find`: see first what it finds')
      .requiredOption('--by <person>', 'who orders it, and answers for privacy')
      .requiredOption('--reason <text>', 'why; it stays in the log');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { by, reason } = command.opts<{ by: string; reason: string }>();
    return { ...commonOf(command), value: command.args[0] ?? '', by, reason };
  },
  async run({ database, json, ...request }, { env, stdout, signal }) {
    const { erasePerson, withThroughline } = await import('@throughline/server');
    const erased = await withThroughline({ env, database }, (throughline) => erasePerson(throughline, { ...request, signal }));
    const left = erased.cases.filter(({ result }) => result.outcome !== 'applied');
    if (json) printJson(stdout, erased);
    else {
      const locale = localeOf(env);
      printLines(stdout, [
        ...left.map(({ flow, key, result }) => `${flow} ${shown(key)} is left: ${whyOf(result)}`),
        `${locale.count(erased.cases.length - left.length)} cases erased, and ${locale.count(erased.elsewhere)} records beside the log.`,
        'Backups made before this hold it still; `docs/guide/privacy.md` says what to do about them.',
      ]);
    }
    return left.length === 0 ? exitCodes.ok : exitCodes.findings;
  },
});

function whyOf(result: { readonly outcome: string; readonly refusal?: { readonly message: string } }): string {
  return result.refusal?.message ?? result.outcome;
}
