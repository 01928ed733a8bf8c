import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { EngineError } from '../errors.ts';
import { type Seal, type SignedSeal, sealHash, sealText } from './seal.ts';

/** Signs seals, with a key that is not in the database. */
export interface Signer {
  /** `ed25519:` and the 32 bytes of the public key in 64 hexadecimal digits. */
  readonly key: string;
  /** The Ed25519 signature (RFC 8032) of the bytes. */
  sign(text: Buffer): Promise<Buffer>;
}

/** A new private key, PEM (PKCS #8). */
export function newSealKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/**
 * Signs with a private key in PEM, as `newSealKey` and `openssl genpkey -algorithm ed25519` make it.
 *
 * @throws EngineError seal-key-invalid
 */
export function signerOf(pem: string): Signer {
  const key = privateKeyOf(pem);
  return { key: publicKeyText(createPublicKey(key)), sign: async (text) => sign(null, text, key) };
}

function privateKeyOf(pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = undefined; // The cause would quote the key.
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new EngineError(
    'seal-key-invalid',
    'The seal key is no Ed25519 private key in PEM: make one with `openssl genpkey -algorithm ed25519`',
  );
}

const prefix = 'ed25519:';
/** What stands before the 32 bytes of an Ed25519 public key in its SPKI form (RFC 8410). */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

function publicKeyText(key: KeyObject): string {
  return prefix + key.export({ type: 'spki', format: 'der' }).subarray(spkiHead.length).toString('hex');
}

export function isSealKey(text: string): boolean {
  return /^ed25519:[0-9a-f]{64}$/.test(text);
}

/** Makes a seal one that is proven. */
export async function signSeal(seal: Seal, signer: Signer): Promise<SignedSeal> {
  const signature = await signer.sign(Buffer.from(sealText(seal)));
  return { ...seal, hash: sealHash(seal), signature: signature.toString('hex') };
}

/** Whether the signature is that of the key which the seal names. Whose key that is must be known otherwise. */
export function isSignatureValid(seal: SignedSeal): boolean {
  if (!isSealKey(seal.key) || !/^[0-9a-f]{128}$/.test(seal.signature)) return false;
  const spki = Buffer.concat([spkiHead, Buffer.from(seal.key.slice(prefix.length), 'hex')]);
  try {
    const key = createPublicKey({ key: spki, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(sealText(seal)), key, Buffer.from(seal.signature, 'hex'));
  } catch {
    return false; // No point of the curve.
  }
}
