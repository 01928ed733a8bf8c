import { commonOf, defineDemo, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface LogVerifyOptions {
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const logVerify = verb<LogVerifyOptions>({
  words: ['log', 'verify'],
  summary: 'recompute the log: every hash, every number, and each case as the sum of its events',
  examples: ['log verify', 'log verify --demo --json'],
  define(command) {
    defineDemo(command);
    defineJson(command);
  },
  options: commonOf,
  async run({ database, json }, session) {
    const { verifyLog, withThroughline } = await import('@throughline/server');
    const { env, stdout, signal } = session;
    const locale = localeOf(env);
    const progress = progressOn(session);
    const verdict = await withThroughline({ env, database }, (throughline) =>
      verifyLog(throughline, {
        signal,
        onProgress: ({ events }) => progress.show({ text: `${locale.count(events)} events verified` }),
      }),
    ).finally(() => progress.end());
    const { events, cases, erased, found, findings } = verdict;
    if (json) printJson(stdout, verdict);
    else {
      const paint = paintFor(stdout, env);
      const lines = findings.map(
        ({ code, caseId, seq, message }) =>
          `${paint('red', code)}: ${message} (case ${caseId}${seq === undefined ? '' : `, event ${seq}`})`,
      );
      const verdictLine =
        found === 0
          ? paint('green', 'The log is whole.')
          : paint('red', `${locale.count(found)} findings: the log was changed by something else than the engine.`);
      const erasedLine =
        erased === 0 ? [] : [`Of ${locale.count(erased)} events something was erased: their chain holds, their content is gone.`];
      printLines(stdout, [
        ...lines,
        `${locale.count(events)} events of ${locale.count(cases)} cases.`,
        ...erasedLine,
        verdictLine,
      ]);
    }
    return found === 0 ? exitCodes.ok : exitCodes.findings;
  },
});
