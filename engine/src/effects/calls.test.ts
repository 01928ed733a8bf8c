import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, type FlowDefinition, type JsonObject } from '@throughline/language';
import { caseId } from '../case-id.ts';
import { benchOf, closing, command, outcomes, person, start } from '../fixture.test.ts';
import { verifyLog } from '../verify/verify-log.ts';
import type { EffectToPerform, LookUpOutcome, Sink, SinkOutcome } from './sink.ts';
import { steppedMachine } from './sinks.test.ts';

const text = { type: 'string', maxLength: 3000 };
const form = (properties: JsonObject, required: string[] = []) => ({
  ...{ type: 'object', additionalProperties: false },
  properties,
  required,
});
const call = (to: string, more: object = {}) => ({
  ...{ kind: 'call', to, with: { number: 'data.number', times: 'data.times' }, delivery: 'at-most-once', onFailed: 'stuck' },
  ...more,
});

/** Jobs that a plant is asked to do. */
const job = {
  name: 'job',
  title: 'Job',
  owner: 'sales',
  key: 'number',
  data: form({ number: text, times: { type: 'integer', default: 0 }, said: text, contact: { ...text, personal: true } }, [
    'number',
    'times',
  ]),
  exceptions: { stuck: { owner: 'store', severity: 'medium', within: { days: 1 }, resolutions: ['done by hand'] } },
  destinations: {
    plant: { owner: 'store', tier: 1, data: form({ number: text, times: { type: 'integer' } }, ['number']) },
    board: { owner: 'store', tier: 3 },
  },
  events: {
    made: {
      data: form({ result: form({ id: text }) }, ['result']),
      set: { said: 'has(event.result.id) ? dyn(event.result.id) : null' },
    },
    unmade: { data: form({ message: text }, ['message']), set: { said: '"no: " + event.message' } },
    unclear: { set: { said: '"?"' } },
  },
  start: { place: { to: 'open' } },
  states: {
    open: {
      owner: 'sales',
      within: { days: 4000 },
      on: {
        request: {
          set: { times: 'data.times + 1' },
          effects: [call('plant', { reply: { done: 'made', refused: 'unmade', unknown: 'unclear' } })],
        },
        tell: { effects: [call('board')] },
        made: { when: 'has(event.result.id)' },
        unmade: {},
        unclear: {},
        end: { to: 'closed' },
      },
    },
    closed: { final: 'done' },
  },
} as unknown as FlowDefinition;

const jobs = { name: 'engine_calls', flows: [job], now: start };
const named = (key: string) => ({ flow: 'job', entity: 'e', key });
const id = caseId(named('A'));
const of = (key: string, type: string, data: JsonObject = {}, more: object = {}) => ({
  ...command(key, type, data, more),
  case: named(key),
});
const place = (key: string) => of(key, 'place', { number: key });
const operator = { reason: 'looked there', actor: { ...person, roles: ['operator'] } };

