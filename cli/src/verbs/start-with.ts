import type { StartedWith } from '@throughline/server';
import { commonOf, defineJson, present } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { questionLines, startedLines } from '../output/started-lines.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface StartWithOptions {
  readonly file: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly flow?: string;
  readonly name?: string;
  readonly dryRun: boolean;
  readonly json: boolean;
}

export const startWith = verb<StartWithOptions>({
  words: ['start-with'],
  summary: 'from a file of your own (CSV, Excel, JSON Lines, XES, OCEL) to true numbers: asks only what can be read in two ways',
  examples: [
    'start-with invoices.xlsx --entity Example-Ltd --dry-run',
    'start-with invoices.csv --currency EUR --dates D/M/YYYY',
    'start-with orders.sqlite --type orders --currency EUR --name order-process',
    'start-with tickets.csv --answer kind/activity=Step --answer shape=long',
  ],
  define(command) {
    command
      .argument('<file>', 'the records, whatever their columns are called')
      .option('--currency <code>', 'of the amounts, where the file does not say it')
      .option('--dates <format>', 'how days are written, where it can be read in two ways: D/M/YYYY, M/D/YYYY')
      .option('--decimal <mark>', 'what stands before the decimals, where it can be read in two ways')
      .option('--entity <name>', 'the legal unit that the cases belong to')
      .option('--sheet <name>', 'of a workbook')
      .option('--type <type>', 'of an object-centric log: the type of objects that are the cases')
      .option('--time-zone <zone>', 'of times without an offset (default: UTC)')
      .option('--answer <question=value>', 'an answer to a question, or what a column is: kind/<column>=amount', collect, [])
      .option('--live-from <day>', 'what happened before is history: no mail, task or ladder comes of it (default: now)')
      .option('--flow <name>', 'the flow that its rows are cases of, or draft (default: as suggested)')
      .option('--name <name>', 'what the drafted flow is called')
      .option('--dry-run', 'say what the file is and adds up to, and write nothing');
    defineJson(command);
  },
  options(command) {
    const given = command.opts<Record<string, string | undefined> & { answer: readonly string[]; dryRun?: boolean }>();
    const { currency, dates, decimal, entity, sheet, type, timeZone, liveFrom, flow, name } = given as Record<
      string,
      string | undefined
    >;
    const others = given.answer.map((text): [string, string] => [
      text.slice(0, text.indexOf('=')),
      text.slice(text.indexOf('=') + 1),
    ]);
    const answers = {
      ...present({ currency, dates, decimal, entity, sheet, type, timeZone, liveFrom }),
      ...Object.fromEntries(others),
    };
    return {
      file: command.args[0] ?? '',
      answers,
      dryRun: given.dryRun ?? false,
      json: commonOf(command).json,
      ...present({ flow, name }),
    };
  },
  async run({ file, json, ...request }, session) {
    const { startWithFile, withThroughline } = await import('@throughline/server');
    const { stdout, stderr, env, signal } = session;
    const progress = progressOn(session);
    const started: StartedWith = await withThroughline({ env, database: 'main' }, (throughline) =>
      startWithFile(throughline, { file, ...request, signal, onProgress: ({ share, text }) => progress.show({ share, text }) }),
    ).finally(() => progress.end());
    const { questions } = started.recognition;
    if (json) printJson(stdout, started);
    else {
      printLines(stdout, startedLines(file, started, localeOf(env)));
      printLines(stderr, questionLines(questions));
    }
    if (questions.length > 0) return exitCodes.usage;
    const { run, totals } = started;
    const isClean =
      run === undefined || (run.status === 'done' && run.errors === 0 && totals?.totals.every(({ agrees }) => agrees) !== false);
    return isClean ? exitCodes.ok : exitCodes.findings;
  },
});

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
