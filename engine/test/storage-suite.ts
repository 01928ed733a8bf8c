import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { childId } from '../src/case-id.ts';
import { isDataError, isTransient } from '../src/errors.ts';
import type { Store } from '../src/store/transaction.ts';
import { changeTests, claim, leaseTests } from './storage-effects.ts';
import { bear, begun, effectOf, eventOf, idsOf, moved, newCases, noon, receiptOf } from './storage-rows.ts';

/** A store to be tested, with nothing in it that the tests look at. Its clock is virtual. */
export interface TestedStore {
  readonly store: Store;
  /** Resolves when so many transactions wait for others. */
  waiting(transactions: number): Promise<void>;
  close(): Promise<void>;
}

/** What each operation of a store promises: the same tests for all there are. */
export function storageSuite(name: string, open: () => Promise<TestedStore>): void {
  describe(name, () => {
    let tested: TestedStore;
    before(async () => {
      tested = await open();
    });
    after(() => tested.close());
    const given = () => tested;
    lockTests(given);
    contentionTests(given);
    visibilityTests(given);
    uniquenessTests(given);
    undoTests(given);
    wakeUpTests(given);
    leaseTests(given);
    changeTests(given);
    clockTests(given);
  });
}

export type Given = () => TestedStore;

function lockTests(given: Given): void {
  test('[E260] locks are given to those that exist, in the order asked for; who comes second waits, and sees what the first wrote', async () => {
    const { store, waiting } = given();
    const cases = newCases(2);
    const [a, b] = cases as [(typeof cases)[number], (typeof cases)[number]];
    const [unborn] = idsOf(newCases(1)) as [string];
    await store.transaction((tx) => bear(tx, cases));
    const first = await begun(store);
    const second = await begun(store);
    const locked = await first.tx.lockCases([b.record.id, unborn, a.record.id]);
    assert.deepEqual(
      locked.map(({ id }) => id),
      [b.record.id, a.record.id],
    );
    const late = second.tx.lockCases([a.record.id]);
    await waiting(1);
    assert.equal(await first.tx.updateCases([moved(a, 'paid')]), 1);
    assert.equal(await first.tx.updateCaseData([{ ...a, record: { ...a.record, data: { number: 'new' } } }]), 1);
    await first.commit();
    assert.deepEqual(
      (await late).map(({ id, state, seq }) => [id, state, seq]),
      [[a.record.id, 'paid', 2]],
    );
    assert.deepEqual((await second.tx.readCaseData([a.record.id])).get(a.record.id)?.data, { number: 'new' });
    await second.rollback();
  });

  test('[E260] what is born while a statement waits for its locks, that statement does not see; the next one does', async () => {
    const { store, waiting } = given();
    const [a, b] = newCases(2) as [ReturnType<typeof newCases>[number], ReturnType<typeof newCases>[number]];
    await store.transaction((tx) => bear(tx, [a]));
    const holder = await begun(store);
    await holder.tx.lockCases([a.record.id]);
    const late = await begun(store);
    const locked = late.tx.lockCases(idsOf([a, b]));
    await waiting(1);
    await store.transaction((tx) => bear(tx, [b]));
    await holder.commit();
    assert.deepEqual(
      (await locked).map(({ id }) => id),
      [a.record.id],
    );
    assert.equal((await late.tx.lockCases(idsOf([a, b]))).length, 2);
    await late.rollback();
  });
}

function contentionTests(given: Given): void {
  test('[E260] who waits in a circle: one of them gets a transient error, and the other goes on', async () => {
    const { store, waiting } = given();
    const cases = newCases(2);
    const [a, b] = idsOf(cases) as [string, string];
    await store.transaction((tx) => bear(tx, cases));
    const open = [await begun(store), await begun(store)] as const;
    await open[0].tx.lockCases([a]);
    await open[1].tx.lockCases([b]);
    const tried = open.map(({ tx }, index) => tx.lockCases([index === 0 ? b : a]).then(() => 'locked', sortOfError));
    // Whoever fails lets go of its lock at its rollback; until then the other waits.
    const [ended] = await Promise.all([Promise.race(tried), waiting(1)]);
    assert.equal(ended, 'transient');
    const failed =
      (await Promise.race([
        tried[0],
        open[1].tx.readMoment().then(
          () => 'alive',
          () => 'dead',
        ),
      ])) === 'transient'
        ? 0
        : 1;
    await open[failed].rollback();
    assert.equal(await tried[1 - failed], 'locked');
    await (open[1 - failed] as (typeof open)[number]).commit();
  });

  test('[E260] an update waits for the lock of another transaction, then overwrites; who has no row is not counted', async () => {
    const { store, waiting } = given();
    const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
    await store.transaction((tx) => bear(tx, [a]));
    const first = await begun(store);
    await first.tx.lockCases([a.record.id]);
    const second = await begun(store);
    const late = second.tx.updateCases([moved(a, 'paid'), ...newCases(1)]);
    await waiting(1);
    await first.tx.updateCases([moved(a, 'closed')]);
    await first.commit();
    assert.equal(await late, 1);
    await second.commit();
    assert.equal((await store.alone.readCases([a.record.id]))[0]?.record.state, 'paid');
  });
}

