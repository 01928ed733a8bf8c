import { hash } from 'node:crypto';

/*
 * Remembers which keys were seen, with the content and the line of the first, in 28 bytes a slot and no objects: a million keys
 * take 28 to 56 MB, where a Map of strings takes hundreds. Of the key 128 bits of SHA-256 are kept, of the content 64.
 */
const words = 7;
const startSlots = 1024;

export type Seen = { readonly kind: 'new' } | { readonly kind: 'same' | 'other'; readonly line: number };

const unseen: Seen = { kind: 'new' };

export class KeyTable {
  size = 0;
  readonly #limit: number;
  #slots = startSlots;
  #table = new Uint32Array(startSlots * words);

  /** Past `limit` keys no more are remembered: what comes after is told apart where it is written. */
  constructor(limit = 4_000_000) {
    this.#limit = limit;
  }

  /** Whether the key was seen before, and with the same content. Where it was not, it is remembered. `line` is at least 1. */
  see(key: string, content = '', line = 1): Seen {
    const digest = words128(key);
    const [c0 = 0, c1 = 0] = content === '' ? [] : words128(content);
    const at = this.#find(digest);
    const table = this.#table;
    const known = table[at + 6] as number;
    if (known !== 0) return { kind: table[at + 4] === c0 && table[at + 5] === c1 ? 'same' : 'other', line: known };
    if (this.size >= this.#limit) return unseen;
    table.set(digest, at);
    table[at + 4] = c0;
    table[at + 5] = c1;
    table[at + 6] = Math.max(1, line);
    this.size += 1;
    if (this.size * 3 > this.#slots * 2) this.#grow();
    return unseen;
  }

  /** The place of the key, or the free place where it belongs. */
  #find([k0 = 0, k1 = 0, k2 = 0, k3 = 0]: Uint32Array): number {
    const table = this.#table;
    for (let slot = k0 & (this.#slots - 1); ; slot = (slot + 1) & (this.#slots - 1)) {
      const at = slot * words;
      if (table[at + 6] === 0) return at;
      if (table[at] === k0 && table[at + 1] === k1 && table[at + 2] === k2 && table[at + 3] === k3) return at;
    }
  }

  #grow(): void {
    const old = this.#table;
    this.#slots *= 2;
    this.#table = new Uint32Array(this.#slots * words);
    for (let at = 0; at < old.length; at += words) {
      if (old[at + 6] === 0) continue;
      const entry = old.subarray(at, at + words);
      this.#table.set(entry, this.#find(entry));
    }
  }
}

function words128(text: string): Uint32Array {
  const digest = hash('sha256', text, 'buffer');
  return Uint32Array.of(digest.readUInt32LE(0), digest.readUInt32LE(4), digest.readUInt32LE(8), digest.readUInt32LE(12));
}
