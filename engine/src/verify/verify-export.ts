import { hash } from 'node:crypto';
import { bucketOf } from '../case-id.ts';
import {
  type ExportHeader,
  type ExportLine,
  endCheck,
  exportFormat,
  exportVersion,
  parseLine,
  type RetiredLine,
  retiredCheck,
} from '../seals/export-line.ts';
import { byPosition } from '../seals/export-log.ts';
import { MerkleRoot } from '../seals/merkle-root.ts';
import { type SignedSeal, sealStart } from '../seals/seal.ts';
import type { LoggedEvent, LogPosition } from '../sql/read-log-page.ts';
import { checkEvent, isErased } from './check-event.ts';
import { SealChain, type SealExpectations } from './check-seal.ts';
import { type FileLine, fileLines } from './file-lines.ts';
import { type FindingPlace, Findings, type LogFinding } from './finding.ts';

export interface ExportVerdict {
  readonly events: number;
  readonly cases: number;
  readonly erased: number;
  readonly retired: number;
  readonly seals: number;
  /** The hash of the last seal. */
  readonly last: { readonly number: number; readonly hash: string; readonly sealedAt: number } | null;
  readonly keys: readonly string[];
  /** The last seal that is known outside; 0: none, so whoever cut off the end of the file and wrote a new one is not told. */
  readonly outside: number;
  readonly found: number;
  readonly findings: readonly LogFinding[];
}

export interface VerifyExportOptions extends SealExpectations {
  readonly onProgress?: (progress: { readonly events: number; readonly seals: number }) => void;
  readonly signal?: AbortSignal;
}

/**
 * Recomputes an exported log without a database: each event's hash and commitments, the chain of each case, each seal's root, the chain
 * and the signatures of seals, and what is known of them outside. It keeps some hundred bytes a case in memory.
 *
 * @throws EngineError export-unreadable
 */
export async function verifyExport(path: string, options: VerifyExportOptions = {}): Promise<ExportVerdict> {
  const { onProgress, signal, ...expected } = options;
  const reading = new ExportReading(expected);
  for await (const line of fileLines(path)) {
    signal?.throwIfAborted();
    reading.take(line);
    if (line.line % 10_000 === 0) onProgress?.(reading.progress);
  }
  return reading.end();
}

/** What is known of a case when its next event comes. */
interface CaseHead {
  readonly seq: number;
  readonly hash: string;
}

interface OpenSeal {
  readonly seal: SignedSeal;
  readonly line: number;
  readonly tree: MerkleRoot;
  /** Causes that may stand later in the same seal. */
  readonly causes: { readonly place: FindingPlace; readonly case: string; readonly seq: number }[];
  last: LogPosition | undefined;
}

class ExportReading {
  readonly #findings = new Findings();
  readonly #chain: SealChain;
  readonly #heads = new Map<string, CaseHead>();
  readonly #retiredCases = new Set<string>();
  #header: ExportHeader | undefined;
  #headerHash = '';
  #open: OpenSeal | undefined;
  #lines = 0;
  #events = 0;
  #erased = 0;
  #retired = 0;
  #seals = 0;
  #isEnded = false;

  constructor(expected: SealExpectations) {
    this.#chain = new SealChain(this.#findings, expected);
  }

