import type { DemoFigures } from '@throughline/server';
import { commonOf, defineJson, present, wholeNumber } from '../options.ts';
import { demoLines } from '../output/demo-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface DemoOptions {
  readonly seed?: number;
  readonly months?: number;
  readonly rebuild: boolean;
  readonly json: boolean;
}

/** As long as the company's story is; the server holds the story. */
export const monthsMax = 18;

export const demo = verb<DemoOptions>({
  words: ['demo'],
  summary: 'explore Halden Components, a simulated company: build it where missing, and show how it stands',
  examples: ['demo', 'demo --rebuild --seed 7', 'demo --json'],
  define(command) {
    command
      .option('--seed <number>', 'another seed is another company (default: 42)', wholeNumber(0, 2 ** 32 - 1))
      .option('--months <number>', `how many months it lives (default: ${monthsMax})`, wholeNumber(1, monthsMax))
      .option('--rebuild', 'build it anew even if it is there');
    defineJson(command);
  },
  options(command) {
    const { seed, months, rebuild = false } = command.opts<{ seed?: number; months?: number; rebuild?: boolean }>();
    return { rebuild, json: commonOf(command).json, ...present({ seed, months }) };
  },
  async run({ json, ...request }, session) {
    const { buildDemo, showDemo, withDemo } = await import('@throughline/server');
    const { env, stdout, signal } = session;
    const progress = progressOn(session);
    const locale = localeOf(env);
    const figures = await withDemo({ env }, async (throughline): Promise<DemoFigures> => {
      await buildDemo(throughline, {
        ...request,
        signal,
        onProgress: ({ from, now, to }) =>
          progress.show({ share: (now - from) / (to - from), text: `Halden Components (simulated): ${locale.day(now)}` }),
      });
      progress.end();
      return showDemo(throughline, { signal });
    }).finally(() => progress.end());
    if (json) printJson(stdout, figures);
    else printLines(stdout, demoLines(figures, locale, paintFor(stdout, env)));
    return exitCodes.ok;
  },
});
