import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { testDatabase } from '@throughline/testing';
import { followAll, inWords, notifiedCompany, type Told, toldIn } from '../../test/notified-company.ts';
import { ask, endOfStory, entity, person } from '../../test/small-company.ts';
import type { Throughline } from '../throughline.ts';
import { LogFollower } from './follow-log.ts';
import { watchCase } from './watch-table.ts';

const invoice = (key: string) => ({ flow: 'invoice', key });
const clara = person('clara.stein');
const ben = person('ben.kaya');
const sofia = person('sofia.brunner');

async function idOf({ pool }: Throughline, key: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>(
    `select d.id from throughline.case_data d join throughline.case_ c using (bucket, id) where d.key = $1 and c.flow = 'invoice'`,
    [key],
  );
  return rows[0]?.id ?? '';
}

async function company(t: TestContext) {
  const house = await notifiedCompany(t, testDatabase);
  return { house, follower: new LogFollower(house) };
}

test('[S500] what waits for a role is told to those who may do it, and to nobody who asked for it; done, it waits for nobody', async (t) => {
  const { house, follower } = await company(t);
  await ask(house, invoice('I-5'), 'dispute', clara);
  await ask(house, invoice('I-5'), 'accept', clara);
  await followAll(follower);
  const approval = ['marc.oswald approval I-5 accept', 'sofia.brunner approval I-5 accept'];
  const told = (await toldIn(house)).map(inWords);
  assert.deepEqual(
    told.filter((line) => line.includes('approval')),
    approval,
  );
  await ask(house, invoice('I-5'), 'decline', sofia, { of: 'accept' });
  await followAll(follower);
  const after = (await toldIn(house)).map(inWords);
  assert.deepEqual(
    after.filter((line) => line.includes('approval')),
    approval.map((line) => `${line} settled`),
  );
  assert.deepEqual(
    after.filter((line) => line.includes('answered')),
    ['clara.stein answered I-5 accept'],
  );
});

test('[S501] an assignment, a name in a comment and a case that one watches are told to that person, once an event', async (t) => {
  const { house, follower } = await company(t);
  await watchCase(house.pool, sofia.id, await idOf(house, 'I-5'));
  await watchCase(house.pool, clara.id, await idOf(house, 'I-5'));
  await ask(house, invoice('I-5'), 'assign', ben, { to: clara.id });
  await ask(house, invoice('I-5'), 'comment', sofia, {
    text: '@clara.stein and @Ben Kaya, look at this. mail@lea.winter is nobody',
  });
  await ask(house, invoice('I-5'), 'comment', clara, { text: 'For @Sofia, and for myself, @clara.stein' });
  await ask(house, invoice('I-5'), 'dispute', clara);
  await followAll(follower);
  assert.deepEqual((await toldIn(house)).filter(({ kind }) => ['assigned', 'mentioned', 'watched'].includes(kind)).map(inWords), [
    'clara.stein assigned I-5',
    'ben.kaya mentioned I-5',
    'clara.stein mentioned I-5',
    'sofia.brunner mentioned I-5',
    'sofia.brunner watched I-5',
  ]);
});

test('[S502] what is late is told to whoever has it on the desk, else to those who answer for it; once it moves, it is late no more', async (t) => {
  const { house, follower } = await company(t);
  await ask(house, invoice('I-5'), 'dispute', clara);
  await ask(house, invoice('I-5'), 'assign', ben, { to: clara.id });
  await house.engine.travel(endOfStory + 40 * 86_400_000, {});
  await followAll(follower);
  const isLate = ({ kind, key, ofChild }: Told) => kind === 'late' && key === 'I-5' && !ofChild;
  const late = async () => (await toldIn(house)).filter(isLate).map(inWords);
  assert.deepEqual(await late(), ['clara.stein late I-5']);
  await ask(house, invoice('I-5'), 'reject', clara);
  await followAll(follower);
  assert.deepEqual(await late(), ['clara.stein late I-5 settled']);
});

test('[S503] each event is told once, in whatever batches, by however many followers, also where a transaction commits late', async (t) => {
  const { house, follower } = await company(t);
  const other = new LogFollower(house, { atOnce: 2 });
  const client = await house.pool.connect();
  await client.query('begin');
  const comment = { kind: 'command', type: 'comment', data: { text: 'Late, @clara.stein' }, actor: sofia } as const;
  await house.engine.dispatch([{ case: { entity, ...invoice('I-1') }, input: comment }], { client });
  for (let round = 0; round < 6; round += 1) {
    await ask(house, invoice('I-5'), 'comment', sofia, { text: `@clara.stein ${round}` });
    await Promise.all([follower.follow(), other.follow()]);
  }
  assert.equal((await toldIn(house)).length, 0, 'nothing is read past a transaction that runs');
  await client.query('commit');
  client.release();
  await Promise.all([followAll(follower), followAll(other)]);
  await followAll(new LogFollower(house));
  const told = (await toldIn(house)).map(inWords);
  assert.deepEqual(told, ['clara.stein mentioned I-1', ...Array.from({ length: 6 }, () => 'clara.stein mentioned I-5')]);
});

test('[S504] where nothing happened, nothing is written', async (t) => {
  const { house, follower } = await company(t);
  await followAll(follower);
  const { rows: before } = await house.pool.query('select xmin::text, upto::text from throughline_server.notification_cursor');
  assert.deepEqual(await follower.follow(), { events: 0, notes: 0, settled: 0, more: false });
  const { rows: after } = await house.pool.query('select xmin::text, upto::text from throughline_server.notification_cursor');
  assert.deepEqual(after, before);
});
