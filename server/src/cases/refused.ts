import type { Refusal } from '@throughline/engine';

/** A flow said no, or an input could not be decided: what the engine answered, as an error. */
export class RefusedError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = 'RefusedError';
    this.refusal = refusal;
  }
}
