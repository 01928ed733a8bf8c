import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { bench, closing, command, named, outcomes, person, place } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { SinkOutcome } from './sink.ts';

const id = caseId(named('A'));
const operator = { ...person, roles: ['operator'] };
const about = (type: string, data: JsonObject, roles = operator.roles) =>
  command('A', type, data, { reason: 'the mailbox is there again', actor: { ...person, roles } });
const refusing = { mail: { perform: async (): Promise<SinkOutcome> => ({ outcome: 'refused', error: '550 no such user' }) } };
const working = { mail: { perform: async (): Promise<SinkOutcome> => ({ outcome: 'done' }) } };

test('[E186] what came to nothing is listed with who is to deal with it, until somebody does', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'remind')]);
  await engine.dispatch([place('B'), command('B', 'recall')]);
  await engine.settle({ sinks: refusing });
  const list = async () =>
    (await engine.deadEffects()).effects.map(({ kind, status, owner, caseKey }) => [kind, status, owner, caseKey]);
  assert.deepEqual((await list()).toSorted(), [
    ['mail', 'refused', 'sales', 'A'],
    ['mail', 'refused', 'sales', 'A'],
    ['message', 'refused', 'store', 'B'],
  ]);
  const [first, second] = (await engine.effects(id)).map(({ key }) => key);
  if (first === undefined || second === undefined) throw new Error('There are two effects');
  assert.deepEqual(
    outcomes(
      await engine.dispatch([
        about('resend', { effect: first }),
        about('resend', { effect: first }),
        about('settle-effect', { effect: second, outcome: 'done' }, ['sales']),
        about('resend', { effect: 'nothing' }),
        about('resend', { effect: second }, ['finance']),
      ]),
    ),
    ['applied', 'refused effect-not-failed', 'applied', 'refused effect-unknown', 'refused role-required'],
  );
  assert.deepEqual(
    (await engine.effects(id)).map(({ status, attempts }) => [status, attempts]),
    [
      ['pending', 0],
      ['done', 1],
    ],
  );
  assert.deepEqual(await list(), [['message', 'refused', 'store', 'B']]);
  await engine.settle({ sinks: working });
  assert.deepEqual(
    (await engine.effects(id)).map(({ status }) => status),
    ['done', 'done'],
  );
  assert.deepEqual(outcomes(await engine.dispatch([about('resend', { effect: first })])), ['refused effect-not-failed']);
  const manual = (await engine.history(id)).filter(({ outcome }) => outcome.manual === true).map(({ type }) => type);
  assert.deepEqual(manual, ['resend', 'settle-effect']);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E186] who says that it was refused is believed, and a failure after a new attempt is told anew', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind')]);
  await engine.settle({ sinks: refusing });
  const [effect] = await engine.effects(id);
  await engine.dispatch([about('resend', { effect: effect?.key ?? '' })]);
  await engine.settle({ sinks: refusing });
  assert.equal((await engine.history(id)).filter(({ type }) => type === 'effect-failed').length, 2);
  await engine.dispatch([about('settle-effect', { effect: effect?.key ?? '', outcome: 'refused' })]);
  assert.deepEqual(await engine.deadEffects(), { effects: [] });
  assert.equal((await engine.effects(id))[0]?.status, 'refused');
});

test('[E186] the list has pages, and can be narrowed', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch(Array.from({ length: 7 }, (_, index) => [place(`K${index}`), command(`K${index}`, 'remind')]).flat());
  await engine.settle({ sinks: refusing });
  const seen: string[] = [];
  for (let after: string | undefined, page = 0; page === 0 || after !== undefined; page += 1) {
    const { effects, next } = await engine.deadEffects({ limit: 3, ...(after === undefined ? {} : { after }) });
    seen.push(...effects.map(({ caseKey }) => caseKey));
    after = next;
  }
  assert.deepEqual(seen.toSorted(), ['K0', 'K1', 'K2', 'K3', 'K4', 'K5', 'K6']);
  assert.deepEqual(await engine.deadEffects({ status: 'dead' }), { effects: [] });
  await assert.rejects(engine.deadEffects({ after: 'nonsense' }), { code: 'list-cursor-invalid' });
});

test('[E187] after a restore nothing goes out until it is released; then it is looked up first', async (t) => {
  const { engine, pool } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'shout'), place('B'), command('B', 'remind')]);
  assert.equal(await engine.holdEffects({ reason: 'restored from seal 12' }), 3);
  await engine.dispatch([place('C'), command('C', 'remind'), command('C', 'ship')]);
  const asked: string[] = [];
  const log = (what: string, key: string) => asked.push(`${what} ${key.slice(0, 36) === id ? 'A' : 'other'}`);
  const sinks = {
    mail: {
      perform: async ({ idempotencyKey }: { idempotencyKey: string }): Promise<SinkOutcome> => {
        log('send', idempotencyKey);
        return { outcome: 'done' };
      },
      lookUp: async ({ idempotencyKey }: { idempotencyKey: string }) => {
        log('look up', idempotencyKey);
        return idempotencyKey.startsWith(id) ? ({ outcome: 'done' } as const) : ({ outcome: 'not-done' } as const);
      },
    },
  };
  await engine.settle({ sinks });
  assert.deepEqual(asked, []);
  const holding = await engine.effectHold();
  assert.deepEqual([holding.hold?.reason, holding.held], ['restored from seal 12', [{ destination: 'mail', effects: 4 }]]);
  assert.deepEqual(
    (await engine.history(caseId(named('C', 'parcel')))).map(({ type }) => type),
    ['pack'],
    'messages go on',
  );
  assert.equal(await engine.releaseEffects({ cases: [id] }), 2);
  await engine.settle({ sinks });
  assert.deepEqual(asked, ['look up A', 'look up A']);
  assert.equal((await engine.effectHold()).hold?.reason, 'restored from seal 12');
  assert.equal(await engine.releaseEffects({ destination: 'fax' }), 0);
  assert.equal(await engine.releaseEffects(), 2);
  await engine.settle({ sinks });
  assert.deepEqual(asked.slice(2).toSorted(), ['look up other', 'look up other', 'send other', 'send other']);
  assert.deepEqual(await engine.effectHold(), { held: [] });
  await engine.dispatch([command('B', 'remind')]);
  await engine.settle({ sinks });
  assert.equal(asked.at(-1), 'send other');
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E187] where nothing can be looked up, what may be done at most once is not sent after a restore', async (t) => {
  const { engine } = await closing(bench(), t);
  await engine.dispatch([place('A'), command('A', 'remind'), command('A', 'shout')]);
  await engine.holdEffects({ reason: 'restored' });
  await engine.releaseEffects();
  await engine.settle({ sinks: working });
  assert.deepEqual(
    (await engine.effects(id)).map(({ status }) => status),
    ['done', 'unknown'],
  );
  const [, shout] = await engine.effects(id);
  await engine.dispatch([about('resend', { effect: shout?.key ?? '' })]);
  await engine.settle({ sinks: working });
  assert.deepEqual(
    (await engine.effects(id)).map(({ status }) => status),
    ['done', 'done'],
    'unless somebody says so',
  );
});
