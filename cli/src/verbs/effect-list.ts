import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown, table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface EffectListOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const effectList = verb<EffectListOptions>({
  words: ['effect', 'list'],
  summary: 'mails, calls and messages that came to nothing or are held, and how the places fare to which they go',
  examples: ['effect list'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, { env, stdout }) {
    const { listEffects, withThroughline } = await import('@throughline/server');
    const found = await withThroughline({ env, database }, listEffects);
    if (json) {
      printJson(stdout, found);
      return exitCodes.ok;
    }
    const locale = localeOf(env);
    const { hold, held, waiting, destinations, failed, isMore } = found;
    const heads = ['destination', 'state', 'under way', 'held', 'failures', 'last error'].map((title) => ({ title }));
    const rows = destinations.map(({ name, state, inFlight, failures, lastError }) => [
      shown(name, 30),
      state === 'closed' ? 'goes out' : state === 'open' ? 'nothing goes out for a while' : 'one is tried',
      locale.count(inFlight),
      locale.count(held.find(({ destination }) => destination === name)?.effects ?? 0),
      locale.count(failures),
      lastError === null ? '' : shown(lastError, 50),
    ]);
    const failedHeads = ['case', 'id', 'effect', 'status', 'attempts', 'owner', 'error'].map((title) => ({ title }));
    const failedRows = failed.map(({ flow, caseKey, caseId, key, status, attempts, owner, error }) => [
      `${flow} ${shown(caseKey, 30)}`,
      caseId,
      shown(key, 60),
      status,
      locale.count(attempts),
      owner,
      shown(error ?? '', 50),
    ]);
    printLines(stdout, [
      ...(hold === undefined ? [] : [`Everything new is held since ${locale.instant(hold.since)}: ${shown(hold.reason)}`]),
      ...waiting.map(
        ({ destination, effects, reason }) => `${locale.count(effects)} to ${shown(destination, 40)} wait: ${shown(reason)}`,
      ),
      ...(rows.length === 0 ? ['Nothing has gone out yet.'] : table(heads, rows)),
      ...(failedRows.length === 0 ? ['None came to nothing.'] : ['', ...table(failedHeads, failedRows)]),
      ...(isMore ? ['There are more.'] : []),
    ]);
    return exitCodes.ok;
  },
});
