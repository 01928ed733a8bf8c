import { ThroughlineError } from '../errors.ts';
import type { SourcePlace } from './source-place.ts';

interface BrokenDetails {
  /** What is wrong, in more detail than `definitions-broken`. */
  readonly fault: string;
  readonly file: string;
  readonly at: SourcePlace | undefined;
  readonly mend: string;
  readonly expected?: string;
}

/** A file that cannot be read as definitions: what a compiler would say of it. */
export class BrokenDefinitions extends ThroughlineError {
  readonly fault: string;
  readonly file: string;
  readonly at: SourcePlace | undefined;
  readonly mend: string;
  /** Without the code of the fault. */
  readonly said: string;

  constructor(said: string, { fault, file, at, mend, expected }: BrokenDetails) {
    super('definitions-broken', `${fault}: ${said}`, {
      place: at === undefined ? file : `${at.file}:${at.line}:${at.column}`,
      ...(expected === undefined ? {} : { expected }),
    });
    this.fault = fault;
    this.file = file;
    this.at = at;
    this.mend = mend;
    this.said = said;
  }
}
