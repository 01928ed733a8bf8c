// Keeps a database as this release makes it, for the releases to come: `node tools/keep-release.ts <name of the release>`. They must
// be able to go on with it (engine/src/upgrade/releases.test.ts). What is kept already is not written again without --again.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { testDatabase } from '@throughline/testing';
import type pg from 'pg';
import { tellStory } from './releases/story.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { again: { type: 'boolean' }, to: { type: 'string' } },
});
const [release = ''] = positionals;
if (!/^[0-9]+\.[0-9]+\.[0-9]+(-[a-z0-9.]+)?$/.test(release)) throw new Error('Say the name of the release, such as 0.2.0');
const home = values.to ?? fileURLToPath(new URL('../engine/fixtures/releases', import.meta.url));
const folder = join(home, release);
if (existsSync(folder) && values.again !== true) throw new Error(`${folder} is there: what a release has made is not changed`);

const database = await testDatabase('release', async () => undefined);
try {
  await tellStory(database.pool);
  await keep(database.pool);
} finally {
  await database.close();
}

async function keep(pool: pg.Pool): Promise<void> {
  const lines: string[] = [];
  const rows: Record<string, number> = {};
  for (const table of await tables(pool)) {
    const found = await pool.query<{ row: string }>(`select row_to_json(t)::text as row from throughline.${table} t order by 1`);
    rows[table] = found.rows.length;
    for (const { row } of found.rows) lines.push(`{"table":"${table}","row":${row}}\n`);
  }
  const schema = await pool.query<{ number: number }>('select max(number) as number from throughline.migration');
  const cases = await pool.query<{ name: string; stands: string }>(
    `select name, string_agg(stands, ', ' order by stands) as stands from (select c.flow || '/' || d.key || case when d.parent is null then '' else ' of ' || p.flow || '/' || q.key end as name,
        c.state || ' after ' || c.seq as stands
      from throughline.case_ c join throughline.case_data d using (bucket, id)
      left join throughline.case_ p on p.id = d.parent left join throughline.case_data q on q.id = d.parent) named group by 1 order by 1`,
  );
  const effects = await pool.query<{ status: string; count: number }>(
    'select status, count(*)::int4 as count from throughline.effect group by 1 order by 1',
  );
  mkdirSync(folder, { recursive: true });
  const manifest = {
    format: 'throughline.release/1',
    release,
    schema: schema.rows[0]?.number,
    rows,
    effects: Object.fromEntries(effects.rows.map(({ status, count }) => [status, count])),
    cases: Object.fromEntries(cases.rows.map(({ name, stands }) => [name, stands])),
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  const packed = gzipSync(lines.join(''), { level: 9 });
  writeFileSync(join(folder, 'database.ndjson.gz'), packed);
  process.stdout.write(`${folder}: ${lines.length} rows, ${packed.length} bytes\n`);
}

async function tables(pool: pg.Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.tables where table_schema = 'throughline' and table_type = 'BASE TABLE'
      and table_name <> 'migration' order by 1`,
  );
  return rows.map(({ name }) => name);
}
