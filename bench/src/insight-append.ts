import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuck, projectionReader } from '@throughline/insight';
import type pg from 'pg';
import { withDurableDatabase } from './durable-database.ts';
import { writeInsightLog } from './insight-log.ts';
import { type Benchmark, compare, type Timed, time } from './measure.ts';

const eventsBefore = 10_000_000;
const cases = 12_500;
const eventsACase = 8;
const eventsNew = cases * eventsACase;

/**
 * A read that first takes 100,000 new events in, beside ten million that are there. Its limit: DuckDB writing the same rows, which it has in memory, sorted
 * into one file. What lies between is fetching them from PostgreSQL.
 */
export const insightAppend: Benchmark = {
  name: 'insight.append',
  run: () =>
    withDurableDatabase(async (pool) => {
      const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-insight-'));
      try {
        const before = await startWith(pool, folder);
        const reader = projectionReader(pool, folder);
        try {
          const options = { unit: 'events/s', peer: 'DuckDB COPY of the same rows', rounds: 3 };
          return await compare('insight.append', options, async (round) => {
            await insertEvents(pool, round);
            const ours = await time(async () => {
              const { behind } = await reader.freshness();
              if (behind !== 0) throw new Error(`${behind} events were not taken in`);
              return eventsNew;
            });
            const { events } = await reader.status();
            const expected = before + (round + 1) * eventsNew;
            if (events !== expected) throw new Error(`${events} events instead of ${expected}`);
            return { ours, peer: await copyAlone(folder) };
          });
        } finally {
          await reader.close();
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }),
};

interface ManifestText {
  readonly parts: readonly { readonly file: string; readonly events: number }[];
}

const manifestIn = (folder: string) => join(folder, 'manifest.json');

/** A projection of ten million events, as if the database had had them before those that it has. */
async function startWith(pool: pg.Pool, folder: string): Promise<number> {
  await insertEvents(pool, -1);
  const reader = projectionReader(pool, folder);
  await reader.freshness();
  await reader.close();
  const generated = await writeInsightLog({ events: eventsBefore, seed: 42, folder });
  const manifest = JSON.parse(readFileSync(manifestIn(folder), 'utf8')) as ManifestText;
  const parts = [...manifest.parts, ...generated.files];
  writeFileSync(manifestIn(folder), JSON.stringify({ ...manifest, parts }));
  return parts.reduce((sum, { events }) => sum + events, 0);
}

/** Orders of eight steps each, as the engine writes them but for hashes, which nobody looks at here. */
async function insertEvents(pool: pg.Pool, round: number): Promise<void> {
  const orders = `select md5('${round}/' || n)::uuid as id, n from generate_series(1, ${cases}) n`;
  const bucket = `('x' || left(id::text, 3))::bit(12)::int4::int2`;
  await pool.query(
    `insert into throughline.case_data (bucket, id, entity, key, data, clocks) select ${bucket}, id, 'main', 'N-${round}-' || n, '{}', '{}' from (${orders}) o`,
  );
  await pool.query(
    `insert into throughline.event (bucket, case_id, seq, flow, version, type, kind, state_from, state_to, actor, actor_kind, principal, occurred_at, recorded_at,
       input, patch, context, outcome, prev_type, gap_ms, data_salt, data_commitment, hash)
     select ${bucket}, id, s, 'order', 1, 'a' || s, 'fact', case when s > 1 then 'a' || s - 1 end, 'a' || s, 'erp', 'source', 'erp', now(), now(),
       '{"amount":100}', json_build_object('state', 'a' || s, 'data', json_build_object('customer', n % 500, 'amount', 100 + n)), '{}', '{}',
       case when s > 1 then 'a' || s - 1 end, 3600000, '\\x00', sha256('a'), sha256('b')
     from (${orders}) o, generate_series(1, ${eventsACase}) s`,
  );
  await pool.query('analyze throughline.event, throughline.case_data');
}

async function copyAlone(folder: string): Promise<Timed> {
  const { parts } = JSON.parse(readFileSync(manifestIn(folder), 'utf8')) as ManifestText;
  const latest = parts.at(-1)?.file ?? '';
  const duck = await openDuck(folder);
  try {
    await duck.run(`create table rows as select * from read_parquet('${join(folder, latest)}')`);
    return await time(async () => {
      await duck.run(
        `copy (select * from rows order by case_id, seq) to '${join(folder, 'peer.tmp')}' (format parquet, compression zstd)`,
      );
      return eventsNew;
    });
  } finally {
    await duck.close();
  }
}
