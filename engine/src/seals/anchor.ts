import { open, readFile } from 'node:fs/promises';
import { canonical, type Json } from '@throughline/language';
import { EngineError } from '../errors.ts';
import type { SignedSeal } from './seal.ts';

/** Keeps seals where whoever can write in the database cannot. */
export interface Anchor {
  /**
   * Resolves when the seal is kept. It may be given one again, after a crash or a lost answer.
   *
   * @throws EngineError anchor-failed
   */
  keep(seal: SignedSeal): Promise<void>;
}

/** A seal as it lies in an anchor: one line of JSON. */
export function anchorLine({ number, previous, root, events, sealedAt, key, hash, signature }: SignedSeal): string {
  return canonical({ number, previous, root, events, sealedAt, key, hash, signature });
}

/** Appends a line a seal to a file, which should lie on another disk, append-only where the system can do that. */
export function fileAnchor(path: string): Anchor {
  return {
    async keep(seal) {
      const file = await open(path, 'a', 0o644).catch((cause) => failed(path, cause));
      try {
        await file.appendFile(`${anchorLine(seal)}\n`);
        await file.sync();
      } catch (cause) {
        failed(path, cause);
      } finally {
        await file.close();
      }
    },
  };
}

export interface PostAnchorOptions {
  /** Default 10,000. */
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
}

/** Posts each seal as JSON; any answer 2xx says that it is kept. The same seal has the same idempotency key. */
export function postAnchor(url: string, { timeoutMs = 10_000, fetch: send = fetch }: PostAnchorOptions = {}): Anchor {
  const { host } = new URL(url);
  return {
    async keep(seal) {
      const response = await send(url, {
        method: 'POST',
        body: anchorLine(seal),
        headers: { 'content-type': 'application/json', 'idempotency-key': `seal-${seal.number}-${seal.hash.slice(0, 16)}` },
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      }).catch((cause) => failed(host, cause));
      await response.body?.cancel();
      if (!response.ok) failed(host, new Error(`HTTP status ${response.status}`));
    },
  };
}

/**
 * The anchor that a setting names: a file's path, or an https URL.
 *
 * @throws EngineError anchor-failed
 */
export function anchorOf(setting: string): Anchor {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(setting)) return fileAnchor(setting);
  const url = URL.canParse(setting) ? new URL(setting) : undefined;
  const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(url?.hostname ?? '');
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isHere)) return postAnchor(setting);
  throw new EngineError('anchor-failed', 'An anchor is the path of a file, or an https URL');
}

function failed(where: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new EngineError('anchor-failed', `The anchor ${where} did not take a seal (${reason}): it is tried again`, { cause });
}

/** A line of an anchor's file: a seal, or what cannot be read. */
export interface AnchorLine {
  readonly line: number;
  readonly seal?: SignedSeal;
}

/** Reads what an anchor's file holds. A last line without its end was being written when the power went: it is left out. */
export async function readAnchorFile(path: string): Promise<readonly AnchorLine[]> {
  const lines = (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  return lines.map((text, index) => {
    const seal = sealOf(text);
    return { line: index + 1, ...(seal === undefined ? {} : { seal }) };
  });
}

function sealOf(text: string): SignedSeal | undefined {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
  return isSeal(value) ? value : undefined;
}

const memberTypes: Readonly<Record<keyof SignedSeal, 'number' | 'string'>> = {
  number: 'number',
  previous: 'string',
  root: 'string',
  events: 'number',
  sealedAt: 'number',
  key: 'string',
  hash: 'string',
  signature: 'string',
};

/** Whether a value has the members of a seal, and no others. */
export function isSeal(value: unknown): value is SignedSeal {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(memberTypes) as (keyof SignedSeal)[];
  return (
    Object.keys(value).length === names.length &&
    names.every((name) => typeof (value as Record<string, unknown>)[name] === memberTypes[name])
  );
}
