import { commonOf, defineJson, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface ImportRetractOptions {
  readonly import: string;
  readonly reason?: string;
  readonly json: boolean;
}

export const importRetract = verb<ImportRetractOptions>({
  words: ['import-retract'],
  summary:
    'take an import back: the cases that it began end as retracted, recorded with the reason; without one, say what that would do',
  examples: ['import-retract 3f0c', 'import-retract 3f0c --reason wrong-year'],
  define(command) {
    command
      .argument('<import>', 'the id that start-with or the console gave')
      .option('--reason <text>', 'why: with it, it is done');
    defineJson(command);
  },
  options(command) {
    const { reason } = command.opts<{ reason?: string }>();
    return { import: command.args[0] ?? '', json: commonOf(command).json, ...present({ reason }) };
  },
  async run({ json, ...request }, { env, stdout }) {
    const { takeBackImport, withThroughline } = await import('@throughline/server');
    const found = await withThroughline({ env, database: 'main' }, (throughline) => takeBackImport(throughline, request));
    const locale = localeOf(env);
    if (json) printJson(stdout, found);
    else {
      const head = found.status === 'done' ? 'Taken back' : 'Would be taken back (nothing was written; --reason does it)';
      const kept = found.kept.map(({ key, reason }) => `  stays: ${key} (${reason})`);
      printLines(stdout, [
        `${head}: ${locale.count(found.cases)} cases with ${locale.count(found.facts)} facts of ${found.flow}`,
        ...kept,
      ]);
    }
    return exitCodes.ok;
  },
});
