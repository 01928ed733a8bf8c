import {
  changeParts,
  type FlowChange,
  type FlowDefinition,
  type FlowDiff,
  type MigrationDefinition,
  roleTitle,
  type Strand,
  stateTitle,
} from '@throughline/language';
import type { Paint } from './paint.ts';
import { shown } from './table.ts';
import { labelled } from './wrap.ts';

/** What is known of two versions of one flow. */
export interface FlowComparison {
  readonly before: FlowDefinition;
  readonly after: FlowDefinition;
  readonly diff: FlowDiff;
  /** `null`: one of the two cannot run, so that it is not known. */
  readonly strands: readonly Strand[] | null;
  readonly migration: MigrationDefinition;
}

export interface DiffStyle {
  readonly paint: Paint;
  /** How many places a line may have; 0: any. */
  readonly width: number;
}

/** What changes, part by part, then what becomes of running cases. */
export function diffLines(comparison: FlowComparison, style: DiffStyle): readonly string[] {
  const { after, diff } = comparison;
  const { paint } = style;
  const title = paint('bold', shown(after.title));
  if (diff.changes.length === 0) return [`${title}: nothing changes`];
  const parts = Object.entries(changeParts).flatMap(([part, heading]) => {
    const changes = diff.changes.filter((change) => change.part === part);
    return changes.length === 0
      ? []
      : ['', paint('bold', heading), ...changes.flatMap((change) => changeLines(change, after, style))];
  });
  return [
    `${title}: ${weightsText(diff.changes)}`,
    ...parts,
    ...strandLines(comparison, style),
    ...migrationLines(comparison, style),
  ];
}

function weightsText(changes: readonly FlowChange[]): string {
  const count = (weight: FlowChange['weight']) => changes.filter((change) => change.weight === weight).length;
  const counts = [
    [count('breaking'), 'breaking'],
    [count('behaviour'), 'of behaviour'],
    [count('wording'), 'of wording'],
  ] as const;
  const told = counts.filter(([n]) => n > 0).map(([n, what]) => `${n} ${what}`);
  return `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}: ${told.join(', ')}`;
}

const marks = { added: '+', removed: '-', changed: '~', renamed: '~' } as const satisfies Record<FlowChange['kind'], string>;
const colours = { added: 'green', removed: 'red', changed: 'yellow', renamed: 'yellow' } as const satisfies Record<
  FlowChange['kind'],
  string
>;

function changeLines(change: FlowChange, flow: FlowDefinition, { paint, width }: DiffStyle): readonly string[] {
  const { kind, weight, direction, sentence, roles, guess } = change;
  const said = [
    ...(weight === 'breaking' ? [paint('red', 'breaking')] : []),
    ...(direction === undefined ? [] : [direction]),
    ...(guess === undefined ? [] : [`a guess: ${guess}`]),
    ...(roles.length === 0 ? [] : [`for ${roles.map((role) => shown(roleTitle(flow, role))).join(', ')}`]),
  ];
  const note = said.length === 0 ? '' : ` ${paint('dim', '(')}${said.join(paint('dim', '; '))}${paint('dim', ')')}`;
  return labelled(`  ${paint(colours[kind], marks[kind])} `, `${shown(sentence, 600)}${note}`, width);
}

function strandLines({ before, strands }: FlowComparison, { paint, width }: DiffStyle): readonly string[] {
  const heading = ['', paint('bold', 'Running cases')];
  if (strands === null)
    return [...heading, ...labelled('  ', 'Not looked at: one of the two cannot run. `throughline check` says why.', width)];
  if (strands.length === 0) return [...heading, '  All can go on as they are'];
  return [
    ...heading,
    ...strands.flatMap(({ state, why, needsMapping, witness }) => {
      const mark = needsMapping ? paint('red', '!') : paint('yellow', '~');
      const where = state === null ? 'in any state' : `in “${shown(stateTitle(before, state))}”`;
      const way = witness?.steps.map(({ input }) => ('type' in input ? input.type : 'the clock')).join(', ');
      return [
        ...labelled(
          `  ${mark} `,
          `${shown(why, 300)} (${where}${needsMapping ? '; refused until the migration says what becomes of it' : ''})`,
          width,
        ),
        ...(way === undefined ? [] : labelled('      ', paint('dim', `such a case: ${shown(way, 300)}`), width)),
      ];
    }),
  ];
}

function migrationLines({ migration, strands }: FlowComparison, { paint, width }: DiffStyle): readonly string[] {
  if (strands === null) return [];
  const { states, fields, defaults, rungs, exceptions, children, lossy, undecided } = migration;
  const pairs = (what: string, mapping: Readonly<Record<string, unknown>>) =>
    Object.entries(mapping).map(([from, to]) => `${what} ${shown(from)} → ${to === null ? 'left out' : shown(String(to))}`);
  const rows = [
    ...pairs('state', states),
    ...pairs('field', fields),
    ...Object.entries(defaults).map(
      ([field, value]) => `field ${shown(field)} = ${shown(JSON.stringify(value))} where it is missing`,
    ),
    ...pairs('rung', rungs),
    ...Object.keys(exceptions).map((kind) => `exception ${shown(kind)}: those open are kept`),
    ...Object.keys(children).map((kind) => `children ${shown(kind)}: those open are kept`),
  ].flatMap((text) => labelled('    ', text, width));
  const open = undecided.flatMap(({ member, why, choices }) =>
    labelled(
      `  ${paint('red', '?')} `,
      `${shown(why, 300)}${choices.length === 0 ? '' : ` Perhaps ${choices.map((choice) => shown(String(choice))).join(', ')}.`} ${paint('dim', `(${shown(member)})`)}`,
      width,
    ),
  );
  const lost = lossy.flatMap(({ what, why }) =>
    labelled(`  ${paint('yellow', '-')} `, `${shown(what, 200)} is lost. ${shown(why, 200)}`, width),
  );
  if (rows.length + open.length + lost.length === 0) return [];
  return ['', paint('bold', 'Migration, as proposed'), ...rows, ...open, ...lost];
}
