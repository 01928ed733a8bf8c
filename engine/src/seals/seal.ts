import { hash } from 'node:crypto';
import { canonical, type Millis } from '@throughline/language';

/** A numbered, signed stretch of the log. Hashes, keys and signatures are hexadecimal text. */
export interface Seal {
  /** 1, 2, 3, ... without gap. */
  readonly number: number;
  /** The hash of the seal before it; of the first, zeros. */
  readonly previous: string;
  /** Merkle root (RFC 6962) over the hashes of its events, in the order of (bucket, case, seq). */
  readonly root: string;
  readonly events: number;
  /** Business time: of the clock that the log runs on. */
  readonly sealedAt: Millis;
  /** The public key that proves the signature: `ed25519:` and 64 digits. */
  readonly key: string;
}

/** A seal as it is kept: with its hash, and the signature over its text. */
export interface SignedSeal extends Seal {
  readonly hash: string;
  readonly signature: string;
}

/** Stands before the first seal. */
export const sealStart = '0'.repeat(64);

/** The canonical text of a seal: what is hashed and signed. `format` says what it is to whoever is asked to sign with the same key. */
export function sealText({ number, previous, root, events, sealedAt, key }: Seal): string {
  return canonical({ format: 'throughline.seal/1', number, previous, root, events, sealedAt, key });
}

export function sealHash(seal: Seal): string {
  return hash('sha256', sealText(seal));
}
