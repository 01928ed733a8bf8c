import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type ConnectionDeclaration, checkDeclaration, connectionKinds } from '@throughline/connect';
import { initialise } from '@throughline/engine';
import { type FlowDefinition, readDefinition } from '@throughline/language';
import { connectionSinks } from '../src/connections/connection-sinks.ts';
import type { SoundConnection } from '../src/connections/declarations.ts';
import { runConnection } from '../src/connections/run-connection.ts';
import { migrateServer } from '../src/migrations/migrate.ts';
import { attach, type Throughline } from '../src/throughline.ts';

/* What the tests against systems of others have in common. */

interface TestDatabases {
  testDatabase(
    template: string,
    prepare: (url: string) => Promise<void>,
  ): Promise<{ readonly url: string; close(): Promise<void> }>;
}

/** A company whose clock is a day ahead and moves when it is told to. */
export async function virtualCompany(
  t: TestContext,
  { testDatabase }: TestDatabases,
  { flow, env }: { readonly flow: FlowDefinition; readonly env: Readonly<Record<string, string>> },
): Promise<Throughline> {
  const release = () => Promise.resolve();
  const database = await testDatabase('virtual_house', async (url) => {
    const made = attach({ url, env: {}, database: 'main', release });
    await initialise(made.pool, { mode: 'virtual', now: Date.now() + 86_400_000 });
    await migrateServer(made.pool);
    await made.close();
  });
  const throughline = attach({ url: database.url, env, database: 'main', release });
  t.after(async () => {
    await throughline.close();
    await database.close();
  });
  await throughline.engine.deploy([flow], { by: 'test' });
  return throughline;
}

/** The declaration of an example, with what is different here. */
export function exampleConnection(path: string, change: (declaration: ConnectionDeclaration) => object): SoundConnection {
  const file = fileURLToPath(new URL(`../../examples/${path}`, import.meta.url));
  const read = readDefinition(readFileSync(file, 'utf8'), { format: 'yaml' });
  assert.ok(read.kind === 'read');
  const declaration = read.value as unknown as ConnectionDeclaration;
  const here = { allowInside: ['127.0.0.1'], liveFrom: '2020-01-01T00:00:00Z' };
  const checked = checkDeclaration({ ...declaration, ...here, ...change(declaration) }, connectionKinds);
  assert.ok(checked.ok, JSON.stringify(checked));
  return checked;
}

export const runOnce = (throughline: Throughline, sound: SoundConnection) =>
  runConnection(throughline, sound, { cause: 'request', signal: new AbortController().signal });

/** Lets days pass here; what is due then is written by the connection that it is addressed to. */
export async function passDays({ engine, env }: Throughline, { declaration }: SoundConnection, days: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-connections-'));
  writeFileSync(join(folder, `${declaration.id}.json`), JSON.stringify(declaration));
  const sinks = connectionSinks({}, { ...env, THROUGHLINE_CONNECTIONS: folder });
  await engine.travel((await engine.clock()).now + days * 86_400_000, { sinks });
  const open = async () => (await engine.effectCounts()).filter(({ status }) => status !== 'done');
  // What failed is due again a little later; each look is a question to the database.
  for (let left = await open(); left.length > 0; left = await open()) {
    assert.ok(
      left.every(({ status }) => status === 'pending'),
      JSON.stringify(left),
    );
    await engine.runEffects({ sinks });
  }
  rmSync(folder, { recursive: true });
}

/** How many facts there are of each kind. */
export async function factsByType({ pool }: Throughline): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ type: string; count: number }>(
    `select type, count(*)::int4 as count from throughline.event where kind = 'fact' group by type`,
  );
  return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
}

/** How many cases are in each state, by their last event. */
export async function casesByState({ pool }: Throughline): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ state: string; count: number }>(
    `select state, count(*)::int4 as count from
      (select distinct on (case_id) state_to as state from throughline.event order by case_id, seq desc) last group by state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** Every fact: what, of which case, when, in milliseconds. */
export async function factInstants({ pool }: Throughline) {
  const { rows } = await pool.query<{ type: string; key: string; at: Date }>(
    `select e.type, d.key, e.occurred_at as at from throughline.event e
      join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id where e.kind = 'fact'`,
  );
  return rows.map(({ type, key, at }) => ({ type, key, at: at.getTime() }));
}