/** Performs calls as it is told; what it was asked, in order. */
function plant(...outcomes: readonly (SinkOutcome | Error)[]) {
  const asked: EffectToPerform[] = [];
  const sink: Sink = {
    async perform(effect) {
      asked.push(effect);
      const outcome = outcomes[asked.length - 1] ?? { outcome: 'done', result: { id: `M-${asked.length}` } };
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
  return { asked, sink };
}

test('[E350] [E353] a call carries its data to its destination, and the case hears what came of it by its own event', async (t) => {
  assert.deepEqual(checkFlow(job), []);
  const { engine, pool } = await closing(benchOf(jobs, 'virtual', {}), t);
  await engine.dispatch([
    place('A'),
    of('A', 'request'),
    place('B'),
    of('B', 'request'),
    place('C'),
    of('C', 'request'),
    of('C', 'tell'),
  ]);
  const { asked, sink } = plant({ outcome: 'done', result: { id: 'M-1' } }, { outcome: 'refused', error: 'no room' });
  const refusing = (effect: EffectToPerform) => effect.payload.to === 'board';
  const both: Sink = {
    perform: async (effect, signal) =>
      refusing(effect) ? { outcome: 'refused', error: 'no board' } : sink.perform(effect, signal),
  };
  await engine.settle({ sinks: { call: both } });
  const made = asked.map(({ payload }) => (payload.data as JsonObject).number);
  const said = await Promise.all(made.map(async (key) => (await engine.findCase(named(String(key))))?.data.said));
  assert.deepEqual(said, ['M-1', 'no: no room', 'M-3']);
  assert.deepEqual(asked[0]?.payload.data, { number: made[0] ?? '', times: 1 });
  assert.deepEqual((await engine.destinations()).map(({ name }) => name).sort(), ['call:board', 'call:plant']);
  const history = await engine.history(caseId(named(String(made[1]))));
  assert.deepEqual(
    history.map(({ type, actor, outcome }) => [type, actor, outcome.raised ?? []]),
    [
      ['place', 'p', []],
      ['request', 'p', []],
      ['unmade', 'destination:plant', []],
    ].map(([type, actor, raised], index) => [type, history[index]?.actor === actor ? actor : history[index]?.actor, raised]),
  );
  const dead = (await engine.deadEffects()).effects.map(({ caseKey, destination, owner }) => [caseKey, destination, owner]);
  assert.deepEqual(dead, [['C', 'call:board', 'store']], 'what the case has heard is nobody else’s to deal with');
  const raised = (await engine.history(caseId(named('C')))).flatMap(({ outcome }) => outcome.raised ?? []);
  assert.deepEqual(raised, ['stuck']);
  assert.equal((await verifyLog(pool, { decide: true })).found, 0);
});

test('[E351] calls of one case to one destination go in their order, also where the first is tried again', async (t) => {
  const clock = steppedMachine();
  const { engine } = await closing(benchOf(jobs, 'virtual', { machine: clock.machine }), t);
  await engine.dispatch([place('A'), of('A', 'request'), of('A', 'request'), of('A', 'tell'), place('B'), of('B', 'request')]);
  clock.pass(60_000);
  const order: string[] = [];
  let isAway = true;
  const sink: Sink = {
    async perform({ payload }) {
      const { number, times } = payload.data as { number: string; times: number };
      if (isAway && number === 'A' && payload.to === 'plant') return { outcome: 'retry', error: 'away' };
      order.push(`${String(payload.to)} ${number}${times}`);
      return { outcome: 'done', result: { id: 'x' } };
    },
  };
  await engine.runEffects({ sinks: { call: sink } });
  assert.deepEqual(order.sort(), ['board A2', 'plant B1'], 'others are not held up');
  isAway = false;
  order.length = 0;
  for (let round = 0; round < 3; round += 1) {
    clock.pass(60_000);
    await engine.runEffects({ sinks: { call: sink } });
  }
  assert.deepEqual(order, ['plant A1', 'plant A2']);
});

test('[E352] what goes where nobody reaches waits, however often it is looked for', async (t) => {
  const { engine } = await closing(benchOf(jobs, 'virtual', {}), t);
  await engine.dispatch([place('A'), of('A', 'request'), of('A', 'tell')]);
  let isBound = false;
  const { asked, sink } = plant();
  const reaches = async () => new Set(isBound ? ['call:board', 'call:plant'] : ['call:board']);
  const sinks = { call: { ...sink, reaches } };
  for (let round = 0; round < 15; round += 1) await engine.settle({ sinks });
  const effects = async () => (await engine.effects(id)).map(({ payload, status, attempts }) => [payload.to, status, attempts]);
  assert.deepEqual(await effects(), [
    ['plant', 'pending', 0],
    ['board', 'done', 1],
  ]);
  isBound = true;
  await engine.settle({ sinks });
  assert.deepEqual([asked.length, (await effects())[0]], [2, ['plant', 'done', 1]]);
});

test('[E354] an outcome that the case does not take is told as a failure', async (t) => {
  const { engine } = await closing(benchOf(jobs, 'virtual', {}), t);
  await engine.dispatch([place('A'), of('A', 'request')]);
  const { sink } = plant({ outcome: 'done', result: {} });
  await engine.settle({ sinks: { call: sink } });
  const last = (await engine.history(id)).at(-1);
  assert.deepEqual([last?.type, last?.outcome.raised], ['effect-failed', ['stuck']]);
  assert.deepEqual((await engine.effects(id))[0]?.status, 'done');
});

for (const [answer, status, asked] of [
  ['done', 'done', 1],
  ['not-done', 'done', 2],
  ['cannot-say', 'unknown', 1],
] as const)
  test(`[E355] doubt about a call is looked up: ${answer}`, async (t) => {
    const clock = steppedMachine();
    const { engine } = await closing(benchOf(jobs, 'virtual', { machine: clock.machine }), t);
    await engine.dispatch([place('A'), of('A', 'request')]);
    const done = plant(new Error('the line broke'));
    const found = { outcome: answer, ...(answer === 'done' ? { result: { id: 'M-0' } } : {}) } as LookUpOutcome;
    const sink: Sink = { ...done.sink, lookUp: async () => found };
    for (let round = 0; round < 3; round += 1) {
      clock.pass(60_000);
      await engine.runEffects({ sinks: { call: sink } });
    }
    assert.deepEqual([(await engine.effects(id))[0]?.status, done.asked.length], [status, asked]);
    assert.equal((await engine.findCase(named('A')))?.data.said, { done: 'M-0', 'not-done': 'M-2', 'cannot-say': '?' }[answer]);
  });

test('[E356] how an operator says that a call ended comes to its case, if it still wants to know', async (t) => {
  const { engine, pool } = await closing(benchOf(jobs, 'virtual', {}), t);
  await engine.dispatch([place('A'), of('A', 'request')]);
  const { sink } = plant(...Array.from({ length: 3 }, () => ({ outcome: 'unknown', error: 'the line broke' }) as const));
  await engine.settle({ sinks: { call: sink } });
  const [effect] = await engine.effects(id);
  assert.equal(effect?.status, 'unknown');
  const settle = (outcome: string) => of('A', 'settle-effect', { effect: effect?.key ?? '', outcome }, operator);
  assert.deepEqual(outcomes(await engine.dispatch([settle('refused')])), ['applied']);
  assert.deepEqual(
    [(await engine.findCase(named('A')))?.data.said, (await engine.effects(id))[0]?.status],
    ['no: looked there', 'refused'],
  );
  await engine.dispatch([of('A', 'end')]);
  assert.deepEqual(outcomes(await engine.dispatch([settle('done')])), ['applied'], 'a case that has ended does not hinder it');
  assert.equal((await engine.effects(id))[0]?.status, 'done');
  assert.equal((await verifyLog(pool, { decide: true })).found, 0);
});

test('[E350] what a call carried and was answered goes with the person whose case is erased; its end is still told', async (t) => {
  const { engine, pool } = await closing(benchOf(jobs, 'virtual', {}), t);
  await engine.dispatch([place('A'), of('A', 'request'), of('A', 'tell')]);
  const { sink } = plant({ outcome: 'done', result: { id: 'M-1' } }, { outcome: 'unknown', error: 'the line to A broke' });
  await engine.settle({ sinks: { call: sink } });
  await engine.dispatch([of('A', 'end')]);
  const officer = { ...person, roles: ['privacy'] };
  assert.deepEqual(outcomes(await engine.erase({ cases: [id], by: officer, reason: 'asked for' })), ['applied']);
  const effects = await engine.effects(id);
  assert.deepEqual(
    effects.map(({ payload, result }) => [payload, result]),
    [
      [{}, null],
      [{}, null],
    ],
  );
  const settled = of(
    'A',
    'settle-effect',
    { effect: effects.find(({ status }) => status === 'unknown')?.key ?? '', outcome: 'done' },
    operator,
  );
  assert.deepEqual(outcomes(await engine.dispatch([settled])), ['applied']);
  assert.equal((await verifyLog(pool)).found, 0);
});
