import { type Client, type Database, inTransaction, type Queryable } from '../database.ts';
import { advanceClock } from '../sql/clock.ts';
import { claimEffects, endEffects, extendLeases, lockMessages, lockWaitingMessages } from '../sql/effects.ts';
import { readFlowVersion } from '../sql/flow-versions.ts';
import { insertEffects } from '../sql/insert-effects.ts';
import { insertEvents } from '../sql/insert-events.ts';
import { insertLinks } from '../sql/insert-links.ts';
import { lockCases, readCaseData, readCases } from '../sql/lock-cases.ts';
import { insertQuarantine, quarantineCases } from '../sql/quarantine.ts';
import { readDueCases, readNextDue } from '../sql/read-cases.ts';
import { readInstant } from '../sql/read-moment.ts';
import { readParents } from '../sql/read-parents.ts';
import { readSettings } from '../sql/read-settings.ts';
import { insertReceipts, readReceipts } from '../sql/receipts.ts';
import { ensureSource } from '../sql/sources.ts';
import { insertCaseData, insertCases, updateCaseData, updateCases } from '../sql/write-cases.ts';
import { writeListFields } from '../sql/write-list-fields.ts';
import type { Store, Transaction } from './transaction.ts';

/** The store that runs in earnest. */
export function postgresStore(database: Database): Store {
  return {
    transaction: (work) => inTransaction(database, (client) => work(postgresTransaction(client))),
    alone: postgresTransaction(database),
  };
}

/** The operations on a client whose transaction is somebody else's. */
export function postgresTransaction(client: Client | Queryable): Transaction {
  return {
    readMoment: () => readInstant(client),
    readSettings: () => readSettings(client),
    readFlowVersion: (flow, version) => readFlowVersion(client, flow, version),
    lockCases: (ids) => lockCases(client, ids),
    readCaseData: (ids) => readCaseData(client, ids),
    readCases: (ids) => readCases(client, ids),
    readParents: (ids) => readParents(client, ids),
    readReceipts: (keys) => readReceipts(client, keys),
    ensureSource: (name, liveFrom) => ensureSource(client, name, liveFrom),
    insertCases: (cases) => insertCases(client, cases),
    updateCases: (cases) => updateCases(client, cases),
    insertCaseData: (cases) => insertCaseData(client, cases),
    updateCaseData: (cases) => updateCaseData(client, cases),
    insertEvents: (events) => insertEvents(client, events),
    insertReceipts: (receipts) => insertReceipts(client, receipts),
    insertEffects: (effects) => insertEffects(client, effects),
    insertLinks: (links) => insertLinks(client, links),
    insertQuarantine: (rows) => insertQuarantine(client, rows),
    writeListFields: (changes) => writeListFields(client, changes),
    readDueCases: (now, limit) => readDueCases(client, now, limit),
    readNextDue: () => readNextDue(client),
    quarantineCases: (rows, now) => quarantineCases(client, rows, now),
    advanceClock: (now) => advanceClock(client, now),
    claimEffects: (claim) => claimEffects(client, claim),
    extendLeases: (effects, claim) => extendLeases(client, effects, claim),
    endEffects: (ends, by) => endEffects(client, ends, by),
    lockMessages: () => lockMessages(client),
    lockWaitingMessages: (limit) => lockWaitingMessages(client, limit),
    async undoable(work) {
      await client.query({ text: 'savepoint throughline_dispatch' });
      try {
        const result = await work();
        await client.query({ text: 'release savepoint throughline_dispatch' });
        return result;
      } catch (error) {
        // Where the connection is gone, that is what the caller must hear.
        await client.query({ text: 'rollback to savepoint throughline_dispatch' }).catch(() => undefined);
        throw error;
      }
    },
  };
}
