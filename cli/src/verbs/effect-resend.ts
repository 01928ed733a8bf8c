import { Option } from 'commander';
import { commonOf, defineDemo, defineJson, present } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface EffectResendOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly case: string;
  readonly effect: string;
  readonly by: string;
  readonly reason: string;
  readonly ended?: 'done' | 'refused';
}

export const effectResend = verb<EffectResendOptions>({
  words: ['effect', 'resend'],
  summary: 'have an effect of `effect list` tried again, or say how it ended; stands in the history of its case',
  examples: [
    'effect resend 1c1e406b-9a7f-4705-8719-7fd383e4c210 event:send:1:mail:0 --by pia.keller --reason mended',
    'effect resend 1c1e406b-9a7f-4705-8719-7fd383e4c210 event:send:1:mail:0 --ended done --by pia.keller --reason telephoned',
  ],
  define(command) {
    command
      .argument('<case>', 'the id of its case')
      .argument('<effect>', 'its key')
      .requiredOption('--by <person>', 'who asks for it')
      .requiredOption('--reason <text>', 'why; it stays in the log')
      .addOption(new Option('--ended <how>', 'do not try again: it is known how it ended').choices(['done', 'refused']));
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { by, reason, ended } = command.opts<{ by: string; reason: string; ended?: 'done' | 'refused' }>();
    const [id = '', effect = ''] = command.args;
    return { ...commonOf(command), case: id, effect, by, reason, ...present({ ended }) };
  },
  async run({ database, json, case: id, ...request }, { env, stdout }) {
    const { dealWithEffect, withThroughline } = await import('@throughline/server');
    const result = await withThroughline({ env, database }, (throughline) => dealWithEffect(throughline, { id, ...request }));
    const isDone = result.outcome === 'applied';
    if (json) printJson(stdout, result);
    else if (isDone) printLines(stdout, [request.ended === undefined ? 'It is tried again.' : `It ended: ${request.ended}.`]);
    else printLines(stdout, ['refusal' in result ? result.refusal.message : result.outcome]);
    return isDone ? exitCodes.ok : exitCodes.findings;
  },
});
