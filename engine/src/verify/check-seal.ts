import { type SignedSeal, sealHash, sealStart } from '../seals/seal.ts';
import { isSignatureValid } from '../seals/signer.ts';
import type { FindingPlace, Findings } from './finding.ts';

/** A seal that is known from outside the log: its number, and mostly its hash. */
export interface OutsideSeal {
  readonly number: number;
  readonly hash?: string;
  /** The line of the anchor that says so. */
  readonly line?: number;
}

export interface SealExpectations {
  /** The public keys that may have signed; absent: any, so only that each signature is that of the key which the seal names. */
  readonly keys?: readonly string[];
  /** What an anchor, or somebody's note, says of seals. */
  readonly outside?: readonly OutsideSeal[];
}

/** Checks seals one after the other: numbers, chain, signatures, and what is known of them outside. */
export class SealChain {
  readonly #keys: ReadonlySet<string> | undefined;
  readonly #outside: ReadonlyMap<number, readonly OutsideSeal[]>;
  readonly #findings: Findings;
  readonly keysSeen = new Set<string>();
  last: SignedSeal | undefined;
  /** The last seal that is known outside, and is the same there. */
  lastOutside = 0;

  constructor(findings: Findings, { keys, outside = [] }: SealExpectations) {
    this.#findings = findings;
    this.#keys = keys === undefined ? undefined : new Set(keys);
    this.#outside = Map.groupBy(outside, ({ number }) => number);
  }

  take(seal: SignedSeal, where: FindingPlace = {}): void {
    const place = { ...where, seal: seal.number };
    const { last } = this;
    for (let missing = (last?.number ?? 0) + 1; missing < seal.number; missing += 1)
      this.#findings.add('seal-missing', { ...where, seal: missing });
    const isNext = seal.number === (last?.number ?? 0) + 1;
    const follows = !isNext || seal.previous === (last?.hash ?? sealStart);
    if (seal.number <= (last?.number ?? 0) || !follows || sealHash(seal) !== seal.hash) this.#findings.add('seal-changed', place);
    else if (!isSignatureValid(seal)) this.#findings.add('signature-wrong', place);
    else if (this.#keys?.has(seal.key) === false) this.#findings.add('key-unknown', place, seal.key);
    this.keysSeen.add(seal.key);
    this.#compare(seal);
    this.last = seal;
  }

  #compare(seal: SignedSeal): void {
    for (const { hash, line } of this.#outside.get(seal.number) ?? []) {
      if (hash === undefined || hash === seal.hash) this.lastOutside = seal.number;
      else this.#findings.add('seal-differs', { seal: seal.number, ...(line === undefined ? {} : { line }) });
    }
  }

  /** What is known outside and lies past the last seal was cut off. */
  end(): void {
    const last = this.last?.number ?? 0;
    const missing = [...this.#outside.keys()].filter((number) => number > last).sort((a, b) => a - b);
    const [first] = missing;
    if (first === undefined) return;
    const count = missing.length === 1 ? '' : `, and ${missing.length - 1} after it`;
    this.#findings.add('seal-missing', { seal: first }, `the log ends at seal ${last}${count}`);
  }
}
