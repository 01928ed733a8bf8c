import { createHash } from 'node:crypto';
import {
  type Auth,
  ConnectorError,
  type Delivery,
  deliveredRecords,
  nothingCounted,
  type RecordResult,
  secretsOf,
  takeRecords,
  verifyDelivery,
  type WriteBatch,
} from '@throughline/connect';
import { submissionOf } from '../import-file.ts';
import type { Throughline } from '../throughline.ts';
import { beginConnection, type ConnectionState, storeLetters } from './connection-table.ts';
import type { SoundConnection } from './declarations.ts';
import { deliveryTable } from './delivery-table.ts';
import { liveFromOf, machine, openFor } from './open-connection.ts';

/** What became of a delivery. */
export interface Taken {
  /** It was taken before: nothing happened. */
  readonly repeated: boolean;
  readonly records: number;
  readonly facts: number;
  readonly deadLetters: number;
}

export interface TakeOptions {
  readonly delivery: Delivery;
  /** How far the connection is: whoever asked has seen that it is not paused. */
  readonly state: ConnectionState;
  /** Takes back what waits for the database: the delivery is rejected with its reason. */
  readonly signal: AbortSignal;
}

/**
 * Takes a delivery: checks its signature over the very bytes, and resolves when its facts, or the letter that it becomes, are durable. One that is
 * sent again under the same id is answered as if it were new, and so is the same content under another id: the receipts know it.
 *
 * @throws ConnectorError signature-missing, signature-invalid, signature-old, secret-missing, answer-invalid; ThroughlineError
 */
export async function takeDelivery(
  throughline: Throughline,
  sound: SoundConnection,
  { delivery, state, signal }: TakeOptions,
): Promise<Taken> {
  const { declaration } = sound;
  const { pool, env } = throughline;
  const { id: connection, auth, settings = {} } = declaration;
  if (auth?.kind !== 'signature') throw new ConnectorError('signature-missing', { place: 'auth' });
  const secrets = secretsOf({ env });
  const { id = contentId(delivery.body) } = await verifyDelivery(delivery, auth satisfies Auth, { secrets, now: machine.now() });
  const table = deliveryTable(pool);
  if (await table.wasTaken(connection, id)) return { repeated: true, records: 0, facts: 0, deadLetters: 0 };
  const records = deliveredRecords(delivery.body, settings);
  const liveFrom = await liveFromOf(throughline, declaration, state);
  if (state.liveFrom === undefined) await beginConnection(pool, connection, liveFrom);
  const opened = await openFor(throughline, sound, { signal, liveFrom });
  const counts = nothingCounted();
  try {
    await takeRecords(records, {
      ...{ mapper: opened.mapper, counts },
      ports: { write: together(throughline, opened.write, signal), bury: (letters) => storeLetters(pool, connection, letters) },
    });
  } finally {
    opened.close();
  }
  await table.markTaken(connection, id, { ...counts, bytes: delivery.body.length });
  return { repeated: false, records: counts.records, facts: counts.facts, deadLetters: counts.deadLetters };
}

/** At most so many facts of a delivery are committed together with those of others. */
const togetherMax = 8;

/** Deliveries are small and many come at once: their facts share commits. Those of one delivery keep their order. */
function together({ engine }: Throughline, write: WriteBatch, signal: AbortSignal): WriteBatch {
  return async (batch) => {
    if (batch.length > togetherMax) return write(batch);
    const results: RecordResult[] = [];
    for (const fact of batch) results.push(await engine.submit(submissionOf(fact), { class: 'import', signal }));
    return results;
  };
}

/** Where the sender gives none, the content is its id. */
function contentId(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}
