import type { Queryable } from '../../src/database.ts';
import { readCases } from '../../src/sql/lock-cases.ts';
import { logStart, readLogPage } from '../../src/sql/read-log-page.ts';
import type { EffectRecord, Holdings, LinkRecord } from './record.ts';

/** All that a small database on PostgreSQL holds. */
export async function holdingsOf(database: Queryable, now: number): Promise<Holdings> {
  const rows = async <R>(text: string) => (await database.query<R>({ text })).rows;
  const ids = await rows<{ id: string }>('select id from throughline.case_ union select id from throughline.case_data');
  const events = await readLogPage(database, logStart, 1_000_000);
  return {
    now,
    cases: await readCases(
      database,
      ids.map(({ id }) => id),
    ),
    events: events.map((event) => ({ ...event, decidedAt: event.recordedAt })),
    receipts: await rows(
      `select case_id as "caseId", source, key, encode(digest, 'hex') as digest, seq, result from throughline.receipt`,
    ),
    effects: await rows<EffectRecord>(
      'select case_id as "caseId", key, kind, seq, status, delivery, attempts, moot from throughline.effect',
    ),
    links: await rows<LinkRecord>('select case_id as "caseId", direction, name, other from throughline.link'),
    lists: await rows(
      `select case_id as "caseId", field, flow, is_open as "isOpen", text_value as text, number_value as number, exact
        from throughline.list_field`,
    ),
    asleep: new Set((await rows<{ id: string }>('select case_id as id from throughline.quarantine')).map(({ id }) => id)),
    sources: new Map(
      (await rows<{ id: number; name: string }>('select id, name from throughline.source')).map(({ id, name }) => [name, id]),
    ),
  };
}
