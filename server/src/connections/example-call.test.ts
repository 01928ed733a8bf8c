import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { caseId } from '@throughline/engine';
import { checkFlow } from '@throughline/language';
import * as testing from '@throughline/testing';
import { pickup } from '../../../examples/connections/pickup-flow.ts';
import { companyDatabases } from '../../test/http-house.ts';
import { effectViews } from '../cases/effects.ts';
import { flowBehaviour } from '../flows/behaviour.ts';
import { listEffects } from '../operations.ts';
import { withThroughline } from '../throughline.ts';
import { bindings } from './bindings.ts';
import { connectionSinks } from './connection-sinks.ts';
import { whyUnbound } from './waiting-calls.ts';

/** A parcel service that does each request once by its key; it loses answers where it is told to. */
async function openService() {
  const bookings = new Map<string, string>();
  const service = { url: '', loses: 0, asked: [] as unknown[], bookings };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const wanted = JSON.parse(Buffer.concat(chunks).toString()) as { pieces: number };
      service.asked.push({ ...wanted, token: request.headers.authorization });
      if (wanted.pieces > 100) return response.writeHead(422).end('too many pieces');
      const key = String(request.headers['idempotency-key']);
      const booking = bookings.get(key) ?? `PU-${bookings.size + 1}`;
      bookings.set(key, booking);
      if (service.loses-- > 0) return request.socket.destroy();
      response.writeHead(201).end(JSON.stringify({ pickup: { booking } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { service, close };
}

test('[S732] [S733] the example: calls wait until a connection takes them, are done once though an answer is lost, and their cases go on', {
  timeout: 120_000,
}, async (t) => {
  assert.deepEqual(checkFlow(pickup), []);
  const { service, close } = await openService();
  t.after(close);
  const { env: plain, drop } = await companyDatabases(testing);
  t.after(drop);
  const folder = join(plain['THROUGHLINE_HOME'] ?? '', 'connections');
  mkdirSync(folder, { recursive: true });
  const env = { ...plain, THROUGHLINE_CONNECTIONS: folder, THROUGHLINE_CONNECT_INSIDE: '*', PARCEL_TOKEN: 'key-1' };
  await withThroughline({ env, database: 'main' }, async (throughline) => {
    const { engine } = throughline;
    await engine.deploy([pickup], { by: 'ina' });
    const actor = { id: 'ina', kind: 'person', principal: 'ina', roles: ['shipping-desk'] } as const;
    const named = (key: string) => ({ flow: 'pickup', entity: 'e', key });
    const plan = (number: string, pieces: number) => {
      const data = { number, pieces, on: '2026-12-01' };
      return { case: named(number), input: { kind: 'command', type: 'plan', data, actor } } as const;
    };
    await engine.dispatch([plan('A', 2), plan('B', 300)]);
    const sinks = connectionSinks({}, env);
    await engine.runEffects({ sinks });
    assert.deepEqual(
      (await listEffects(throughline)).waiting.map(({ destination, effects }) => [destination, effects]),
      [['parcel-service', 2]],
    );
    const bound = await bindings(env);
    const seen = async () =>
      effectViews(await engine.effects(caseId(named('A'))), {
        ...{ redact: (text: string) => text, recipients: 'shown' },
        waits: (destination) => whyUnbound(bound, destination),
      });
    const [waiting] = await seen();
    assert.deepEqual([waiting?.subject, waiting?.status, waiting?.attempts], ['Call to parcel-service', 'pending', 0]);
    assert.match(waiting?.error ?? '', /^No connection takes calls of “parcel-service”/);

    const example = new URL('../../../examples/connections/parcel-service-calls.yaml', import.meta.url);
    writeFileSync(
      join(folder, 'parcel-service.yaml'),
      readFileSync(example, 'utf8').replace('https://api.parcels.example', service.url),
    );
    assert.deepEqual((await listEffects(throughline)).waiting, []);
    const { destinations } = await flowBehaviour(throughline, 'pickup', { now: (await engine.clock()).now });
    assert.deepEqual(
      destinations.map(({ title, owner, tier, connection, waits, from }) => [title, owner?.name, tier, connection, waits, from]),
      [['Parcel service', 'shipping-desk', 2, 'parcel-service', null, ['Beginning: Plan']]],
    );
    service.loses = 1;
    const open = async () => (await engine.effectCounts()).some(({ status }) => status === 'pending');
    while (await open()) await engine.runEffects({ sinks });
    const found = await Promise.all(['A', 'B'].map((key) => engine.findCase(named(key))));
    assert.deepEqual(
      found.map((one) => [one?.state, one?.data.booking, one?.data.refusal]),
      [
        ['booked', 'PU-1', undefined],
        ['open', undefined, '422 too many pieces'],
      ],
    );
    assert.deepEqual([...service.bookings.values()], ['PU-1'], 'an answer was lost, and nothing was booked twice');
    assert.deepEqual(service.asked[0], { reference: 'A', pieces: 2, day: '2026-12-01', token: 'Bearer key-1' });
    assert.deepEqual((await listEffects(throughline)).failed, [], 'its case has heard the refusal');
  });
});
