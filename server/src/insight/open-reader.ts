import { hash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProjectionReader, type ProjectionReaderOptions, projectionReader } from '@throughline/insight';
import type { Pool } from 'pg';
import { defaultHome } from '../postgres/index.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/**
 * Where the projection of a company's log lies: `insight/main` or `insight/demo` in the home. Of a database that DATABASE_URL names, which may
 * be one of several with this home, the folder says which.
 */
export function insightFolder(env: Settings, database: string): string {
  const url = env['DATABASE_URL'];
  return join(defaultHome(env), 'insight', url === undefined || url === '' ? database : `${database}-${nameOf(url)}`);
}

/** Neither user nor password: both may change, and the database stays. */
function nameOf(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  return hash('sha256', JSON.stringify([searchParams.get('host') ?? hostname, port, pathname])).slice(0, 12);
}

/**
 * The reader of a company's log. Where there is no home, or it cannot be written, the projection lies in a temporary folder and goes with the
 * reader. Nothing is made before something is read.
 */
export function openReader(pool: Pool, folder: string | undefined, options: ProjectionReaderOptions = {}): ProjectionReader {
  let reader: ProjectionReader | undefined;
  let temporary: string | undefined;
  const open = (): ProjectionReader => {
    if (reader === undefined) {
      if (folder === undefined || !canMake(folder)) temporary = mkdtempSync(join(tmpdir(), 'throughline-insight-'));
      reader = projectionReader(pool, temporary ?? folder ?? '', options);
    }
    return reader;
  };
  return {
    query: (sql, params) => open().query(sql, params),
    events: (selection) => open().events(selection),
    freshness: () => open().freshness(),
    status: () => open().status(),
    rebuild: (onProgress) => open().rebuild(onProgress),
    hold: (work) => open().hold(work),
    async close() {
      await reader?.close();
      if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
    },
  };
}

function canMake(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}
