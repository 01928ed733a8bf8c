import { commonOf, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface DbDistributeOptions {
  readonly json: boolean;
}

export const dbDistribute = verb<DbDistributeOptions>({
  words: ['db', 'distribute'],
  summary: 'spread the tables of cases over the machines of a Citus cluster; it has never run on one',
  examples: ['db distribute'],
  define: defineJson,
  options: (command) => ({ json: commonOf(command).json }),
  async run({ json }, { env, stdout }) {
    const { distributeCompany } = await import('@throughline/server');
    const distributed = await distributeCompany(env);
    if (json) printJson(stdout, distributed);
    else
      printLines(stdout, [
        distributed.tables.length === 0
          ? 'The tables were spread already.'
          : `Spread by bucket over ${distributed.nodes} nodes (Citus ${distributed.citus}): ${distributed.tables.join(', ')}.`,
        'This has never been run on Citus before: try it on a copy, and verify (docs/guide/scale.md).',
      ]);
    return exitCodes.ok;
  },
});
