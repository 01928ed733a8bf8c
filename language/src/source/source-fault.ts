/** What can be wrong with a text before there is a definition to judge. Codes are stable. */
export const sourceFaults = {
  'source-too-large': 'The text of a definition is longer than 1,000,000 characters',
  'source-too-deep': 'Values stand in more than 100 others',
  'source-syntax': 'The text is not JSON, or not YAML',
  'source-duplicate': 'An object has two members of one name',
  'source-unsupported': 'The text uses what a definition cannot: tags, YAML 1.1, several documents, references that multiply',
} as const;

export type SourceFaultCode = keyof typeof sourceFaults;

/** Where a text cannot be read, what was expected there, and what to do. */
export class SourceFault extends Error {
  readonly code: SourceFaultCode;
  /** Offsets in the text. */
  readonly start: number;
  readonly end: number;
  readonly mend: string;

  constructor(code: SourceFaultCode, message: string, { start, end, mend }: { start: number; end?: number; mend: string }) {
    super(message);
    this.name = 'SourceFault';
    this.code = code;
    this.start = start;
    this.end = end ?? start + 1;
    this.mend = mend;
  }
}

export const depthMax = 100;

export function tooDeep(start: number): SourceFault {
  return new SourceFault('source-too-deep', `a value stands in more than ${depthMax} others`, {
    start,
    mend: 'Take levels out: no definition needs so many.',
  });
}

export function duplicateMember(name: string, start: number, end: number): SourceFault {
  return new SourceFault('source-duplicate', `the member ${JSON.stringify(name.slice(0, 80))} is there twice`, {
    start,
    end,
    mend: 'Rename one of the two, or take it out: only one of them could count.',
  });
}
