import { bucketOf } from '../../src/case-id.ts';
import type { LoggedEvent } from '../../src/sql/read-log-page.ts';
import type { ReceiptResult } from '../../src/sql/receipts.ts';
import type { Operations } from './case-operations.ts';
import type { ModelDatabase, ModelEffect, ModelEvent, ModelSession } from './model-database.ts';
import { byBucketAndCase, update } from './statements.ts';
import type { Table } from './table.ts';

type MaintenanceOperations = Pick<
  Operations,
  'readMappings' | 'readLogPage' | 'readRetired' | 'readSendersWaiting' | 'eraseCases' | 'retractCases'
>;

/** An event as it is read from the log. */
export function loggedEvent({ cause, decidedAt: _decidedAt, place: _place, ...event }: ModelEvent): LoggedEvent {
  return { ...event, bucket: bucketOf(event.caseId), causeCase: cause?.case ?? null, causeSeq: cause?.seq ?? null };
}

const isWaiting = ({ status }: ModelEffect) => status === 'pending' || status === 'held';

/** Rebuilding, erasure and retention. */
export function maintenanceOperations(db: ModelDatabase, session: ModelSession): MaintenanceOperations {
  const rewrite = <R>(table: Table<R>, isMeant: (row: R) => boolean, change: (row: R) => R) =>
    update(
      db,
      session,
      table,
      table.all(session).flatMap(([key, row]) => (isMeant(row) ? [[key, change] as const] : [])),
    );
  return {
    async readMappings() {
      return [];
    },
    async readLogPage(after, limit) {
      const events = db.events.all(session).map(([, event]) => loggedEvent(event));
      return events
        .sort(inLogOrder)
        .filter((event) => inLogOrder(event, after) > 0)
        .slice(0, limit);
    },
    async readRetired(ids) {
      return ids.filter((id) => db.retired.get(session, id) !== undefined);
    },
    async readSendersWaiting(ids) {
      const senders = new Set(
        db.effects.all(session).flatMap(([, row]) => (row.kind === 'message' && isWaiting(row) ? [row.caseId] : [])),
      );
      return ids.filter((id) => senders.has(id));
    },
    async retractCases(cases) {
      for (const { caseId, seq } of cases) {
        await rewrite(
          db.effects,
          (row) => row.caseId === caseId && row.seq <= seq && isWaiting(row),
          (row) =>
            row.leaseBy === null ? { ...row, moot: true, status: 'cancelled' as const, nextAt: null } : { ...row, moot: true },
        );
        const facts = new Set(
          db.events
            .all(session)
            .flatMap(([, row]) => (row.caseId === caseId && row.seq <= seq && row.kind === 'fact' ? [row.seq] : [])),
        );
        for (const [key, row] of db.receipts.all(session))
          if (row.caseId === caseId && row.seq !== null && facts.has(row.seq)) db.receipts.put(session, key, undefined);
      }
    },
    async eraseCases(cases) {
      for (const { caseId, seq } of cases) {
        const isUpTo = (row: { readonly caseId: string; readonly seq: number }) => row.caseId === caseId && row.seq <= seq;
        await rewrite(db.events, isUpTo, (row) => (row.personal === null ? row : { ...row, personal: null, personalSalt: null }));
        await rewrite(db.effects, isUpTo, erasedEffect);
        await rewrite(
          db.receipts,
          (row) => row.caseId === caseId,
          (row) => ({ ...row, digest: null as never, result: erasedResult(row.result) }),
        );
        await rewrite(
          db.quarantine,
          (row) => row.caseId === caseId,
          (row) => ({ ...row, reason: 'Erased' }),
        );
      }
    },
  };
}

function inLogOrder(a: { readonly caseId: string; readonly seq: number }, b: { readonly caseId: string; readonly seq: number }) {
  return byBucketAndCase(a, b) || a.seq - b.seq;
}

function erasedEffect(row: ModelEffect): ModelEffect {
  const stopped = isWaiting(row);
  return {
    ...row,
    payload: '{}',
    result: null,
    error: stopped ? 'What it carried was erased' : null,
    status: stopped ? 'cancelled' : row.status,
    nextAt: null,
    leaseBy: null,
    leaseUntil: null,
  };
}

function erasedResult(result: ReceiptResult | null): ReceiptResult | null {
  if (result?.refusal === undefined) return result;
  return { outcome: result.outcome, refusal: { code: result.refusal.code, message: 'Erased' } };
}
