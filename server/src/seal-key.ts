import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Anchor, anchorOf, newSealKey, type Signer, signerOf } from '@throughline/engine';
import { ThroughlineError } from './errors.ts';
import { defaultHome } from './postgres/index.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/**
 * Signs the seals of a company: with the key in the file that THROUGHLINE_SEAL_KEY names, else with `seal.key` in the home, made where it
 * is missing. A database that DATABASE_URL names has no home, so it is sealed only by a key that is named: `undefined` without one.
 *
 * @throws ThroughlineError seal-settings, EngineError seal-key-invalid
 */
export function sealSigner(env: Settings): Signer | undefined {
  const named = env['THROUGHLINE_SEAL_KEY'];
  if (named !== undefined && named !== '') return signerOf(readKey(named));
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return undefined;
  const path = join(defaultHome(env), 'seal.key');
  return signerOf(keyIn(path) ?? makeKey(path));
}

/** Where seals are kept outside: what THROUGHLINE_ANCHOR names, a file or an https address. @throws EngineError anchor-failed */
export function sealAnchor(env: Settings): Anchor | undefined {
  const named = env['THROUGHLINE_ANCHOR'];
  return named === undefined || named === '' ? undefined : anchorOf(named);
}

function readKey(path: string): string {
  const key = keyIn(path);
  if (key !== undefined) return key;
  throw new ThroughlineError('seal-settings', `THROUGHLINE_SEAL_KEY names ${path}, which is not there`, { place: path });
}

function keyIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ThroughlineError('seal-settings', `The seal key ${path} cannot be read`, { place: path, cause });
  }
}

/** Only its owner reads it. Of two who make it at once, one is first, and both use that one's. */
function makeKey(path: string): string {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(draft, newSealKey(), { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(draft, path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    } finally {
      rmSync(draft);
    }
  } catch (cause) {
    throw new ThroughlineError('seal-settings', `The seal key ${path} cannot be made`, { place: path, cause });
  }
  return readKey(path);
}
