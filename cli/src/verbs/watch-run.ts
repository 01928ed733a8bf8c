import { commonOf, defineDemo, defineJson } from '../options.ts';
import { printJson, printLines } from '../output/print.ts';
import { table } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface WatchRunOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const watchRun = verb<WatchRunOptions>({
  words: ['watch', 'run'],
  summary: 'ask what is due now; what was asked already is not asked again',
  examples: ['watch run', 'watch run --demo'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, session) {
    const { env, stdout } = session;
    const { runDueWatches, withThroughline } = await import('@throughline/server');
    const runs = await withThroughline({ env, database }, runDueWatches);
    if (json) printJson(stdout, { runs: runs ?? null });
    else if (runs === undefined) printLines(stdout, ['Another process is asking just now.']);
    else if (runs.length === 0) printLines(stdout, ['Nothing is due.']);
    else {
      const rows = runs.map(({ watch, dueAt, outcome, rows: found, recorded, message }) => [
        ...[watch, new Date(dueAt).toISOString().slice(0, 16), outcome, String(found), String(recorded), message],
      ]);
      printLines(
        stdout,
        table(
          ['watch', 'due', 'outcome', 'rows', 'recorded', ''].map((title) => ({ title })),
          rows,
        ),
      );
    }
    return runs?.some(({ outcome }) => outcome === 'failed') === true ? exitCodes.findings : exitCodes.ok;
  },
});