const sortOfError = (error: unknown) => (isTransient(error) ? 'transient' : isDataError(error) ? 'data' : `other: ${error}`);

function visibilityTests(given: Given): void {
  test('[E260] a transaction sees what it wrote and what others committed before each statement, and nothing else', async () => {
    const { store } = given();
    const [a, b] = newCases(2) as [ReturnType<typeof newCases>[number], ReturnType<typeof newCases>[number]];
    const reader = await begun(store);
    assert.deepEqual(await reader.tx.readCases(idsOf([a, b])), []);
    const writer = await begun(store);
    await bear(writer.tx, [a]);
    assert.deepEqual(idsOf(await writer.tx.readCases(idsOf([a, b]))), idsOf([a]));
    assert.deepEqual(await reader.tx.readCases(idsOf([a, b])), []);
    await writer.commit();
    assert.deepEqual(idsOf(await reader.tx.readCases(idsOf([a, b]))), idsOf([a]));
    await reader.rollback();
  });

  test('[E260] a case comes back as it was written, with its owner; what is not there is left out', async () => {
    const { store } = given();
    const data = { number: 'N', list: [1, { z: 'ä', a: null }], amount: 9_007_199_254_740_991, nested: { bb: 1, a: 2.5 } };
    const [owner] = newCases(1, { data, dueAt: noon + 1 }) as [ReturnType<typeof newCases>[number]];
    const id = childId(owner.record.id, 'task', 't#1');
    const child = { ...owner, record: { ...owner.record, id, parent: owner.record.id, flow: 'task', key: 't#1' } };
    const [absent] = idsOf(newCases(1)) as [string];
    await store.transaction((tx) => bear(tx, [owner, child]));
    const read = await store.alone.readCases([owner.record.id, absent, id]);
    assert.deepEqual(
      new Map(read.map((each) => [each.record.id, each])),
      new Map([
        [owner.record.id, owner],
        [id, child],
      ]),
    );
    const parents = await store.alone.readParents([owner.record.id, absent, id]);
    assert.deepEqual(
      new Map(parents),
      new Map([
        [owner.record.id, null],
        [id, owner.record.id],
      ]),
    );
  });

  test('[E260] the log gives back the very text, behind the place asked for', async () => {
    const { store } = given();
    const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
    await store.transaction(async (tx) => {
      await bear(tx, [a]);
      await tx.insertEvents([eventOf(a), eventOf(a, 2), eventOf(a, 3)]);
    });
    const bucket = Number.parseInt(a.record.id.slice(0, 3), 16);
    const page = await store.alone.readLogPage({ bucket, caseId: a.record.id, seq: 1 }, 2);
    assert.deepEqual(
      page.map(({ caseId, seq, input, causeCase }) => [caseId, seq, input, causeCase]),
      [2, 3].map((seq) => [a.record.id, seq, '{"b":1,"a":2}', null]),
    );
  });
}

