import type { FlowDefinition } from '@throughline/language';
import { type Mutant, type Operator, spelledOut } from './mutant.ts';
import { guardOperators } from './operators-of-guards.ts';
import { exceptionOperators, stateOperators } from './operators-of-states.ts';
import { dataOperators, timeOperators } from './operators-of-time.ts';

/** Every mechanical change that there is, in a fixed order. */
export const operators: readonly Operator[] = [
  ...stateOperators,
  ...exceptionOperators,
  ...guardOperators,
  ...timeOperators,
  ...dataOperators,
];

/** All mutants of a flow; of each operator at most `limit`, spread over the places where it applies. */
export function mutantsOf(
  definition: FlowDefinition,
  options: { readonly operator?: string; readonly limit?: number } = {},
): readonly Mutant[] {
  const base = spelledOut(definition);
  return operators
    .filter(({ name }) => options.operator === undefined || name === options.operator)
    .flatMap((one) => spread(one.mutants(base), options.limit ?? Number.POSITIVE_INFINITY));
}

function spread<T>(list: readonly T[], most: number): readonly T[] {
  if (list.length <= most) return list;
  return Array.from({ length: most }, (_, index) => list[Math.floor((index * list.length) / most)] as T);
}
