import type { DatabaseSync } from 'node:sqlite';
import { ImportFailure, importError } from './errors.ts';
import { ocelLimits } from './limits.ts';
import type { OcelEvent, OcelObject } from './ocel.ts';
import { ocelTime } from './ocel-time.ts';

/** @throws {ImportFailure} */
export async function* readOcelSqlite(path: string): AsyncGenerator<readonly OcelEvent[]> {
  // Loaded where it is needed: no other file is read by it.
  const { DatabaseSync: Database } = await import('node:sqlite');
  let database: DatabaseSync | undefined;
  try {
    database = new Database(path, { readOnly: true });
    yield* batches(database);
  } catch (cause) {
    if (cause instanceof ImportFailure || (cause as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw cause;
    throw new ImportFailure([importError('not-ocel', { line: 0, detail: (cause as Error).message })]);
  } finally {
    database?.close();
  }
}

interface Row {
  readonly id: string;
  readonly activity: string;
  readonly time: string | null;
  readonly object: string | null;
  readonly type: string | null;
}

/** The times of events stand in a table for each type; the events, in their order, in one of their own. */
function* batches(database: DatabaseSync): Generator<readonly OcelEvent[]> {
  const maps = database.prepare('select ocel_type_map as name from event_map_type').all() as { readonly name: string }[];
  if (maps.length === 0) throw new ImportFailure([importError('not-ocel', { line: 0, detail: 'event_map_type is empty' })]);
  const times = maps.map(({ name }) => `select ocel_id, ocel_time from "event_${name.replaceAll('"', '""')}"`);
  const rows = database
    .prepare(
      `with times as materialized (${times.join(' union all ')})
      select cast(e.ocel_id as text) as id, e.ocel_type as activity, t.ocel_time as time, cast(o.ocel_id as text) as object, o.ocel_type as type
      from event e
      left join times t on t.ocel_id = e.ocel_id
      left join (select distinct ocel_event_id, ocel_object_id from event_object) r on r.ocel_event_id = e.ocel_id
      left join object o on o.ocel_id = r.ocel_object_id
      order by e.rowid`,
    )
    .iterate() as Iterable<unknown> as Iterable<Row>;
  let batch: OcelEvent[] = [];
  let open: { readonly id: string; readonly activity: string; readonly at: number; readonly objects: OcelObject[] } | undefined;
  for (const { id, activity, time, object, type } of rows) {
    if (open?.id !== id) {
      if (open !== undefined) batch.push(open);
      if (batch.length >= ocelLimits.batch) {
        yield batch;
        batch = [];
      }
      open = { id, activity, at: ocelTime(time), objects: [] };
    }
    if (object !== null && type !== null) open.objects.push({ id: object, type });
  }
  if (open !== undefined) batch.push(open);
  if (batch.length > 0) yield batch;
}

/**
 * What is said of each object of a type: by its id, the values of its attributes as text, as they were at first. Of an object that changes, what
 * it changed to is read over.
 *
 * @throws {ImportFailure}
 */
export async function sqliteAttributes(path: string, type: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const { DatabaseSync: Database } = await import('node:sqlite');
  const database = new Database(path, { readOnly: true });
  const found = new Map<string, ReadonlyMap<string, string>>();
  try {
    const maps = database.prepare('select ocel_type_map as name from object_map_type where ocel_type = ?').all(type) as {
      readonly name: string;
    }[];
    for (const { name } of maps) {
      const rows = database
        .prepare(`select * from "object_${name.replaceAll('"', '""')}" where ocel_changed_field is null`)
        .iterate();
      for (const row of rows as Iterable<unknown> as Iterable<Readonly<Record<string, unknown>>>) {
        const values = Object.entries(row).filter(([column, value]) => value !== null && !column.startsWith('ocel_'));
        found.set(String(row['ocel_id']), new Map(values.map(([column, value]) => [column, String(value)])));
      }
    }
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw cause;
    throw new ImportFailure([importError('not-ocel', { line: 0, detail: (cause as Error).message })]);
  } finally {
    database.close();
  }
  return found;
}
