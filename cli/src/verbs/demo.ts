import { defineJson } from '../options.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface DemoOptions {
  readonly json: boolean;
}

export const demo = verb<DemoOptions>({
  words: ['demo'],
  summary: 'x',
  examples: ['demo'],
  define: defineJson,
  options: () => ({ json: false }),
  run: async () => exitCodes.ok,
});
