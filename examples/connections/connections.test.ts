import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import {
  type Connector,
  checkDeclaration,
  connectionKinds,
  nothingCounted,
  openContext,
  recordMapper,
  runSource,
  type Source,
} from '@throughline/connect';
import { checkFlow, compileFlow, type Json, type JsonObject, readDefinition } from '@throughline/language';
import type { Counterpart } from '../../connect/test/conformance/counterpart.ts';
import { patientMachine } from '../../connect/test/conformance/machine.ts';
import { sourceConformance } from '../../connect/test/conformance/source-conformance.ts';
import { parcel } from './flow.ts';

const text = readFileSync(new URL('parcel-service.yaml', import.meta.url), 'utf8');

function declarationAt(url: string) {
  const read = readDefinition(text.replaceAll('https://api.parcels.example', url), { format: 'yaml' });
  assert.ok(read.kind === 'read', 'it is YAML');
  const checked = checkDeclaration(read.value, connectionKinds);
  assert.ok(checked.ok, JSON.stringify(checked));
  return checked;
}

const start = Date.UTC(2026, 10, 2) / 1000;

/** The parcel service: pages of two by a token, tokens of OAuth, times in seconds. */
async function openService() {
  const shipments: JsonObject[] = [];
  const service = { url: '', secret: 'first-secret', shipments };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', service.url);
    if (url.pathname === '/oauth/token') {
      const right = `Basic ${Buffer.from(`throughline:${service.secret}`).toString('base64')}`;
      if (request.headers.authorization !== right) return void response.writeHead(401).end();
      return void response.end(JSON.stringify({ access_token: `for ${service.secret}`, expires_in: 60 }));
    }
    if (request.headers.authorization !== `Bearer for ${service.secret}`) return void response.writeHead(401).end();
    const after = Number(url.searchParams.get('changed_after'));
    const found = shipments.filter((one) => Number(one['changed_at']) >= after);
    const from = Number(url.searchParams.get('page') ?? 0);
    response.end(
      JSON.stringify({ shipments: found.slice(from, from + 2), page: from + 2 < found.length ? { next: String(from + 2) } : {} }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { ...service, service, close };
}

const shipment = (number: string, at: number, more: object = {}): JsonObject => ({
  ...{ number, changed_at: at, sender: { account: 'north' }, to: { name: 'Ida' }, pieces: [{}, {}], price: '7.90' },
  ...{ events: { accepted: at }, signature: null, ...more },
});

const { connector } = declarationAt('http://127.0.0.1:1') as { readonly connector: Connector };

sourceConformance(
  connector,
  async (): Promise<Counterpart> => {
    const { service, close, url, shipments } = await openService();
    const { settings, auth, allowInside, budget } = declarationAt(url).declaration;
    const env: Record<string, string | undefined> = { PARCEL_SECRET: service.secret };
    return {
      declaration: { ...{ settings, auth, allowInside, budget } } as Counterpart['declaration'],
      ...{ env, stop: close, close, keyOf: (record: Json) => (record as { readonly number: string }).number },
      put: async (keys) => void shipments.push(...keys.map((key) => shipment(key, start + Number(key.slice(2))))),
      async rotate() {
        service.secret = 'second-secret';
        env['PARCEL_SECRET'] = service.secret;
      },
    };
  },
  { name: 'of the guide' },
);

test('[C131] the example of the guide: a declaration of fewer than 80 lines makes facts of a service, and its flow has no finding', async () => {
  assert.ok(text.trimEnd().split('\n').length < 80);
  assert.deepEqual(checkFlow(parcel), []);
  const { close: stop, url, shipments } = await openService();
  shipments.push(
    shipment('P-1', start),
    shipment('P-2', start + 60, { events: { accepted: start, delivered: start + 60 }, signature: 'Ida' }),
  );
  shipments.push(shipment('P-3', start + 70, { price: 'free' }));
  const { declaration } = declarationAt(url);
  const { context, close } = openContext({
    ...{ declaration, secrets: { env: { PARCEL_SECRET: 'first-secret' } }, operatorAllows: ['*'] },
    ...{ machine: patientMachine, signal: new AbortController().signal },
  });
  assert.ok(declaration.mapping);
  const mapper = recordMapper({ mapping: declaration.mapping, flow: compileFlow(parcel), source: 'parcels', liveFrom: 0 });
  const facts: string[] = [];
  const letters: string[] = [];
  const counts = nothingCounted();
  await runSource({
    ...{
      source: connector.source?.((declaration.settings ?? {}) as JsonObject) as Source,
      mapper,
      context,
      counts,
      cursor: null,
    },
    ports: {
      async write(batch) {
        facts.push(
          ...batch.map(({ identity, fact }) => `${identity.entity} ${identity.key} ${fact.type} ${JSON.stringify(fact.data)}`),
        );
        return batch.map(() => ({ outcome: 'applied' }) as const);
      },
      bury: async (dead) =>
        void letters.push(...dead.flatMap(({ errors }) => errors.map(({ code, field }) => `${code} ${field}`))),
      keep: async () => undefined,
    },
  });
  close();
  await stop();
  const accepted = (number: string) =>
    `north ${number} accept {"number":"${number}","receiver":"Ida","pieces":2,"price":790,"currency":"EUR"}`;
  assert.deepEqual(facts, [accepted('P-1'), accepted('P-2'), 'north P-2 deliver {"signedBy":"Ida"}']);
  assert.deepEqual(letters, ['bad-number price']);
  assert.equal(counts.records, 3);
});
