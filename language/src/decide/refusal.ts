import type { Clocks } from '../case.ts';
import { type RefusalCode, type Refused, refusalCodes } from '../decision.ts';
import type { Json, JsonObject } from '../json.ts';

/**
 * Thrown inside `decide` only, and caught by it: a refusal leaves no trace in the draft. No Error: to refuse is an everyday answer,
 * and writing down the stack of each costs more than a whole decision.
 */
export class Refusal {
  readonly refused: Refused;
  constructor(refused: Refused) {
    this.refused = refused;
  }
}

export function refuse(
  code: RefusalCode,
  detail: { readonly message?: string; readonly place?: string; readonly expected?: Json } = {},
): never {
  throw new Refusal({ kind: 'refused', code, ...detail, message: detail.message ?? refusalCodes[code] });
}

/** Runs what may refuse; gives the refusal, or `undefined` where there is none. */
export function refusalIn(work: () => void): Refused | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.refused;
    throw error;
  }
}

/** Says which case is to be asked in its place. */
export function refuseAsMerged({ clocks }: { readonly clocks: Clocks }): never {
  refuse('case-merged', { expected: clocks.mergedInto ?? null });
}

/** A member of what an event carries that must be text. */
export function requireText(input: JsonObject, field: string, lengthMax = 4000): string {
  const value = input[field];
  if (typeof value !== 'string' || value === '' || value.length > lengthMax)
    refuse('data-invalid', {
      message: `/${field} must be text of at most ${lengthMax.toLocaleString('en-GB')} characters`,
      place: `/${field}`,
    });
  return value;
}
