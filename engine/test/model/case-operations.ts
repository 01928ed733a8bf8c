import type { DataRow, HotRow, StoredCase } from '../../src/sql/lock-cases.ts';
import { storedCase } from '../../src/sql/lock-cases.ts';
import type { Transaction } from '../../src/store/transaction.ts';
import type { ModelDatabase, ModelEvent, ModelSession } from './model-database.ts';
import { insertNew, insertWhereNew, update, upsert } from './statements.ts';
import { asJsonb, type Table } from './table.ts';

export type Operations = Omit<Transaction, 'undoable'>;

export function hotRow({ record, dueAt, head, lastType, lastAt, recordedAt }: StoredCase): HotRow {
  const { id, flow, version, state, seq, enteredAt } = record;
  return {
    ...{ id, flow, version, state, seq, head },
    due_at: dueAt,
    entered_at: enteredAt,
    last_type: lastType,
    last_at: lastAt,
    recorded_at: recordedAt,
  };
}

export function dataRow({ record: { id, parent, entity, key, data, clocks } }: StoredCase): DataRow {
  return { id, parent: parent ?? null, entity, key, data: asJsonb(data), clocks: asJsonb(clocks) as DataRow['clocks'] };
}

type CaseOperations = Pick<
  Operations,
  | 'lockCases'
  | 'readCaseData'
  | 'readCases'
  | 'readParents'
  | 'readOwned'
  | 'insertCases'
  | 'updateCases'
  | 'insertCaseData'
  | 'updateCaseData'
  | 'renameCases'
>;

/** Cases: their rows, their locks, and when they wake up. */
export function caseOperations(db: ModelDatabase, session: ModelSession): CaseOperations {
  const present = <R>(table: Table<R>, ids: readonly string[]) =>
    ids.flatMap((id) => {
      const row = table.get(session, id);
      return row === undefined ? [] : [[id, row] as const];
    });
  return {
    async lockCases(ids) {
      const locked: HotRow[] = [];
      for (const [id] of present(db.cases, ids)) {
        await db.lock(session, `case_/${id}`);
        const newest = db.cases.get(session, id);
        if (newest !== undefined) locked.push(newest);
      }
      return locked;
    },
    async readCaseData(ids) {
      return new Map(present(db.caseData, ids));
    },
    async readCases(ids) {
      return present(db.cases, ids).flatMap(([id, hot]) => {
        const data = db.caseData.get(session, id);
        return data === undefined ? [] : [storedCase(hot, data)];
      });
    },
    async readParents(ids) {
      return new Map(present(db.caseData, ids).map(([id, { parent }]) => [id, parent]));
    },
    async readOwned(ids) {
      const owned: string[] = [];
      for (let level: readonly string[] = ids; level.length > 0; ) {
        level = db.caseData.all(session).flatMap(([id, { parent }]) => (parent !== null && level.includes(parent) ? [id] : []));
        owned.push(...level);
      }
      return owned;
    },
    async insertCases(cases) {
      let born = 0;
      for (const each of cases) {
        const { id } = each.record;
        if (db.retired.get(session, id) !== undefined) continue;
        if (await insertWhereNew(db, session, db.cases, id, hotRow(each))) born += 1;
      }
      return born;
    },
    async updateCases(cases) {
      const rows = cases.map((each) => {
        const next = hotRow(each);
        return [next.id, (row: HotRow) => ({ ...next, flow: row.flow })] as const;
      });
      return (await update(db, session, db.cases, rows)).length;
    },
    async insertCaseData(cases) {
      await insertNew(
        db,
        session,
        db.caseData,
        cases.map((each) => [each.record.id, dataRow(each)] as const),
      );
    },
    async renameCases(cases) {
      const rows = cases.map(({ id, key }) => [id, (row: DataRow) => ({ ...row, key })] as const);
      await update(db, session, db.caseData, rows);
    },
    async updateCaseData(cases) {
      const rows = cases.map((each) => {
        const { data, clocks, id } = dataRow(each);
        return [id, (row: DataRow) => ({ ...row, data, clocks })] as const;
      });
      return (await update(db, session, db.caseData, rows)).length;
    },
  };
}

