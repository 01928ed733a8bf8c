import { beginStatement, type Client, type Database, type Queryable, returnClient, takeClient } from '../database.ts';
import { cancelEffects, changeEffects, lockEffects } from '../sql/change-effects.ts';
import { claimDueCases } from '../sql/claim-due-cases.ts';
import { claimEffects, readDueDestinations } from '../sql/claim-effects.ts';
import { advanceClock } from '../sql/clock.ts';
import { closeCircuits, lockDestinations, writeDestinations } from '../sql/destinations.ts';
import { endEffects, extendLeases } from '../sql/end-effects.ts';
import { eraseCases, readSendersWaiting } from '../sql/erase-cases.ts';
import { readFlowVersion } from '../sql/flow-versions.ts';
import { insertEffects } from '../sql/insert-effects.ts';
import { insertEvents } from '../sql/insert-events.ts';
import { insertLinks } from '../sql/insert-links.ts';
import { lockCases, readCaseData, readCases } from '../sql/lock-cases.ts';
import { lockMessageLane, readMessageLanes, readWaitingMessages } from '../sql/messages.ts';
import { insertQuarantine, quarantineCases } from '../sql/quarantine.ts';
import { readDueCases, readNextDue } from '../sql/read-cases.ts';
import { readLogPage } from '../sql/read-log-page.ts';
import { readInstant } from '../sql/read-moment.ts';
import { readParents } from '../sql/read-parents.ts';
import { readSettings } from '../sql/read-settings.ts';
import { insertReceipts, readReceipts } from '../sql/receipts.ts';
import { renameCases } from '../sql/rename-cases.ts';
import { readRetired } from '../sql/retired-events.ts';
import { readOwned, retractCases } from '../sql/retract-cases.ts';
import { ensureSource } from '../sql/sources.ts';
import { advanceSweep, beginSweeps, claimSweep, lowerWakeUps, readCasesOfFlow } from '../sql/sweeps.ts';
import { readMappings } from '../sql/version-mappings.ts';
import { insertCaseData, insertCases, updateCaseData, updateCases } from '../sql/write-cases.ts';
import { writeListFields } from '../sql/write-list-fields.ts';
import { inLine, inTurn, type Line } from './in-line.ts';
import type { Store, Transaction } from './transaction.ts';

/** The store that runs in earnest. */
export function postgresStore(database: Database): Store {
  return {
    transaction: (work) => transaction(database, work),
    alone: operations(database),
  };
}

/** The first of what the work asks for goes with the `begin`. */
async function transaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  const client = await takeClient(database);
  const line = inLine(client);
  let broken: Error | undefined;
  try {
    const begun = line.query({ text: beginStatement });
    const [, result] = await inTurn([begun, work(transactionOn(line))]);
    await line.query({ text: 'commit' });
    return result;
  } catch (error) {
    try {
      await line.recover({ text: 'rollback' });
    } catch (rollbackError) {
      broken = rollbackError instanceof Error ? rollbackError : new Error('rollback failed', { cause: rollbackError });
    }
    throw error;
  } finally {
    returnClient(client, broken);
  }
}

/** The operations on a client whose transaction is somebody else's. */
export function postgresTransaction(client: Client | Queryable): Transaction {
  return transactionOn(inLine(client));
}

function transactionOn(line: Line): Transaction {
  return {
    ...operations(line),
    async undoable(work) {
      // As where the engine itself begins a transaction: its number comes before what it reads of the settings.
      await line.query({ text: 'select pg_current_xact_id(); savepoint throughline_dispatch' });
      try {
        const result = await work();
        await line.query({ text: 'release savepoint throughline_dispatch' });
        return result;
      } catch (error) {
        // Where the connection is gone, that is what the caller must hear.
        await line.recover({ text: 'rollback to savepoint throughline_dispatch' }).catch(() => undefined);
        throw error;
      }
    },
  };
}

function operations(client: Queryable): Transaction {
  return {
    readMoment: () => readInstant(client),
    readSettings: () => readSettings(client),
    readFlowVersion: (flow, version) => readFlowVersion(client, flow, version),
    readMappings: (flow, version) => readMappings(client, flow, version),
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
    renameCases: (cases) => renameCases(client, cases),
    insertEvents: (events) => insertEvents(client, events),
    insertReceipts: (receipts) => insertReceipts(client, receipts),
    insertEffects: (effects) => insertEffects(client, effects),
    insertLinks: (links) => insertLinks(client, links),
    insertQuarantine: (rows) => insertQuarantine(client, rows),
    writeListFields: (changes) => writeListFields(client, changes),
    readLogPage: (after, limit) => readLogPage(client, after, limit),
    readRetired: (ids) => readRetired(client, ids),
    readSendersWaiting: (ids) => readSendersWaiting(client, ids),
    eraseCases: (cases) => eraseCases(client, cases),
    readOwned: (ids) => readOwned(client, ids),
    retractCases: (cases) => retractCases(client, cases),
    readDueCases: (now, limit) => readDueCases(client, now, limit),
    claimDueCases: (now, limit) => claimDueCases(client, now, limit),
    readNextDue: () => readNextDue(client),
    quarantineCases: (rows, now) => quarantineCases(client, rows, now),
    advanceClock: (now) => advanceClock(client, now),
    beginSweeps: () => beginSweeps(client),
    claimSweep: () => claimSweep(client),
    readCasesOfFlow: (flow, after, limit) => readCasesOfFlow(client, flow, after, limit),
    lowerWakeUps: (rows) => lowerWakeUps(client, rows),
    advanceSweep: (sweep, step) => advanceSweep(client, sweep, step),
    claimEffects: (claim) => claimEffects(client, claim),
    extendLeases: (effects, claim) => extendLeases(client, effects, claim),
    endEffects: (ends, by) => endEffects(client, ends, by),
    readDueDestinations: (kinds, machineNow) => readDueDestinations(client, kinds, machineNow),
    lockDestinations: (names, machineNow) => lockDestinations(client, names, machineNow),
    writeDestinations: (destinations) => writeDestinations(client, destinations),
    closeCircuits: (names) => closeCircuits(client, names),
    lockEffects: (names) => lockEffects(client, names),
    changeEffects: (changes) => changeEffects(client, changes),
    cancelEffects: (names) => cancelEffects(client, names),
    readMessageLanes: () => readMessageLanes(client),
    lockMessageLane: (lane) => lockMessageLane(client, lane),
    readWaitingMessages: (lane, limit) => readWaitingMessages(client, lane, limit),
    undoable: (work) => work(),
  };
}
