import type { FlowDefinition, LadderDefinition, Length, RungDefinition } from '../definition/flow.ts';
import { isChosen } from '../definition/lengths.ts';
import type { Schema } from '../expression/expression.ts';
import { fieldsOf, requiredOf } from './subject.ts';

/** By field that chooses lengths, its value; `undefined`: none of those that are named. */
export type World = ReadonlyMap<string, string | undefined>;

const worldsMax = 64;

/**
 * What the fields can be that choose the lengths of a ladder's rungs. One that is required and has a choice of values has one of them.
 * Of more than 64 combinations some are looked at: what is not is taken to be like them.
 */
export function worldsOf(flow: FlowDefinition, { rungs }: Pick<LadderDefinition, 'rungs'>): readonly World[] {
  const values = new Map<string, Set<string>>();
  for (const length of rungs.flatMap(({ after, every }) => [after, ...(every === undefined ? [] : [every])]))
    if (isChosen(length)) values.set(length.by, new Set([...(values.get(length.by) ?? []), ...Object.keys(length.is)]));
  return [...values].reduce<readonly World[]>(
    (worlds, [field, named]) =>
      worlds
        .flatMap((world) => possible(flow, field, named).map((value) => new Map([...world, [field, value]])))
        .slice(0, worldsMax),
    [new Map()],
  );
}

function possible(flow: FlowDefinition, field: string, named: ReadonlySet<string>): readonly (string | undefined)[] {
  const { enum: choices } = fieldsOf(flow.data as Schema)[field] ?? {};
  if (!Array.isArray(choices)) return [...named, undefined];
  const known = [...named].filter((value) => choices.includes(value));
  const isAlwaysNamed = requiredOf(flow.data as Schema).includes(field) && choices.every((choice) => named.has(String(choice)));
  return isAlwaysNamed && known.length > 0 ? known : [...known, undefined];
}

/** The ladder as it is for a case whose fields are so. */
export function inWorld<L extends Pick<LadderDefinition, 'rungs'>>(ladder: L, world: World): L {
  if (world.size === 0) return ladder;
  const fixed = (length: Length): Length => {
    if (!isChosen(length)) return length;
    const value = world.get(length.by);
    return value !== undefined && Object.hasOwn(length.is, value) ? (length.is[value] ?? length.else) : length.else;
  };
  const rungs = ladder.rungs.map(
    (rung): RungDefinition => ({
      ...rung,
      after: fixed(rung.after),
      ...(rung.every === undefined ? {} : { every: fixed(rung.every) }),
    }),
  );
  return { ...ladder, rungs };
}

/** `segment is "key", region is another`, for a witness; empty where nothing is chosen. */
export function worldText(world: World): string {
  return [...world]
    .map(([field, value]) => `${field} is ${value === undefined ? 'another or missing' : `"${value}"`}`)
    .join(', ');
}