type DueOperations = Pick<Operations, 'readDueCases' | 'readNextDue' | 'quarantineCases' | 'insertQuarantine'>;

/** When cases wake up, and which sleep. */
export function dueOperations(db: ModelDatabase, session: ModelSession): DueOperations {
  return {
    async readDueCases(now, limit) {
      const due = db.cases.all(session).flatMap(([id, { due_at }]) => (due_at !== null && due_at <= now ? [{ id, due_at }] : []));
      return due
        .sort((a, b) => a.due_at - b.due_at)
        .slice(0, limit)
        .map(({ id }) => id);
    },
    async readNextDue() {
      const dues = db.cases.all(session).flatMap(([, { due_at }]) => (due_at === null ? [] : [due_at]));
      return dues.length === 0 ? undefined : Math.min(...dues);
    },
    async quarantineCases(rows, now) {
      for (const { caseId, reason } of rows) {
        let dueAt: number | null = null;
        const asleep = await update(db, session, db.cases, [
          [
            caseId,
            (row) => {
              dueAt = row.due_at;
              return row.due_at !== null && row.due_at <= now ? { ...row, due_at: null } : undefined;
            },
          ],
        ]);
        if (asleep.length > 0 && dueAt !== null)
          await upsert(db, session, db.quarantine, [[caseId, { caseId, reason: reason.slice(0, 2000), dueAt, at: now }]]);
      }
    },
    async insertQuarantine(rows) {
      await upsert(
        db,
        session,
        db.quarantine,
        rows.map((row) => [row.caseId, row] as const),
      );
    },
  };
}

type LogOperations = Pick<Operations, 'insertEvents' | 'insertReceipts' | 'readReceipts' | 'insertLinks' | 'writeListFields'>;

/** The log, and what is written beside it. */
export function logOperations(db: ModelDatabase, session: ModelSession): LogOperations {
  const receiptKey = ({ caseId, source, key }: { caseId: string; source: number; key: string }) => `${caseId}/${source}/${key}`;
  return {
    async insertEvents(events) {
      const rows = events.map((event): readonly [string, ModelEvent] => [
        `${event.caseId}/${event.seq}`,
        { ...event, decidedAt: session.decidedAt, place: db.nextPlace() },
      ]);
      await insertNew(db, session, db.events, rows);
    },
    async insertReceipts(receipts) {
      const rows = receipts.map(({ caseId, source, key, digest, seq, result }) => {
        const row = { caseId, source, key, digest, seq, result: JSON.parse(JSON.stringify(result)) as typeof result };
        return [receiptKey(row), row] as const;
      });
      await insertNew(db, session, db.receipts, rows);
    },
    async readReceipts(keys) {
      return keys.flatMap((key) => db.receipts.get(session, receiptKey(key)) ?? []);
    },
    async insertLinks(links) {
      const rows = links.flatMap(({ from, name, to }) => [
        { caseId: from, direction: 'out' as const, name, other: to },
        { caseId: to, direction: 'in' as const, name, other: from },
      ]);
      rows.sort((a, b) => (a.caseId < b.caseId ? -1 : 1));
      for (const row of rows)
        await insertWhereNew(db, session, db.links, `${row.caseId}/${row.direction}/${row.name}/${row.other}`, row);
    },
    async writeListFields({ gone, written }) {
      for (const { caseId, field } of gone) {
        await db.lock(session, `list_field/${caseId}/${field}`);
        db.listFields.put(session, `${caseId}/${field}`, undefined);
      }
      await upsert(
        db,
        session,
        db.listFields,
        written.map((row) => [`${row.caseId}/${row.field}`, row] as const),
      );
    },
  };
}
