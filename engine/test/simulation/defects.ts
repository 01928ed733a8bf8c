import type { Store, Transaction } from '../../src/store/transaction.ts';
import { hotRow } from '../model/case-operations.ts';
import type { Defect } from './simulate.ts';

/** A store some of whose operations do something else. */
function altered(store: Store, change: (tx: Transaction) => Partial<Transaction>): Store {
  return {
    transaction: (work) => store.transaction((tx) => work({ ...tx, ...change(tx) })),
    alone: { ...store.alone, ...change(store.alone) },
  };
}

/** A store whose operations of one kind do something else. */
export const operationsOtherwise =
  (change: (tx: Transaction, store: Store) => Partial<Transaction>): Defect =>
  (store) =>
    altered(store, (tx) => change(tx, store));

const ofLocks: Readonly<Record<string, Defect>> = {
  'cases are not locked': operationsOtherwise((tx) => ({ lockCases: async (ids) => (await tx.readCases(ids)).map(hotRow) })),
  'a lock gives the row as it was before the wait': operationsOtherwise((tx) => ({
    async lockCases(ids) {
      const before = new Map((await tx.readCases(ids)).map((each) => [each.record.id, hotRow(each)]));
      const locked = await tx.lockCases(ids);
      return locked.map((row) => before.get(row.id) ?? row);
    },
  })),
  'data is read before the lock is given': operationsOtherwise((tx) => {
    let early: Awaited<ReturnType<Transaction['readCaseData']>> = new Map();
    return {
      async lockCases(ids) {
        early = await tx.readCaseData(ids);
        return tx.lockCases(ids);
      },
      async readCaseData(ids) {
        return new Map([...(await tx.readCaseData(ids)), ...early]);
      },
    };
  }),
  'owners are not looked up, so a child is locked instead of its owner': operationsOtherwise(() => ({
    readParents: async () => new Map(),
  })),
};

const ofWriting: Readonly<Record<string, Defect>> = {
  'a birth that came second is not noticed': operationsOtherwise((tx) => ({
    insertCases: async (cases) => Math.max(await tx.insertCases(cases), cases.length),
  })),
  'events stay though their transaction is taken back': operationsOtherwise((_tx, { alone }) => ({
    insertEvents: (events) => alone.insertEvents(events),
  })),
  'wake-ups are not moved': operationsOtherwise((tx) => ({
    updateCases: (cases) => tx.updateCases(cases.map((each) => ({ ...each, dueAt: null }))),
  })),
  'links are forgotten': operationsOtherwise(() => ({ insertLinks: async () => undefined })),
  'lists are forgotten': operationsOtherwise(() => ({ writeListFields: async () => undefined })),
  'a transaction is tried again though its commit may have come through': (store) => ({
    ...store,
    async transaction(work) {
      try {
        return await store.transaction(work);
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('Connection terminated')) return store.transaction(work);
        throw error;
      }
    },
  }),
};

const ofReceipts: Readonly<Record<string, Defect>> = {
  'receipts are written after the commit': (store) => ({
    ...store,
    async transaction(work) {
      const late: Parameters<Transaction['insertReceipts']>[0][number][] = [];
      const result = await store.transaction((tx) =>
        work({
          ...tx,
          async insertReceipts(receipts) {
            late.push(...receipts);
          },
        }),
      );
      if (late.length > 0) await store.alone.insertReceipts(late).catch(() => undefined);
      return result;
    },
  }),
  'receipts are written before the commit, on their own': operationsOtherwise((_tx, { alone }) => ({
    insertReceipts: (receipts) => alone.insertReceipts(receipts),
  })),
  'receipts are not looked up': operationsOtherwise(() => ({ readReceipts: async () => [] })),
};

/** Faults of a store, each of which a simulation must find. */
export const defects: Readonly<Record<string, Defect>> = { ...ofLocks, ...ofWriting, ...ofReceipts };
