import { commonOf, defineDemo, defineJson, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface EffectReleaseOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
  readonly destination?: string;
}

export const effectRelease = verb<EffectReleaseOptions>({
  words: ['effect', 'release'],
  summary: 'let go out what is held since a restore; what can be looked up is looked up first',
  examples: ['effect release --destination mail', 'effect release'],
  define(command) {
    command.option('--destination <name>', 'only what goes there; without it everything, and nothing new is held any more');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const { destination } = command.opts<{ destination?: string }>();
    return { ...commonOf(command), ...present({ destination }) };
  },
  async run({ database, json, ...release }, { env, stdout }) {
    const { withThroughline } = await import('@throughline/server');
    const released = await withThroughline({ env, database }, ({ engine }) => engine.releaseEffects(release));
    if (json) printJson(stdout, { released });
    else printLines(stdout, [`${localeOf(env).count(released)} released.`]);
    return exitCodes.ok;
  },
});
