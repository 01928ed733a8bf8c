import { type RefusalCode, type Refused, refusalCodes } from '../decision.ts';
import type { Json } from '../json.ts';

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
