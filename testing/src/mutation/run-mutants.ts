import type { FlowDefinition } from '@throughline/language';
import type { Surroundings } from '../explorer/names.ts';
import { type Comparison, compare, explained } from './compare.ts';
import type { Mutant } from './mutant.ts';
import { mutantsOf } from './operators.ts';

/** What came of the mutants of one operator. */
export interface OperatorResult {
  readonly operator: string;
  mutants: number;
  broken: number;
  found: number;
  missed: number;
  sound: number;
  accused: number;
  /** Mutants of which both sides know that they are broken, or sound, and differ in why. */
  differing: number;
  witnesses: number;
}

export interface MutationResult {
  readonly flow: string;
  readonly operators: readonly OperatorResult[];
  /** The flow as it stands: what keeps it from being taken for sound. */
  readonly unmutated: readonly string[];
  readonly disagreements: readonly Disagreement[];
}

export interface Disagreement {
  readonly flow: string;
  readonly operator: string;
  readonly place: string;
  readonly text: string;
  readonly seen: string;
}

export interface MutationOptions extends Surroundings {
  readonly operator?: string;
  /** Of each operator at most so many mutants. */
  readonly limit?: number;
  /** Told after each mutant. */
  readonly progress?: (done: number, of: number) => void;
}

/** Mutates a flow in every way and holds the explorer and the checker against each other on each mutant and on the flow itself. */
export function runMutants(definition: FlowDefinition, options: MutationOptions): MutationResult {
  const around = {
    ...(options.others === undefined ? {} : { others: options.others }),
    ...(options.roles === undefined ? {} : { roles: options.roles }),
  };
  const results = new Map<string, OperatorResult>();
  const disagreements: Disagreement[] = [];
  const flow = definition.name;
  const own = compare(definition, around);
  if (own.disagreements.length > 0)
    disagreements.push({ flow, operator: 'none', place: '', text: 'as it stands', seen: explained(own) });
  const mutants = mutantsOf(definition, options);
  for (const [index, mutant] of mutants.entries()) {
    const comparison = compare(mutant.definition, around);
    options.progress?.(index + 1, mutants.length);
    count(results, mutant, comparison);
    if (comparison.disagreements.length === 0) continue;
    const { operator, place, text } = mutant;
    disagreements.push({ flow, operator, place, text, seen: explained(comparison) });
  }
  const unmutated = own.isBroken || own.isRefused ? [explained(own)] : [];
  return { flow, operators: [...results.values()], unmutated, disagreements };
}

function count(results: Map<string, OperatorResult>, { operator }: Mutant, comparison: Comparison): void {
  const nothing = { operator, mutants: 0, broken: 0, found: 0, missed: 0, sound: 0, accused: 0, differing: 0, witnesses: 0 };
  const result = results.get(operator) ?? nothing;
  results.set(operator, result);
  const { isBroken, isRefused, disagreements, replays } = comparison;
  result.mutants += 1;
  result.witnesses += replays.run;
  if (isBroken) result.broken += 1;
  else result.sound += 1;
  if (isBroken && isRefused) result.found += 1;
  if (isBroken && !isRefused) result.missed += 1;
  if (!isBroken && isRefused) result.accused += 1;
  if (isBroken === isRefused && disagreements.length > 0) result.differing += 1;
}

/** A line an operator, and one for all. */
export function mutationTable(results: readonly MutationResult[]): string {
  const columns = ['mutants', 'broken', 'found', 'missed', 'sound', 'accused', 'differing', 'witnesses'] as const;
  const sums = new Map<string, OperatorResult>();
  for (const one of results.flatMap(({ operators }) => operators)) {
    for (const name of [one.operator, 'all']) {
      const sum = sums.get(name);
      if (sum === undefined) sums.set(name, { ...one, operator: name });
      else for (const column of columns) sum[column] += one[column];
    }
  }
  const all = sums.get('all');
  sums.delete('all');
  const lines = [...sums.values(), ...(all === undefined ? [] : [all])];
  const width = Math.max(...lines.map(({ operator }) => operator.length), 8);
  const header = `${'operator'.padEnd(width)}  ${columns.map((column) => column.padStart(9)).join(' ')}`;
  return [
    header,
    ...lines.map(
      (line) => `${line.operator.padEnd(width)}  ${columns.map((column) => String(line[column]).padStart(9)).join(' ')}`,
    ),
  ].join('\n');
}