function uniquenessTests(given: Given): void {
  test('[E260] a birth waits for another of the same case: it counts where that one was taken back, and does not where it stays', async () => {
    const { store, waiting } = given();
    for (const isKept of [true, false]) {
      const cases = newCases(3);
      const first = await begun(store);
      assert.equal(await bear(first.tx, cases.slice(0, 2)), 2);
      const second = await begun(store);
      const late = second.tx.insertCases(cases.slice(1));
      await waiting(1);
      await (isKept ? first.commit() : first.rollback());
      assert.equal(await late, isKept ? 1 : 2);
      await second.rollback();
    }
  });

  test('[E260] an event, a receipt and the data of a case are written once: who comes second gets a data error', async () => {
    const { store, waiting } = given();
    const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
    const { id: source } = await store.alone.ensureSource('erp', 0);
    await store.transaction((tx) => bear(tx, [a]));
    const first = await begun(store);
    await first.tx.insertEvents([eventOf(a)]);
    await first.tx.insertReceipts([receiptOf(a, source, 'R')]);
    const second = await begun(store);
    const late = second.tx.insertEvents([eventOf(a)]).then(() => 'written', sortOfError);
    await waiting(1);
    await first.commit();
    assert.equal(await late, 'data');
    await second.rollback();
    assert.equal(await store.alone.insertReceipts([receiptOf(a, source, 'R')]).then(() => 'written', sortOfError), 'data');
    assert.equal(await store.alone.insertCaseData([a]).then(() => 'written', sortOfError), 'data');
    assert.equal(await store.alone.insertEvents([eventOf(a)]).then(() => 'written', sortOfError), 'data');
  });

  test('[E260] a receipt comes back with its result; the same key for another case or source is another one', async () => {
    const { store } = given();
    const [a, b] = newCases(2) as [ReturnType<typeof newCases>[number], ReturnType<typeof newCases>[number]];
    const { id: source } = await store.alone.ensureSource('erp', 0);
    const refused = { outcome: 'refused', refusal: { code: 'guard-failed', message: 'No' } } as const;
    const first = { ...receiptOf(a, source, 'R'), seq: null, result: refused };
    await store.alone.insertReceipts([first, receiptOf(b, source, 'R'), receiptOf(a, source + 1000, 'R')]);
    const { digest: _, ...key } = first;
    assert.deepEqual(await store.alone.readReceipts([key, { ...key, key: 'S' }]), [first]);
  });

  test('[E260] an effect whose key stands already is left out, once the other transaction has kept it', async () => {
    const { store, waiting } = given();
    const [a] = newCases(1) as [ReturnType<typeof newCases>[number]];
    const kind = `mail-${a.record.key}`;
    const first = await begun(store);
    await first.tx.insertEffects([effectOf(a, 'K', { kind })]);
    const second = await begun(store);
    const late = second.tx.insertEffects([effectOf(a, 'K', { kind, seq: 7 }), effectOf(a, 'L', { kind })]);
    await waiting(1);
    await first.commit();
    await late;
    await second.commit();
    const claimed = await claim(store, 'one', kind);
    assert.deepEqual(claimed.map(({ key, seq }) => `${key}${seq}`).sort(), ['K1', 'L1']);
  });

  test('[E260] a source keeps its number and the instant that was given first', async () => {
    const { store } = given();
    const [{ record }] = newCases(1) as [ReturnType<typeof newCases>[number]];
    const first = await store.alone.ensureSource(record.key, null);
    assert.deepEqual(await store.alone.ensureSource(record.key, 5), { ...first, liveFrom: 5 });
    assert.deepEqual(await store.alone.ensureSource(record.key, 7), { ...first, liveFrom: 5 });
    assert.notEqual((await store.alone.ensureSource(`${record.key}+`, null)).id, first.id);
  });
}

function undoTests(given: Given): void {
  test('[E260] what a transaction that throws wrote is gone, and its error comes through', async () => {
    const { store } = given();
    const cases = newCases(1);
    const failing = store.transaction(async (tx) => {
      await bear(tx, cases);
      throw new Error('no');
    });
    await assert.rejects(failing, /^Error: no$/);
    assert.deepEqual(await store.alone.readCases(idsOf(cases)), []);
  });

  test('[E260] after a failed operation a transaction is of no use, but where the operation can be undone', async () => {
    const { store } = given();
    const [a, b] = newCases(2) as [ReturnType<typeof newCases>[number], ReturnType<typeof newCases>[number]];
    await store.transaction((tx) => bear(tx, [a]));
    const useless = store.transaction(async (tx) => {
      await tx.insertCaseData([a]).catch(() => undefined);
      await tx.readMoment();
    });
    await assert.rejects(useless, /duplicate key|transaction is aborted/);
    await store.transaction(async (tx) => {
      const undone = tx.undoable(async () => {
        await bear(tx, [b]);
        await tx.updateCases([moved(a, 'paid')]);
        await tx.insertCaseData([a]);
      });
      await assert.rejects(undone, isDataError);
      assert.deepEqual(idsOf(await tx.readCases(idsOf([a, b]))), idsOf([a]));
      assert.equal(await tx.undoable(() => tx.updateCases([moved(a, 'closed')])), 1);
    });
    assert.equal((await store.alone.readCases([a.record.id]))[0]?.record.state, 'closed');
  });

  test('[E260] the locks of what is undone are free again; those taken before stay', async () => {
    const { store, waiting } = given();
    const cases = newCases(2);
    const [a, b] = idsOf(cases) as [string, string];
    await store.transaction((tx) => bear(tx, cases));
    const first = await begun(store);
    await first.tx.lockCases([a]);
    await first.tx
      .undoable(async () => {
        await first.tx.lockCases([b]);
        throw new Error('undo');
      })
      .catch(() => undefined);
    const second = await begun(store);
    assert.equal((await second.tx.lockCases([b])).length, 1);
    const late = second.tx.lockCases([a]);
    await waiting(1);
    await first.rollback();
    assert.equal((await late).length, 1);
    await second.rollback();
  });
}

