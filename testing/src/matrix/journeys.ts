import { type CompiledFlow, compileFlow, type JsonObject } from '@throughline/language';
import type { Occasion, Stage } from './occasions.ts';

/** What a case goes through, from its birth on; each goes by a key of its own. */
export interface Journey {
  readonly key: string;
  readonly steps: readonly { readonly type: string; readonly data: JsonObject }[];
}

/** Of each way in which cases of a flow begin, one that only begins, and one for each of so many other events, whether they are taken there or not. */
export function journeysOf({ definition, occasions }: Stage, others: number): readonly Journey[] {
  const flow = compileFlow(definition);
  const births = occasions.filter(({ record }) => record === undefined);
  const later = occasions.filter(({ record }) => record !== undefined).slice(0, others);
  return births.flatMap((birth, index) =>
    [[], ...later.map((step) => [step])].map((steps, turn) => {
      const key = `${definition.name}-${index}-${turn}`;
      const born = { type: birth.event, data: { ...givenByPerson(flow, birth), [definition.key]: key } };
      return { key, steps: [born, ...steps.map(({ event, data }: Occasion) => ({ type: event, data }))] };
    }),
  );
}

/** Who drives a case here is a person: of what only events write (L201), no person gives anything to a new case. */
function givenByPerson({ data: { decided } }: CompiledFlow, { data }: Occasion): JsonObject {
  return Object.fromEntries(Object.entries(data).filter(([field]) => !decided.has(field)));
}
