import { Option } from 'commander';
import { commonOf, defineJson } from '../options.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { reportLines } from '../output/report-lines.ts';
import { sarifOf } from '../output/sarif.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface CheckOptions {
  readonly paths: readonly string[];
  readonly json: boolean;
  readonly sarif: boolean;
  readonly warningsAsErrors: boolean;
}

export const check = verb<CheckOptions>({
  words: ['check'],
  summary: 'judge the flows, packs and metrics that files declare; changes nothing',
  examples: ['check examples/fines/flow.ts', 'check my-flow.yaml --json', 'check flows --warnings-as-errors'],
  define(command) {
    command.argument('<paths...>', 'TypeScript (.ts; it is run to be read), JSON or YAML; or folders of them');
    command.option('--warnings-as-errors', 'end with 1 where there are only warnings, too');
    command.addOption(new Option('--sarif', 'write SARIF 2.1.0, which tools of code review read').conflicts('json'));
    defineJson(command);
  },
  options(command) {
    const { sarif = false, warningsAsErrors = false } = command.opts<{ sarif?: boolean; warningsAsErrors?: boolean }>();
    return { paths: command.processedArgs[0] as readonly string[], json: commonOf(command).json, sarif, warningsAsErrors };
  },
  async run({ paths, json, sarif, warningsAsErrors }, { stdout, env }) {
    const { checkFiles } = await import('@throughline/server');
    const report = await checkFiles(paths);
    if (json) printJson(stdout, report);
    else if (sarif) printJson(stdout, sarifOf(report));
    else
      printLines(
        stdout,
        reportLines(report, { paint: paintFor(stdout, env), width: stdout.isTTY === true ? stdout.columns || 80 : 0 }),
      );
    return report.errors > 0 || (warningsAsErrors && report.warnings > 0) ? exitCodes.findings : exitCodes.ok;
  },
});
