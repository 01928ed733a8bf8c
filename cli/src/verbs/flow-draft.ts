import { writeFile } from 'node:fs/promises';
import type { DraftReport } from '@throughline/server';
import { InvalidArgumentError, Option } from 'commander';
import { CommandError } from '../failure.ts';
import { commonOf, defineDemo, defineJson, present } from '../options.ts';
import { draftLines } from '../output/draft-lines.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { progressOn } from '../output/progress.ts';
import { quoted } from '../output/quoted.ts';
import { exitCodes, type Session } from '../session.ts';
import { verb } from '../verb.ts';

const shapes = ['last-activity', 'milestones', 'equal-futures'] as const;

export interface FlowDraftOptions {
  /** A file, or the name of a flow. */
  readonly source: string;
  readonly type?: string;
  readonly columns: {
    readonly case?: string;
    readonly activity?: string;
    readonly time?: string;
    readonly who?: string;
    readonly role?: string;
    readonly dates?: readonly string[];
  };
  readonly name?: string;
  readonly coverage?: number;
  readonly shape?: (typeof shapes)[number];
  /** Owners, target times and titles are written as suggested. */
  readonly accept: boolean;
  readonly out?: string;
  readonly json: boolean;
  readonly database: 'main' | 'demo';
}

export const flowDraft = verb<FlowDraftOptions>({
  words: ['flow', 'draft'],
  summary: 'draft a flow from a log: what usually happens, what is rare, and what the checker still misses in it',
  examples: [
    'flow draft fines.xes.gz',
    'flow draft helpdesk.xes.gz --accept --name ticket --out ticket.yaml',
    'flow draft orders.csv --case OrderId --activity Step --time At --role Department',
    'flow draft invoices.csv --case Number --dates Issued,Sent,Paid',
  ],
  define(command) {
    command
      .argument('<log or flow>', 'a file (XES, CSV, OCEL 2 as JSON or SQLite), or the name of a flow')
      .option('--type <type>', 'object-centric logs: the type of object that is drafted')
      .option('--case <column>', 'CSV: the column that names the case')
      .option('--activity <column>', 'CSV: the column that names the activity')
      .option('--time <column>', 'CSV: the column with its time (ISO 8601)')
      .option('--who <column>', 'CSV: the column that says who did it')
      .option('--role <column>', 'CSV: the column that says as what, such as a department')
      .option(
        '--dates <columns>',
        'CSV in which a row is a case: the columns with the time of what happened, with commas between',
        names,
      )
      .option('--name <name>', 'what the flow is called', flowName)
      .option('--coverage <share>', 'the share of the steps that declared transitions carry (default: 0.98)', share)
      .addOption(new Option('--shape <shape>', 'how what happened becomes states (default: the best)').choices(shapes))
      .option('--accept', 'write owners, target times and titles as suggested')
      .option('--out <file>', 'write the flow there as YAML, over what is there (default: to standard output)');
    defineDemo(command);
    defineJson(command);
  },
  options(command) {
    const {
      accept = false,
      type,
      name,
      coverage,
      shape,
      out,
      ...columns
    } = command.opts<{
      accept?: boolean;
      type?: string;
      name?: string;
      coverage?: number;
      shape?: FlowDraftOptions['shape'];
      out?: string;
      case?: string;
      activity?: string;
      time?: string;
      who?: string;
      role?: string;
      dates?: readonly string[];
    }>();
    const { case: caseColumn, activity, time, who, role, dates } = columns;
    return {
      ...commonOf(command),
      source: command.args[0] ?? '',
      columns: present({ case: caseColumn, activity, time, who, role, dates }),
      accept,
      ...present({ type, name, coverage, shape, out }),
    };
  },
  async run(options, session) {
    const { stdout, env } = session;
    const { withSuggestions, yaml } = await import('@throughline/server');
    const report = await reportOf(options, session);
    const flow = options.accept ? withSuggestions(report.definition, report.suggestions) : report.definition;
    const { json, out, accept } = options;
    if (out !== undefined) await write(out, yaml(flow));
    if (json) {
      printJson(stdout, { ...report, definition: flow, ...(out === undefined ? {} : { out }) });
      return exitCodes.ok;
    }
    const paint = paintFor(stdout, env);
    printLines(stdout, draftLines(report, { accepted: accept, locale: localeOf(env), paint }));
    if (out === undefined) printLines(stdout, ['', paint('bold', 'The flow'), yaml(flow).trimEnd()]);
    else printLines(stdout, ['', `Wrote ${out}`, `Next:  throughline check ${quoted(out)}`]);
    return exitCodes.ok;
  },
});

async function reportOf(options: FlowDraftOptions, session: Session): Promise<DraftReport> {
  const { source, type, columns, database, name, coverage, shape } = options;
  const { isLogFile, draftFile, draftOfFlow, withThroughline } = await import('@throughline/server');
  const { env, signal } = session;
  const draft = present({ name, title: name === undefined ? undefined : titled(name), coverage, shape });
  if (!isLogFile(source))
    return withThroughline({ env, database }, (throughline) => draftOfFlow(throughline, { flow: source, draft, signal }));
  const progress = progressOn(session);
  const onProgress = ({ bytesRead, bytesTotal }: { bytesRead: number; bytesTotal: number }) =>
    progress.show({ share: bytesTotal === 0 ? undefined : bytesRead / bytesTotal, text: source });
  try {
    return await draftFile({ file: source, ...present({ type }), columns, draft, signal, onProgress });
  } finally {
    progress.end();
  }
}

async function write(file: string, text: string): Promise<void> {
  await writeFile(file, text).catch((cause: unknown) => {
    throw new CommandError('file-unwritable', 'The file cannot be written', {
      ...{ place: file, action: 'Check the folder, its permissions and the room on the disk.', kind: 'operational', cause },
    });
  });
}

function titled(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function names(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function flowName(text: string): string {
  if (/^[a-z][a-z0-9-]{0,62}$/.test(text) && text !== 'exception' && text !== 'task') return text;
  throw new InvalidArgumentError('Expected lower case letters, digits and hyphens, at most 63, such as expense-claim.');
}

function share(text: string): number {
  const value = Number(text);
  if (!(value >= 0.5 && value <= 1)) throw new InvalidArgumentError('Expected a share from 0.5 to 1.');
  return value;
}
