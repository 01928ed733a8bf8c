import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { testDatabase } from '@throughline/testing';
import { openHouse } from '../../test/open-house.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { erasePerson, findPerson } from './erase-person.ts';

const text = { type: 'string', maxLength: 200 };
const letter = {
  name: 'letter',
  title: 'Letter',
  owner: 'office',
  key: 'number',
  data: {
    type: 'object',
    additionalProperties: false,
    properties: { number: text, to: { ...text, personal: true } },
    required: ['number', 'to'],
  },
  start: { write: { to: 'open' } },
  states: { open: { owner: 'office', within: { days: 3 }, on: { send: { to: 'sent' } } }, sent: { final: 'done' } },
} as unknown as FlowDefinition;

test('[S430] a person is taken out of all cases that have ended, and of what the server kept beside the log', async (t) => {
  const house = await openHouse(t, await testDatabase('server_privacy', () => Promise.resolve()));
  await migrateServer(house.pool);
  const { engine, pool } = house;
  await engine.deploy([letter], { by: 'test' });
  const say = (key: string, type: string, data = {}) => ({
    case: { flow: 'letter', entity: 'office', key },
    input: {
      kind: 'command' as const,
      type,
      data,
      actor: { id: 'ann', kind: 'person' as const, principal: 'ann', roles: ['office'] },
    },
  });
  const rosa = 'Rosa Quellmann';
  await engine.dispatch([
    ...['1', '2'].map((number) => say(number, 'write', { number, to: rosa })),
    say('3', 'write', { number: '3', to: 'Otto' }),
    ...['1', '3'].map((number) => say(number, 'send')),
  ]);
  await pool.query(`insert into throughline_server.answer (actor, key, digest, claimed_until, body)
    values ('ann', 'k1', 'd', now(), '{"to":"rosa quellmann"}'), ('ann', 'k2', 'd', now(), '{}')`);
  await pool.query(
    `insert into throughline_server.dead_letter (connection, digest, record, errors) values ('post', $1, $2, '[]'), ('post', $3, '{}', '[]')`,
    ['a'.repeat(64), '{"to":"Rosa Quellmann"}', 'b'.repeat(64)],
  );
  const said = {
    key: 'A1',
    kind: 'mismatched',
    left: { amount: '1', currency: 'EUR', fields: { to: 'R. Quellmann' } },
    right: null,
  };
  await pool.query(
    `insert into throughline_server.reconciliation_break (reconciliation, record, ordinal, kind, found, digest, aged, in_transit, run)
      values ('post', 'A1', 1, 'mismatched', $1, $2, false, false, gen_random_uuid())`,
    [said, 'a'.repeat(64)],
  );
  const found = await findPerson(house, { value: 'quellmann' });
  assert.deepEqual(found.map(({ key, fields }) => [key, fields]).sort(), [
    ['1', ['to']],
    ['2', ['to']],
  ]);
  const { cases, elsewhere } = await erasePerson(house, { value: 'Quellmann', by: 'pia', reason: 'asked' });
  assert.deepEqual(cases.map(({ key, result }) => [key, result.outcome]).sort(), [
    ['1', 'applied'],
    ['2', 'refused'],
  ]);
  assert.equal(elsewhere, 3);
  const { rows: breaks } = await pool.query('select found from throughline_server.reconciliation_break');
  assert.deepEqual(breaks, [{ found: { ...said, left: { ...said.left, fields: {} } } }]);
  const { rows: letters } = await pool.query('select record from throughline_server.dead_letter');
  assert.deepEqual(letters, [{ record: '{}' }]);
  assert.deepEqual(
    (await findPerson(house, { value: rosa })).map(({ key }) => key),
    ['2'],
  );
});
