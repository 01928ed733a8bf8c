import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@throughline/language';
import { caseId } from '../src/case-id.ts';
import type { EffectRow } from '../src/sql/insert-effects.ts';
import type { EventRow } from '../src/sql/insert-events.ts';
import type { StoredCase } from '../src/sql/lock-cases.ts';
import type { Receipt } from '../src/sql/receipts.ts';
import type { Store, Transaction } from '../src/store/transaction.ts';

/* Rows for the tests of a store, and a transaction that goes on as the test says. */

export const zeros = '0'.repeat(64);
export const noon = Date.UTC(2026, 0, 5, 12);

/** Root cases that no other test knows, in the order in which locks are taken. */
export function newCases(count: number, more: Partial<StoredCase> & { readonly data?: JsonObject } = {}): readonly StoredCase[] {
  const { data, ...rest } = more;
  const names = Array.from({ length: count }, () => ({ flow: 'order', entity: 'halden', key: randomUUID() }));
  return names
    .map((name): StoredCase => {
      const record = { ...name, id: caseId(name), version: 1, state: 'open', seq: 1, enteredAt: noon };
      return {
        record: { ...record, data: data ?? { number: name.key }, clocks: { bornAt: noon } },
        ...{ dueAt: null, head: zeros, lastType: 'place', lastAt: noon, recordedAt: noon },
        ...rest,
      };
    })
    .sort((a, b) => (a.record.id < b.record.id ? -1 : 1));
}

export function moved(stored: StoredCase, state: string, more: Partial<StoredCase> = {}): StoredCase {
  return { ...stored, record: { ...stored.record, state, seq: stored.record.seq + 1 }, ...more };
}

export const idsOf = (cases: readonly StoredCase[]) => cases.map(({ record }) => record.id);

export async function bear(tx: Transaction, cases: readonly StoredCase[]): Promise<number> {
  const born = await tx.insertCases(cases);
  if (born === cases.length) await tx.insertCaseData(cases);
  return born;
}

export function eventOf({ record }: StoredCase, seq = 1): EventRow {
  return {
    ...{ caseId: record.id, seq, flow: record.flow, version: 1, type: 'place', kind: 'command' },
    ...{ from: seq === 1 ? null : 'open', to: 'open', actor: 'ann', actorKind: 'person', principal: 'ann' },
    ...{ occurredAt: noon, recordedAt: noon, reason: null, input: '{"b":1,"a":2}', patch: '{}', personal: null },
    ...{ context: '{}', outcome: '{}', deviation: null, cause: null, prevType: null, gapMs: null },
    ...{ dataSalt: '00'.repeat(16), dataCommitment: zeros, personalSalt: null, personalCommitment: null, hash: zeros },
  };
}

export function receiptOf({ record }: StoredCase, source: number, key: string): Receipt {
  return { caseId: record.id, source, key, digest: 'ab'.repeat(16), seq: 1, result: null };
}

export function effectOf({ record }: StoredCase, key: string, more: Partial<EffectRow> = {}): EffectRow {
  const payload = JSON.stringify({ to: 'ann@example.org' });
  return { caseId: record.id, key, kind: 'mail', seq: 1, ordinal: 0, payload, delivery: 'at-least-once', ...more };
}

/** A transaction that stands open until the test ends it. */
export interface Open {
  readonly tx: Transaction;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

class TakenBack extends Error {}

export async function begun(store: Store): Promise<Open> {
  const ready = Promise.withResolvers<Transaction>();
  const end = Promise.withResolvers<void>();
  const over = store.transaction(async (tx) => {
    ready.resolve(tx);
    await end.promise;
  });
  over.catch(ready.reject);
  const tx = await ready.promise;
  return {
    tx,
    async commit() {
      end.resolve();
      await over;
    },
    async rollback() {
      end.reject(new TakenBack());
      await over.catch((error: unknown) => {
        if (!(error instanceof TakenBack)) throw error;
      });
    },
  };
}
