import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as testing from '@throughline/testing';
import { claimedHouse, invited } from '../../test/signed-in.ts';

const limit = { timeout: 120_000 };
const file = 'Invoice No,Customer,Amount,Currency,Due date\nA1,Nord,1.00,EUR,2025-01-31\n';

test('[L373] a file is brought in by whoever answers for its flow, everywhere, and by nobody else', limit, async (t) => {
  const company = await claimedHouse(t, testing);
  const upload = { headers: { 'content-type': 'text/csv' }, payload: file };
  const asOwner = [...company.owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const sent = await company.house.ask('POST /main/uploads?name=a.csv', {
    ...upload,
    headers: { ...upload.headers, cookie: asOwner, origin: 'http://localhost:4600' },
  });
  assert.equal(sent.status, 201, sent.text);
  const { id } = sent.json<{ id: string }>();
  const suggested = await company.owner.ask(`GET /main/uploads/${id}/suggestion?flow=invoice`);
  const { choice } = suggested.json<{ choice: object }>();
  const { owner } = (await company.owner.ask('GET /main/flows/invoice')).json<{ owner: { name: string } | string }>();
  const role = typeof owner === 'string' ? owner : owner.name;
  const grants = {
    Clara: [{ role: 'collections' }],
    Iris: [{ role: 'auditor' }],
    Uwe: [{ role: 'administrator' }],
    Grace: [{ role, entities: ['Ltd'] }],
    Olaf: [{ role: 'operator' }],
    Bea: [{ role }],
  };
  const stati: Record<string, readonly number[]> = {};
  for (const [name, held] of Object.entries(grants)) {
    const somebody = await invited(company, name, held);
    const asked = [
      await somebody.ask(`GET /main/uploads/${id}`),
      await somebody.ask(`POST /main/uploads/${id}/preview`, { flow: 'invoice', choice }),
    ];
    stati[name] = asked.map(({ status }) => status);
    if (stati[name].includes(200)) continue;
    const begun = await somebody.ask('POST /main/imports', { upload: id, flow: 'invoice', choice });
    assert.equal(begun.status, 403, `${name}: ${begun.text}`);
  }
  assert.deepEqual(stati, {
    Clara: [403, 403],
    Iris: [403, 403],
    Uwe: [403, 403],
    Grace: [403, 403],
    Olaf: [200, 200],
    Bea: [200, 200],
  });
  const targets = (await company.owner.ask('GET /main/import-targets')).json<{ items: { flow: { name: string } }[] }>();
  const names = targets.items.map(({ flow }) => flow.name);
  assert.ok(
    names.includes('invoice') && !names.includes('account') && !names.includes('delegation') && !names.includes('api-key'),
  );
});
