import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Store } from '../src/store/transaction.ts';
import { begun, effectOf, newCases } from './storage-rows.ts';
import type { Given } from './storage-suite.ts';

const later = Date.UTC(2100, 0, 1);
const leaseMs = 30_000;

function claimOf(worker: string, kind: string, { now = later, most = 10, concurrency = 100 } = {}) {
  return { worker, leaseMs, machineNow: now, from: [{ kind, destination: kind, isNew: true, concurrency, most }] };
}

export const claim = (store: Store, ...given: Parameters<typeof claimOf>) =>
  store.transaction((tx) => tx.claimEffects(claimOf(...given)));

/** A case with effects of a kind that no other test knows. */
async function withEffects(store: Store, keys: readonly string[]) {
  const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
  const kind = `mail-${a.record.key}`;
  await store.alone.insertEffects(keys.map((key) => effectOf(a, key, { kind })));
  return { kind, a, nameOf: (key: string) => `${a.record.id}/${key}` };
}

export function leaseTests(given: Given): void {
  test('[E260] an effect is one worker’s for the time of its lease, then anybody’s, and in doubt', async () => {
    const { store } = given();
    const { kind } = await withEffects(store, ['K', 'L', 'M']);
    await withEffects(store, ['other']);
    const first = await claim(store, 'one', kind, { most: 2 });
    assert.deepEqual(
      first.map(({ attempts, doubt, kind: of }) => [attempts, doubt, of]),
      Array(2).fill([1, null, kind]),
    );
    const second = await claim(store, 'two', kind);
    assert.equal(new Set([...first, ...second].map(({ key }) => key)).size, 3);
    assert.deepEqual(await claim(store, 'two', kind, { now: later + leaseMs - 1 }), []);
    const kept = await store.alone.extendLeases([...first, ...second], { worker: 'one', leaseMs, machineNow: later + 10_000 });
    assert.deepEqual(kept, new Set(first.map(({ caseId, key }) => `${caseId}/${key}`)));
    const third = await claim(store, 'three', kind, { now: later + leaseMs });
    assert.deepEqual(
      third.map(({ key, attempts, doubt }) => [key, attempts, doubt]),
      [[second[0]?.key, 2, 'open']],
    );
  });

  test('[E260] only the holder of a lease ends an effect, and only once; what is to be tried again waits', async () => {
    const { store } = given();
    const { kind, nameOf } = await withEffects(store, ['K', 'L']);
    const held = await claim(store, 'one', kind);
    const end = (status: 'done' | 'pending', effects = held, worker: string | null = 'one') =>
      store.alone.endEffects(
        effects.map((effect) => ({ effect, status, ...(status === 'pending' ? { retryMs: 5000 } : {}) })),
        { worker, machineNow: later },
      );
    assert.equal((await end('done', held, 'two')).size, 0);
    const wrong = held.map((each) => ({ ...each, attempts: 9 }));
    assert.equal((await end('done', wrong)).size, 0);
    const [again] = held as [(typeof held)[number]];
    assert.deepEqual(await end('pending', [again]), new Map([[nameOf(again.key), { status: 'pending', moot: false }]]));
    assert.equal((await end('done')).size, 1);
    assert.equal((await end('done')).size, 0);
    assert.deepEqual(await claim(store, 'two', kind, { now: later + 4999 }), []);
    const next = await claim(store, 'two', kind, { now: later + 5000 });
    assert.deepEqual(
      next.map(({ key, attempts, doubt }) => [key, attempts, doubt]),
      [[again.key, 2, null]],
    );
  });

  test('[E260] who claims passes over a destination at which another claims; what was claimed in vain is free again', async () => {
    const { store } = given();
    const { kind } = await withEffects(store, ['K', 'L', 'M']);
    assert.deepEqual(await store.alone.readDueDestinations([kind], later), [{ kind, destination: kind, isNew: true }]);
    assert.equal((await claim(store, 'one', kind, { most: 1 })).length, 1);
    const first = await begun(store);
    assert.equal((await first.tx.claimEffects(claimOf('one', kind, { most: 1 }))).length, 1);
    assert.deepEqual(await claim(store, 'two', kind), []);
    await first.rollback();
    assert.deepEqual(
      (await claim(store, 'two', kind)).map(({ attempts, doubt }) => [attempts, doubt]),
      Array(2).fill([1, null]),
    );
  });

  test('[E260] so many are under way at a destination as it takes, from all workers together', async () => {
    const { store } = given();
    const { kind } = await withEffects(store, ['K', 'L', 'M', 'N']);
    assert.equal((await claim(store, 'one', kind, { concurrency: 3, most: 2 })).length, 2);
    assert.equal((await claim(store, 'two', kind, { concurrency: 3 })).length, 1);
    assert.equal((await claim(store, 'two', kind, { concurrency: 3 })).length, 0);
    const closed = { name: kind, failures: 0, openings: 0, openUntil: null, lastError: null };
    await store.transaction(async (tx) => {
      const locked = await tx.lockDestinations([kind, 'nowhere'], later);
      assert.deepEqual(locked, [{ ...closed, now: later }]);
      await tx.writeDestinations([{ ...closed, failures: 7, openUntil: later + 90_000, lastError: 'No' }]);
    });
    assert.deepEqual(await claim(store, 'two', kind, { now: later + 89_999 }), []);
    assert.deepEqual(await store.alone.readDueDestinations([kind], later + 89_999), []);
    assert.equal((await claim(store, 'two', kind, { now: later + 90_000 })).length, 1);
    await store.alone.closeCircuits([kind]);
    assert.equal((await claim(store, 'two', kind, { now: later + 90_000 })).length, 3);
  });
}

