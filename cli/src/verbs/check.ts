import type { CheckReport } from '@throughline/server';
import { commonOf, defineJson } from '../options.ts';
import { type Paint, paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CheckOptions {
  readonly file: string;
  readonly json: boolean;
}

export const check = verb<CheckOptions>({
  words: ['check'],
  summary: 'judge the flows, packs and metrics that a file declares; changes nothing',
  examples: ['check examples/fines/flow.ts', 'check my-flow.json --json'],
  define(command) {
    command.argument('<file>', 'TypeScript (.ts; it is run to be read) or JSON');
    defineJson(command);
  },
  options: (command) => ({ file: command.args[0] ?? '', json: commonOf(command).json }),
  async run({ file, json }, { stdout, env }) {
    const { checkFile } = await import('@throughline/server');
    const report = await checkFile({ file });
    if (json) printJson(stdout, report);
    else printLines(stdout, reportLines(report, paintFor(stdout, env)));
    return report.errors > 0 ? exitCodes.findings : exitCodes.ok;
  },
});

function reportLines({ flows, metrics, errors, warnings, findings }: CheckReport, paint: Paint): readonly string[] {
  const lines = findings.flatMap(({ severity, code, place, message, witness, mend }) => [
    `${paint(severity === 'error' ? 'red' : 'yellow', severity)} ${code}: ${message}`,
    `  at       ${place}`,
    ...(witness.length === 0 ? [] : [`  because  ${witness.join('; ')}`]),
    `  to do    ${mend}`,
    '',
  ]);
  const judged = [
    ...(flows.length === 0 ? [] : [`${flows.length === 1 ? 'flow' : 'flows'} ${flows.join(', ')}`]),
    ...(metrics.length === 0 ? [] : [`${metrics.length} ${metrics.length === 1 ? 'metric' : 'metrics'}`]),
  ].join(' and ');
  const verdict = `${errors} ${errors === 1 ? 'error' : 'errors'}, ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
  return [...lines, `${judged}: ${errors + warnings === 0 ? paint('green', 'nothing to find') : verdict}`];
}
