import { commonOf, defineJson, present, wholeNumber } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface RestoreOptions {
  readonly json: boolean;
  readonly from: string;
  readonly toSeal?: number;
}

const stepTexts = {
  check: 'checking the files',
  events: 'seals restored',
  effects: 'looking at what had gone out',
  cases: 'events folded into cases',
  verify: 'events verified',
} as const;

export const restoreVerb = verb<RestoreOptions>({
  words: ['restore'],
  summary: 'fill an empty database from a folder of backups, and verify it; goes on where it was broken off',
  examples: ['restore --from /var/backups/throughline', 'restore --from /var/backups/throughline --to-seal 118'],
  define(command) {
    command.requiredOption('--from <folder>', 'what `backup` has written');
    command.option(
      '--to-seal <number>',
      'restore the log up to this seal (default: all)',
      wholeNumber(1, Number.MAX_SAFE_INTEGER),
    );
    defineJson(command);
  },
  options(command) {
    const { from, toSeal } = command.opts<{ from: string; toSeal?: number }>();
    return { json: commonOf(command).json, from, ...present({ toSeal }) };
  },
  async run({ json, from, ...request }, session) {
    const { restoreCompany } = await import('@throughline/server');
    const { env, stdout, signal } = session;
    const locale = localeOf(env);
    const progress = progressOn(session);
    const restored = await restoreCompany(env, {
      folder: from,
      ...request,
      signal,
      onProgress: ({ step, done, of }) =>
        progress.show({
          ...(of === undefined ? {} : { share: done / of }),
          text: done === 0 ? stepTexts[step] : `${locale.count(done)} ${stepTexts[step]}`,
        }),
    }).finally(() => progress.end());
    if (json) {
      printJson(stdout, restored);
      return exitCodes.ok;
    }
    const { seals, events, cases, held } = restored;
    printLines(stdout, [
      `${locale.count(events)} events of ${locale.count(cases)} cases, up to seal ${seals}. The log is whole.`,
      '',
      'Next:',
      '  1. Let each source send again what it sent since then: nothing happens twice.',
      `  2. Effects are held: ${locale.count(held)} may have gone out already, and whatever is new waits with them. Look at them, then`,
      '     release them (docs/guide/backup.md).',
      '  3. Put the key that signs seals back in its place, or the next seals bear another.',
    ]);
    return exitCodes.ok;
  },
});
