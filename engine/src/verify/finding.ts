import { findingCodes } from './check-event.ts';

const sealFindingCodes = {
  'seal-missing': 'There is no seal of this number, though others follow it or somebody outside knows it',
  'seal-changed': 'The hash of the seal does not follow from its content, or it does not follow the seal before it',
  'signature-wrong': 'The signature of the seal is not that of the key it names',
  'key-unknown': 'The seal is signed with a key that is not among those given',
  'root-differs': 'The events of the seal are not those that were sealed',
  'seal-differs': 'The seal is not the one that is known outside',
  'anchor-unreadable': 'A line of the anchor is no seal',
} as const;

const exportFindingCodes = {
  'line-unreadable': 'The line is not what an export writes: no JSON, not in canonical form, or with members missing or unknown',
  'line-unexpected': 'A line of another kind is expected here',
  'header-changed': 'The header is not the one that the export was begun with',
  'order-broken': 'The events of a seal stand in the order of bucket, case and number, each once',
  'end-missing': 'The export ends before its end',
  'end-changed': 'The last line is not what an export ends with',
} as const;

const replayFindingCodes = {
  'decision-differs': 'Decided again from the log, the event comes out otherwise',
} as const;

/** What verification can find: in events and cases, in seals, in the file of an export. */
export const logFindingCodes = { ...findingCodes, ...replayFindingCodes, ...sealFindingCodes, ...exportFindingCodes } as const;
export type LogFindingCode = keyof typeof logFindingCodes;

export interface LogFinding {
  readonly code: LogFindingCode;
  readonly message: string;
  readonly caseId?: string;
  /** The event; absent where it is about the case or the seal. */
  readonly seq?: number;
  /** The number of the seal. */
  readonly seal?: number;
  /** The line of the export or of the anchor, from 1 on. */
  readonly line?: number;
}

export type FindingPlace = Pick<LogFinding, 'caseId' | 'seq' | 'seal' | 'line'>;

const findingsMax = 100;

/** Collects what is found: all are counted, the first hundred kept. */
export class Findings {
  found = 0;
  readonly list: LogFinding[] = [];

  add(code: LogFindingCode, place: FindingPlace, detail?: string): void {
    this.found += 1;
    if (this.list.length >= findingsMax) return;
    const message = detail === undefined ? logFindingCodes[code] : `${logFindingCodes[code]}: ${detail}`;
    this.list.push({ ...place, code, message });
  }
}
