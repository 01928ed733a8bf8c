import { InvalidArgumentError } from 'commander';
import { commonOf, defineDemo, defineJson, present, several } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RetentionRunOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  /** UTC milliseconds. */
  readonly before: number;
  readonly flows?: readonly string[];
  readonly by: string;
  readonly reason: string;
  readonly dryRun: boolean;
}

export const retentionRun = verb<RetentionRunOptions>({
  words: ['retention', 'run'],
  summary: 'remove the cases that had ended before a month, with all that they own; legal holds stay; cannot be undone',
  examples: [
    'retention run --before 2016-01 --by pia.keller --reason ten-years-are-over --dry-run',
    'retention run --before 2016-01 --flow invoice --by pia.keller --reason ten-years-are-over',
  ],
  define(command) {
    command
      .requiredOption('--before <month>', 'nothing may have happened to a case since this month began: 2016-01', month)
      .option('--flow <name>', 'only cases of this flow; may be said several times', several)
      .requiredOption('--by <person>', 'who orders it')
      .requiredOption('--reason <text>', 'why; it is kept')
      .option('--dry-run', 'only count');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { before, flow, by, reason, dryRun } = command.opts<{
      before: number;
      flow?: readonly string[];
      by: string;
      reason: string;
      dryRun?: boolean;
    }>();
    return { ...commonOf(command), before, ...present({ flows: flow }), by, reason, dryRun: dryRun === true };
  },
  async run({ database, json, ...request }, session) {
    const { withThroughline } = await import('@throughline/server');
    const { env, stdout, signal } = session;
    const locale = localeOf(env);
    const progress = progressOn(session);
    const retired = await withThroughline({ env, database }, ({ engine }) =>
      engine.retire({ ...request, signal, onProgress: ({ cases }) => progress.show({ text: `${locale.count(cases)} cases` }) }),
    ).finally(() => progress.end());
    if (json) printJson(stdout, retired);
    else {
      const { families, cases, events, kept } = retired;
      const counts = `${locale.count(families)} cases with what they own (${locale.count(cases)} in all, ${locale.count(events)} events)`;
      const stay = Object.entries(kept).filter(([, count]) => count > 0);
      printLines(stdout, [
        request.dryRun ? `Would be removed: ${counts}.` : `Removed: ${counts}.`,
        ...stay.map(([why, count]) => `${locale.count(count)} stay: ${whyKept[why as keyof typeof kept]}.`),
      ]);
    }
    return exitCodes.ok;
  },
});

const whyKept = {
  held: 'a legal hold keeps them',
  open: 'they have not ended',
  lately: 'something that they own moved later',
  waiting: 'an effect has not ended, or they are the former name of a case that is there',
  unsealed: 'no seal holds all of their events yet',
} as const;

function month(text: string): number {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined) throw new InvalidArgumentError('Expected a month such as 2016-01.');
  return Date.UTC(Number(year), Number(number) - 1);
}
