import { writeFile } from 'node:fs/promises';
import { diffFlows, type FlowDefinition, proposeMigration, strandedCases } from '@throughline/language';
import { declaredFlow } from '../declared-flow.ts';
import { CommandError } from '../failure.ts';
import { commonOf, defineJson, present } from '../options.ts';
import { diffLines, type FlowComparison } from '../output/diff-lines.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { shown } from '../output/table.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface FlowDiffOptions {
  readonly before: string;
  readonly after: string;
  readonly flow?: string;
  /** Where the proposed migration is written. */
  readonly migration?: string;
  readonly json: boolean;
  readonly exitCode: boolean;
}

export const flowDiff = verb<FlowDiffOptions>({
  words: ['flow', 'diff'],
  summary: 'say what changes between two versions of a flow, and what becomes of running cases; changes nothing',
  examples: ['flow diff old.yaml new.yaml', 'flow diff old.ts new.ts --flow invoice --migration invoice.migration.json'],
  define(command) {
    command.argument('<before>', 'TypeScript (it is run to be read), JSON or YAML with the version that runs');
    command.argument('<after>', 'the same with the version to come');
    command
      .option('--flow <name>', 'only this flow, where the files declare several')
      .option('--migration <file>', 'write the migration as proposed there, over what is there (one flow)')
      .option('--exit-code', 'end with 1 where anything changes');
    defineJson(command);
  },
  options(command) {
    const { flow, migration, exitCode = false } = command.opts<{ flow?: string; migration?: string; exitCode?: boolean }>();
    const [before = '', after = ''] = command.args;
    return { before, after, json: commonOf(command).json, exitCode, ...present({ flow, migration }) };
  },
  async run(options, { stdout, env }) {
    const { allFlows, loadDefinitions } = await import('@throughline/server');
    const sides = {
      before: allFlows(await loadDefinitions(options.before)),
      after: allFlows(await loadDefinitions(options.after)),
    };
    const { pairs, gone, fresh } = pairsOf(sides, options);
    const comparisons = pairs.map(([before, after]) => compared(before, after));
    if (options.migration !== undefined) await writeMigration(options.migration, comparisons);
    if (options.json)
      printJson(stdout, {
        flows: comparisons.map(({ diff, strands, migration }) => ({ ...diff, strands, migration })),
        added: fresh.map(({ name }) => name),
        removed: gone.map(({ name }) => name),
      });
    else {
      const style = { paint: paintFor(stdout, env), width: stdout.isTTY === true ? stdout.columns || 80 : 0 };
      const lines = [
        ...gone.map(({ title }) => [`${style.paint('red', '-')} The flow “${shown(title)}” is gone`]),
        ...fresh.map(({ title }) => [`${style.paint('green', '+')} The flow “${shown(title)}” is new`]),
        ...comparisons.map((comparison) => diffLines(comparison, style)),
      ];
      printLines(
        stdout,
        lines.flatMap((some, index) => (index === 0 ? some : ['', ...some])),
      );
      if (options.migration !== undefined) printLines(stdout, ['', `Wrote ${options.migration}`]);
    }
    const hasChanges = gone.length + fresh.length > 0 || comparisons.some(({ diff }) => diff.changes.length > 0);
    return options.exitCode && hasChanges ? exitCodes.findings : exitCodes.ok;
  },
});

interface Sides {
  readonly before: readonly FlowDefinition[];
  readonly after: readonly FlowDefinition[];
}

interface Pairs {
  readonly pairs: readonly (readonly [FlowDefinition, FlowDefinition])[];
  readonly gone: readonly FlowDefinition[];
  readonly fresh: readonly FlowDefinition[];
}

/** Flows are the same by name; where each file declares one alone, these two are meant. */
function pairsOf(sides: Sides, { before: oldFile, after: newFile, flow }: FlowDiffOptions): Pairs {
  const both = (name: string | undefined) =>
    [declaredFlow(sides.before, { name, file: oldFile }), declaredFlow(sides.after, { name, file: newFile })] as const;
  if (flow !== undefined || (sides.before.length === 1 && sides.after.length === 1))
    return { pairs: [both(flow)], gone: [], fresh: [] };
  const names = (flows: readonly FlowDefinition[]) => new Set(flows.map(({ name }) => name));
  const [olds, nows] = [names(sides.before), names(sides.after)];
  return {
    pairs: sides.before.filter(({ name }) => nows.has(name)).map(({ name }) => both(name)),
    gone: sides.before.filter(({ name }) => !nows.has(name)),
    fresh: sides.after.filter(({ name }) => !olds.has(name)),
  };
}

function compared(before: FlowDefinition, after: FlowDefinition): FlowComparison {
  const diff = diffFlows(before, after);
  return { before, after, diff, strands: strandsOf(before, after), migration: proposeMigration(before, after) };
}

/** What cannot be compiled cannot run: what becomes of its cases is not known. */
function strandsOf(before: FlowDefinition, after: FlowDefinition): FlowComparison['strands'] {
  try {
    return strandedCases(before, after);
  } catch {
    return null;
  }
}

async function writeMigration(file: string, comparisons: readonly FlowComparison[]): Promise<void> {
  const [only, ...others] = comparisons;
  if (only === undefined || others.length > 0)
    throw new CommandError('flow-unknown', 'A migration is of one flow', {
      place: file,
      expected: comparisons.map(({ after }) => after.name).join(', '),
      action: 'Name the flow with --flow.',
    });
  await writeFile(file, `${JSON.stringify(only.migration, null, 2)}\n`).catch((cause: unknown) => {
    throw new CommandError('file-unwritable', 'The file cannot be written', {
      place: file,
      action: 'Check the folder, its permissions and the room on the disk.',
      kind: 'operational',
      cause,
    });
  });
}