  get progress(): { readonly events: number; readonly seals: number } {
    return { events: this.#events, seals: this.#seals };
  }

  take({ line, text, isCut }: FileLine): void {
    this.#lines = line;
    const read = text === undefined || isCut ? undefined : parseLine(text);
    if (line === 1) return this.#takeHeader(read, text ?? '');
    if (read === undefined) return this.#findings.add('line-unreadable', this.#at(line));
    if (this.#isEnded || read.kind === 'header') return this.#findings.add('line-unexpected', this.#at(line));
    if (read.kind === 'seal') this.#takeSeal(read.seal, line);
    else if (read.kind === 'end') this.#takeEnd(read.end, line);
    else if (this.#open === undefined) this.#findings.add('line-unexpected', this.#at(line));
    else if (read.kind === 'event') this.#takeEvent(this.#open, read.event, line);
    else this.#takeRetired(this.#open, read.retired, line);
  }

  #at(line: number): FindingPlace {
    return { line, ...(this.#open === undefined ? {} : { seal: this.#open.seal.number }) };
  }

  #takeHeader(read: ExportLine | undefined, text: string): void {
    this.#headerHash = hash('sha256', text);
    if (read?.kind !== 'header') return this.#findings.add('line-unreadable', { line: 1 });
    const { format, version } = read.header;
    if (format !== exportFormat || version !== exportVersion)
      this.#findings.add('line-unexpected', { line: 1 }, `expected ${exportFormat} version ${exportVersion}`);
    this.#header = read.header;
  }

  #takeSeal(seal: SignedSeal, line: number): void {
    this.#closeSeal();
    this.#chain.take(seal, { line });
    this.#seals += 1;
    this.#open = { seal, line, tree: new MerkleRoot(), causes: [], last: undefined };
  }

  #takeEvent(open: OpenSeal, event: LoggedEvent, line: number): void {
    const { caseId, seq, causeCase, causeSeq } = event;
    const place = { ...this.#at(line), caseId, seq };
    this.#events += 1;
    if (isErased(event)) this.#erased += 1;
    if (this.#requireOrder(open, event, place)) {
      const before = this.#heads.get(caseId);
      const code = checkEvent(event, before);
      if (code !== undefined) this.#findings.add(code, place);
      this.#heads.set(caseId, { seq, hash: event.hash });
    }
    if (causeCase !== null && causeSeq !== null && !this.#isKnown(causeCase, causeSeq))
      open.causes.push({ place, case: causeCase, seq: causeSeq });
    open.tree.add(event.hash);
  }

  #isKnown(caseId: string, seq: number): boolean {
    return (this.#heads.get(caseId)?.seq ?? 0) >= seq || this.#retiredCases.has(caseId);
  }

  #takeRetired(open: OpenSeal, retired: RetiredLine, line: number): void {
    const place = { ...this.#at(line), caseId: retired.case, seq: retired.seq };
    this.#retired += 1;
    this.#retiredCases.add(retired.case);
    if (retiredCheck(retired) !== retired.check) this.#findings.add('event-changed', place);
    this.#requireOrder(open, { bucket: bucketOf(retired.case), caseId: retired.case, seq: retired.seq }, place);
    open.tree.add(retired.hash);
  }

  /** Whether the line stands behind the one before it in its seal. */
  #requireOrder(open: OpenSeal, { bucket, caseId, seq }: LogPosition, place: FindingPlace): boolean {
    const position = { bucket, caseId, seq };
    const isBehind = open.last === undefined || byPosition(open.last, position) < 0;
    if (isBehind) open.last = position;
    else this.#findings.add('order-broken', place);
    return isBehind;
  }

  /** The events of a seal are all there: what it says of them can be compared. */
  #closeSeal(): void {
    if (this.#open === undefined) return;
    const { seal, line, tree, causes } = this.#open;
    const place = { line, seal: seal.number };
    if (tree.leaves !== seal.events)
      this.#findings.add('root-differs', place, `${seal.events} events were sealed, ${tree.leaves} are there`);
    else if (tree.root() !== seal.root) this.#findings.add('root-differs', place);
    for (const cause of causes)
      if (!this.#isKnown(cause.case, cause.seq))
        this.#findings.add('cause-missing', cause.place, `event ${cause.seq} of ${cause.case}`);
    this.#open = undefined;
  }

  #takeEnd(end: Extract<ExportLine, { kind: 'end' }>['end'], line: number): void {
    this.#closeSeal();
    this.#isEnded = true;
    const { check: _, ...said } = end;
    if (end.check !== endCheck(said)) return this.#findings.add('end-changed', { line });
    if (end.header !== this.#headerHash) this.#findings.add('header-changed', { line: 1 });
    else if (this.#header?.seals !== end.seals) this.#findings.add('header-changed', { line: 1 });
    const counted = { seals: this.#seals, events: this.#events + this.#retired, retired: this.#retired };
    const isSame = end.seals === counted.seals && end.events === counted.events && end.retired === counted.retired;
    if (!isSame || end.seal !== (this.#chain.last?.hash ?? sealStart))
      this.#findings.add(
        'end-changed',
        { line },
        `it was written after ${end.events} events in ${end.seals} seals, and here are ${counted.events} in ${counted.seals}`,
      );
  }

  end(): ExportVerdict {
    if (this.#lines === 0) this.#findings.add('line-unreadable', { line: 1 });
    this.#closeSeal();
    if (!this.#isEnded) this.#findings.add('end-missing', { line: this.#lines + 1 });
    this.#chain.end();
    const { last } = this.#chain;
    const { found, list } = this.#findings;
    return {
      events: this.#events,
      cases: this.#heads.size,
      erased: this.#erased,
      retired: this.#retired,
      seals: this.#seals,
      last: last === undefined ? null : { number: last.number, hash: last.hash, sealedAt: last.sealedAt },
      keys: [...this.#chain.keysSeen],
      outside: this.#chain.lastOutside,
      found,
      findings: list,
    };
  }
}