function wakeUpTests(given: Given): void {
  test('[E260] what is due comes the longest due first; who sleeps is due no more', async () => {
    const { store } = given();
    // Before all cases of other tests.
    const cases = [3, 1, 2, 5].flatMap((at) => newCases(1, { dueAt: at * 1000 }));
    const ids = idsOf(cases);
    await store.transaction((tx) => bear(tx, cases));
    const { alone } = store;
    assert.deepEqual(await alone.readDueCases(3000, 2), [ids[1], ids[2]]);
    assert.equal(await alone.readNextDue(), 1000);
    await alone.quarantineCases(
      [1, 3].map((index) => ({ caseId: ids[index] as string, reason: 'stuck' })),
      3000,
    );
    assert.deepEqual(await alone.readDueCases(3000, 9), [ids[2], ids[0]]);
    assert.equal((await alone.readCases([ids[3] as string]))[0]?.dueAt, 5000);
    await alone.updateCases(cases.map((each) => moved(each, 'open', { dueAt: null })));
    assert.deepEqual(await alone.readDueCases(9000, 9), []);
  });

  test('[E260] due cases are claimed by their roots, without waiting; the next claim takes those that are free', async () => {
    const { store } = given();
    const owners = newCases(2);
    const children = owners.map((owner, index) => {
      const id = childId(owner.record.id, 'task', 't#1');
      return { ...owner, record: { ...owner.record, id, parent: owner.record.id, flow: 'task', key: 't#1' }, dueAt: 100 + index };
    });
    const [first, second] = idsOf(children) as [string, string];
    await store.transaction((tx) => bear(tx, [...owners, ...children]));
    const open = await begun(store);
    assert.deepEqual(await open.tx.claimDueCases(200, 1), [first]);
    assert.deepEqual(await store.alone.claimDueCases(200, 9), [second]);
    const late = await begun(store);
    assert.equal((await late.tx.lockCases([first])).length, 1);
    await late.rollback();
    await open.rollback();
    assert.deepEqual(await store.alone.claimDueCases(200, 9), [first, second]);
    await store.alone.updateCases(children.map((each) => moved(each, 'open', { dueAt: null })));
  });

  test('[E260] a wake-up moves earlier only, where nobody holds the case and it has still so many events', async () => {
    const { store } = given();
    const cases = newCases(4, { dueAt: noon + 10 });
    const [free, held, moving, earlier] = idsOf(cases) as [string, string, string, string];
    await store.transaction((tx) => bear(tx, cases));
    const holder = await begun(store);
    await holder.tx.lockCases([held]);
    const rows = [free, held, moving, earlier].map((id) => ({
      id,
      seq: id === moving ? 7 : 1,
      dueAt: id === earlier ? noon + 11 : noon,
    }));
    assert.deepEqual(await store.alone.lowerWakeUps(rows), new Set([free]));
    await holder.rollback();
    const read = await store.alone.readCases(idsOf(cases));
    assert.deepEqual(
      new Map(read.map(({ record, dueAt }) => [record.id, dueAt])),
      new Map(idsOf(cases).map((id) => [id, id === free ? noon : noon + 10])),
    );
  });

  test('[E260] a case that is put to sleep while another transaction moves it stays awake where it is due no more', async () => {
    const { store, waiting } = given();
    const [a] = newCases(1, { dueAt: 500 }) as [ReturnType<typeof newCases>[number]];
    await store.transaction((tx) => bear(tx, [a]));
    const first = await begun(store);
    await first.tx.updateCases([moved(a, 'open', { dueAt: noon })]);
    const late = store.alone.quarantineCases([{ caseId: a.record.id, reason: 'stuck' }], 1000);
    await waiting(1);
    await first.commit();
    await late;
    assert.equal((await store.alone.readCases([a.record.id]))[0]?.dueAt, noon);
  });
}

function clockTests(given: Given): void {
  test('[E260] a virtual clock goes forward only, and everybody sees it', async () => {
    const { store } = given();
    const { alone } = store;
    const { now, mode } = await alone.readMoment();
    assert.equal(mode, 'virtual');
    assert.equal(await alone.advanceClock(now + 5), true);
    assert.equal(await alone.advanceClock(now + 4), false);
    const reader = await begun(store);
    assert.equal((await reader.tx.readMoment()).now, now + 5);
    assert.equal(await alone.advanceClock(now + 9), true);
    assert.equal((await reader.tx.readMoment()).now, now + 9);
    await reader.rollback();
  });
}
