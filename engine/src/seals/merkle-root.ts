import { hash } from 'node:crypto';

/** The root of no leaves (RFC 6962): the hash of nothing. */
export const emptyRoot = hash('sha256', '');

/**
 * The Merkle tree hash of RFC 6962, section 2.1, over leaves that come one after the other: of a leaf, the SHA-256 of 0x00 and its
 * bytes; of a node, of 0x01 and its two halves. It keeps one hash a level, so a seal may have any number of leaves.
 */
export class MerkleRoot {
  readonly #peaks: { readonly hash: Buffer; readonly leaves: number }[] = [];
  leaves = 0;

  /** `leaf`: hexadecimal. */
  add(leaf: string): void {
    this.leaves += 1;
    let right = { hash: digest(leafMark, Buffer.from(leaf, 'hex')), leaves: 1 };
    for (let left = this.#peaks.at(-1); left?.leaves === right.leaves; left = this.#peaks.at(-1)) {
      this.#peaks.pop();
      right = { hash: digest(nodeMark, left.hash, right.hash), leaves: left.leaves * 2 };
    }
    this.#peaks.push(right);
  }

  /** In hexadecimal. More leaves may be added after it. */
  root(): string {
    const [last, ...others] = this.#peaks.toReversed();
    if (last === undefined) return emptyRoot;
    return others.reduce((right, left) => digest(nodeMark, left.hash, right), last.hash).toString('hex');
  }
}

/** What the tree holds of a leaf: both in hexadecimal. */
export function leafHash(leaf: string): string {
  return digest(leafMark, Buffer.from(leaf, 'hex')).toString('hex');
}

const leafMark = Buffer.from([0]);
const nodeMark = Buffer.from([1]);

function digest(...parts: readonly Buffer[]): Buffer {
  return hash('sha256', Buffer.concat(parts), 'buffer');
}