export function changeTests(given: Given): void {
  test('[E260] what is needed no more is cancelled, or not begun again where somebody is at it', async () => {
    const { store } = given();
    const { kind, a, nameOf } = await withEffects(store, ['K', 'L']);
    const { id: caseId } = a.record;
    const [held] = (await claim(store, 'one', kind, { most: 1 })) as [Awaited<ReturnType<typeof claim>>[number]];
    await store.alone.cancelEffects(['K', 'L', 'none'].map((key) => ({ caseId, key })));
    const locked = await store.transaction((tx) => tx.lockEffects(['L', 'K', 'none'].map((key) => ({ caseId, key }))));
    assert.deepEqual(
      locked.map(({ key, kind: of, status }) => [key, of, status]),
      ['K', 'L'].map((key) => [key, kind, key === held.key ? 'pending' : 'cancelled']),
    );
    const ended = await store.alone.endEffects([{ effect: held, status: 'pending', retryMs: 1 }], {
      worker: 'one',
      machineNow: later,
    });
    assert.deepEqual(ended, new Map([[nameOf(held.key), { status: 'cancelled', moot: true }]]));
  });

  test('[E260] what came to nothing can be begun anew, or be said to have ended; the rest cannot', async () => {
    const { store } = given();
    const { kind, a } = await withEffects(store, ['K', 'L', 'M']);
    const held = await claim(store, 'one', kind, { most: 2 });
    const [first, second] = held as [(typeof held)[number], (typeof held)[number]];
    const by = { worker: 'one', machineNow: later };
    await store.alone.endEffects(
      [
        { effect: first, status: 'unknown', error: 'x' },
        { effect: second, status: 'refused' },
      ],
      by,
    );
    const changes = [
      { ...first, to: 'pending' as const },
      { ...second, to: 'done' as const },
    ];
    assert.equal(await store.alone.changeEffects([...changes, { caseId: a.record.id, key: 'M', to: 'done' }]), 2);
    assert.equal(await store.alone.changeEffects(changes), 0);
    const again = (await claim(store, 'one', kind)).map(({ key, attempts, doubt, round }) => [key, attempts, doubt, round]);
    const third = ['K', 'L', 'M'].find((key) => key !== first.key && key !== second.key);
    assert.deepEqual(
      new Set(again.map((each) => JSON.stringify(each))),
      new Set([JSON.stringify([first.key, 1, 'accepted', 2]), JSON.stringify([third, 1, null, 1])]),
    );
  });

  test('[E260] messages of a lane are one transaction’s at a time, and come in the order of each sender’s events', async () => {
    const { store } = given();
    const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
    const lane = Number.parseInt(a.record.id.slice(0, 3), 16) % 16;
    const message = (key: string, seq: number, ordinal = 0) => effectOf(a, key, { kind: 'message', seq, ordinal });
    const { alone } = store;
    await alone.insertEffects([message('third', 2)]);
    await alone.insertEffects([message('second', 1, 1), message('first', 1)]);
    assert.ok((await alone.readMessageLanes()).includes(lane));
    const ours = async (limit: number) =>
      (await alone.readWaitingMessages(lane, limit)).flatMap(({ caseId, key }) => (caseId === a.record.id ? [key] : []));
    assert.deepEqual(await ours(100), ['first', 'second', 'third']);
    const first = await begun(store);
    assert.equal(await first.tx.lockMessageLane(lane), true);
    assert.equal(await alone.lockMessageLane(lane), false);
    assert.equal(await alone.lockMessageLane((lane + 1) % 16), true);
    await first.rollback();
    assert.equal(await alone.lockMessageLane(lane), true);
    const done = ['first', 'second', 'third'].map((key) => ({
      effect: { caseId: a.record.id, key, attempts: 1 },
      status: 'done' as const,
    }));
    assert.equal((await alone.endEffects(done, { worker: null, machineNow: null })).size, 3);
    assert.deepEqual(await ours(100), []);
  });
}
