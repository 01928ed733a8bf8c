import type { ConnectionFailure, ConnectionPreview } from '@throughline/api';
import { ConnectorError, type FactRecord, type RecordResult } from '@throughline/connect';
import type { Json } from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { readState } from './connection-table.ts';
import { recordError } from './dead-letters.ts';
import type { SoundConnection } from './declarations.ts';
import { liveFromOf, type Opened, openFor } from './open-connection.ts';
import { failureOf } from './run-connection.ts';

const rowsMax = 20;

interface Trying {
  readonly opened: Opened;
  readonly cursor: Json | null;
  readonly liveFrom: number;
}

async function trying<T>(
  throughline: Throughline,
  sound: SoundConnection,
  signal: AbortSignal,
  work: (of: Trying) => Promise<T>,
): Promise<T> {
  const state = await readState(throughline.pool, sound.declaration.id);
  const liveFrom = await liveFromOf(throughline, sound.declaration, state, false);
  const opened = await openFor(throughline, sound, { signal, liveFrom });
  try {
    return await work({ opened, cursor: state.cursor, liveFrom });
  } finally {
    opened.close();
  }
}

/** Reaches the other side and signs in. What it says no to is the answer. @throws ThroughlineError connection-invalid, mapping-unfit, flow-unknown */
export function checkConnection(throughline: Throughline, sound: SoundConnection, signal: AbortSignal) {
  return trying(throughline, sound, signal, async ({ opened: { source, context } }) => {
    try {
      const message = (await source?.check(context)) ?? 'It is delivered to: nothing is reached from here';
      return { ok: true, message, failure: null };
    } catch (error) {
      const failure = failed(error, signal, { context });
      return { ok: false, message: failure.message, failure };
    }
  });
}

/** What the next records would become, decided in memory. Nothing is written, and the place stays. */
export function previewConnection(
  throughline: Throughline,
  sound: SoundConnection,
  signal: AbortSignal,
): Promise<ConnectionPreview & { failure: ConnectionFailure | null }> {
  return trying(throughline, sound, signal, async ({ opened, cursor, liveFrom }) => {
    const records: Json[] = [];
    let failure: ConnectionFailure | null = null;
    try {
      for await (const batch of opened.source?.read(cursor, opened.context) ?? []) {
        records.push(...batch.records.slice(0, rowsMax - records.length));
        if (records.length >= rowsMax) break;
      }
    } catch (error) {
      failure = failed(error, signal, opened);
    }
    const rows: ConnectionPreview['rows'] = [];
    for (const [index, record] of records.entries()) rows.push(await row(opened, record, index));
    return { rows, liveFrom: new Date(liveFrom).toISOString(), failure };
  });
}

async function row({ mapper, check }: Opened, record: Json, index: number): Promise<ConnectionPreview['rows'][number]> {
  const { facts, errors } = mapper.map(record, index + 1);
  const results = await check(facts);
  return {
    record: JSON.stringify(record).slice(0, 20_000),
    facts: facts.slice(0, 50).map((fact, at) => factView(fact, results[at])),
    errors: errors.slice(0, 50).map(recordError),
  };
}

function factView({ identity: { entity, key }, fact }: FactRecord, result: RecordResult | undefined) {
  const { type: event, occurredAt, data } = fact;
  const refusal = result?.refusal === undefined ? '' : `: ${result.refusal.message}`;
  return {
    ...{ entity, key, event, at: new Date(occurredAt).toISOString(), data: JSON.stringify(data) },
    outcome: `${result?.outcome ?? 'unknown'}${refusal}`,
  };
}

/** Whoever asked has gone, or what is wrong over there. */
function failed(error: unknown, signal: AbortSignal, { context }: Pick<Opened, 'context'>): ConnectionFailure {
  signal.throwIfAborted();
  if (!(error instanceof ConnectorError)) throw error;
  return failureOf(error, context);
}
