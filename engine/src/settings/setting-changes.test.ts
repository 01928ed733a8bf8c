import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseId } from '../case-id.ts';
import { closing, day } from '../fixture.test.ts';
import { begin, loan, loanBench, monday, nameOf, office } from '../loans.test.ts';
import { verifyLog } from '../verify/verify-log.ts';

const decided = { flow: 'loan', by: 'lea', reason: 'as agreed' };
const sent = (iso: string) => Date.parse(iso);
const L = nameOf('loan', 'L');

test('[E140] whoever lowers a length makes existing cases due earlier, and each event says which revision it saw', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  assert.equal((await engine.findCase(L))?.dueAt, sent('2026-01-25T08:00Z'));
  const changed = await engine.changeParameters({ ...decided, values: { remindAfter: 3 } });
  assert.deepEqual(changed, { revision: 1, from: monday, isSwept: true, findings: [] });
  await engine.settle();
  assert.equal((await engine.findCase(L))?.dueAt, sent('2026-01-08T08:00Z'));
  await engine.travel(monday + 4 * day);
  const fired = (await engine.history(caseId(L))).at(-1);
  assert.equal(fired?.outcome.fired, 'dunning/remind');
  assert.equal(fired?.recordedAt, sent('2026-01-08T08:00Z'));
  assert.equal(fired?.context.parameters, 1);
  const { parameters, decisions } = await engine.parameters('loan');
  assert.equal(parameters.remindAfter, 3);
  assert.deepEqual(decisions, [
    { revision: 1, from: monday, values: { remindAfter: 3 }, by: 'lea', at: monday, reason: 'as agreed' },
  ]);
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E140] what the checker refuses is refused with its findings, and nothing is written', async (t) => {
  const { engine } = await closing(loanBench(), t);
  const refused = async (change: Promise<unknown>, code: string) => {
    await assert.rejects(change, (error: { code: string; message: string }) => {
      assert.equal(error.code, 'change-refused');
      assert.match(error.message, new RegExp(code));
      return true;
    });
  };
  await refused(engine.changeParameters({ ...decided, values: { remindAfter: 500 } }), 'parameter-value-invalid');
  await refused(engine.changeParameters({ ...decided, values: { nothing: 1 } }), 'parameter-unknown');
  await refused(engine.changeParameters({ ...decided, values: { fine: 1 }, roles: ['desk'] }), 'parameter-change-not-owned');
  await refused(engine.changeParameters({ ...decided, values: { fine: 1 }, from: monday - 1 }), 'parameter-change-past');
  await refused(engine.changeCalendar({ ...decided, name: 'home', definition: office() }), 'no case has the calendar');
  await refused(
    engine.changeCalendar({ ...decided, name: 'office', definition: office(), from: monday - 1 }),
    'before it is decided',
  );
  const broken = { ...office(), week: { monday: [['17:00', '09:00']] as [string, string][] } };
  await refused(engine.changeCalendar({ ...decided, name: 'office', definition: broken }), 'calendar-invalid');
  await assert.rejects(engine.changeParameters({ ...decided, flow: 'none', values: {} }), { code: 'flow-unknown' });
  await assert.rejects(engine.changeParameters({ ...decided, values: { fine: 1 }, reason: ' ' }), { code: 'reason-missing' });
  assert.deepEqual((await engine.parameters('loan')).decisions, []);
  assert.deepEqual(await engine.sweeps(), []);
});

test('[E140] those who decide at the same time get revisions of their own, one after the other', async (t) => {
  const { engine, another } = await closing(loanBench(), t);
  const others = [engine, another(), another()];
  const changes = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      (others[index % 3] ?? engine).changeParameters({ ...decided, values: { fine: 600 + index } }),
    ),
  );
  assert.deepEqual(
    changes.map(({ revision }) => revision).sort((a, b) => a - b),
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
  const { decisions, parameters, parameterRevision } = await engine.parameters('loan');
  assert.equal(decisions.length, 12);
  assert.equal(parameterRevision, 12);
  assert.equal(parameters.fine, decisions.at(-1)?.values.fine);
});

test('[E141] what only comes later, or has no part in deadlines, makes no sweep; what may come earlier does', async (t) => {
  const { engine } = await closing(loanBench(), t);
  const isSwept = async (values: Record<string, number | null>, from?: number) =>
    (await engine.changeParameters({ ...decided, values, ...(from === undefined ? {} : { from }) })).isSwept;
  assert.equal(await isSwept({ remindAfter: 25 }), false, 'longer');
  assert.equal(await isSwept({ fine: 700 }), false, 'no length');
  assert.equal(await isSwept({ callAfter: 20 }), true, 'shorter');
  assert.equal(await isSwept({ lenient: 1 }), true, 'read by the end of a ladder');
  assert.equal(await isSwept({ remindAfter: null }), true, 'back to a shorter default');
  assert.equal(await isSwept({ remindAfter: 30 }, monday + 20 * day), false);
  assert.equal(await isSwept({ remindAfter: 25 }, monday + 10 * day), false, 'longer than before it, shorter than what follows');
  assert.equal(await isSwept({ remindAfter: 28 }, monday + 20 * day), true, 'in place of a longer one');
  assert.equal((await engine.sweeps()).length, 4);
});

test('[E141] longer lengths are swept where some source has history: what was historic may be pending', async (t) => {
  const { engine } = await closing(loanBench(), t);
  const old = await engine.source('old', { liveFrom: monday });
  await engine.dispatch([
    {
      case: L,
      input: {
        kind: 'fact',
        type: 'lend',
        data: { number: 'L', dueOn: '2025-12-10' },
        actor: { id: 'old', kind: 'source', principal: 'old', roles: [] },
        source: old,
        occurredAt: monday - 40 * day,
      },
    },
  ]);
  const before = (await engine.findCase(L))?.dueAt ?? 0;
  const { isSwept } = await engine.changeParameters({ ...decided, values: { remindAfter: 30 } });
  assert.equal(isSwept, true);
  await engine.settle();
  const after = (await engine.findCase(L))?.dueAt ?? 0;
  assert.equal(after, sent('2026-01-09T08:00Z'));
  assert.ok(after < before);
});

test('[E142] what is scheduled counts from its day: the case is woken no later, and fires under the values then in force', async (t) => {
  const { engine, pool } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  await engine.changeParameters({ ...decided, values: { remindAfter: 3 }, from: sent('2026-01-12T00:00Z') });
  await engine.dispatch([begin('loan', 'M', { dueOn: '2026-01-05' })]);
  await engine.settle();
  for (const key of ['L', 'M']) assert.equal((await engine.findCase(nameOf('loan', key)))?.dueAt, sent('2026-01-12T00:00Z'), key);
  await engine.travel(monday + 30 * day);
  for (const key of ['L', 'M']) {
    const fired = (await engine.history(caseId(nameOf('loan', key)))).filter(({ type }) => type === 'rung');
    assert.deepEqual(
      fired.map(({ outcome, recordedAt, context }) => [outcome.fired, outcome.due, recordedAt, context.parameters]),
      [['dunning/remind', sent('2026-01-08T08:00Z'), sent('2026-01-12T00:00Z'), 1]],
    );
  }
  assert.equal((await verifyLog(pool)).found, 0);
});

test('[E143] a calendar to come moves wake-ups, by its day where the case is due then, and of cases born before and after', async (t) => {
  const { engine } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  await engine.changeParameters({ ...decided, values: { remindAfter: 100, callAfter: 10 } });
  await engine.settle();
  assert.equal((await engine.findCase(L))?.dueAt, sent('2026-01-19T08:00Z'), 'ten weekdays');
  const daily = { ...office().week, saturday: [['09:00', '17:00']], sunday: [['09:00', '17:00']] } as never;
  const changed = await engine.changeCalendar({
    ...decided,
    name: 'office',
    definition: office({ week: daily }),
    from: sent('2026-01-16T00:00Z'),
  });
  assert.equal(changed.isSwept, true);
  await engine.dispatch([begin('loan', 'M', { dueOn: '2026-01-05' })]);
  await engine.settle();
  for (const key of ['L', 'M']) assert.equal((await engine.findCase(nameOf('loan', key)))?.dueAt, sent('2026-01-16T00:00Z'), key);
  await engine.travel(sent('2026-01-17T00:00Z'));
  const fired = (await engine.history(caseId(L))).at(-1);
  assert.deepEqual(
    [fired?.outcome.fired, fired?.outcome.due, fired?.recordedAt, fired?.context.calendars],
    ['dunning/call', sent('2026-01-15T08:00Z'), sent('2026-01-16T00:00Z'), 1],
  );
  assert.deepEqual(
    (await engine.calendars('loan')).map(({ revision, name, from, by }) => [revision, name, from, by]),
    [[1, 'office', sent('2026-01-16T00:00Z'), 'lea']],
  );
});

test('[E143] a calendar that is open at fewer times makes no sweep, one that is open at any other does', async (t) => {
  const { engine } = await closing(loanBench(), t);
  const isSwept = async (more: Parameters<typeof office>[0]) =>
    (await engine.changeCalendar({ ...decided, name: 'office', definition: office(more) })).isSwept;
  const tuesdays = { week: { tuesday: [['10:00', '12:00']] as [string, string][] } };
  const longer = { week: { tuesday: [['10:00', '12:30']] as [string, string][] } };
  const friday = [{ on: '2026-05-01', hours: [['10:00', '11:00']] as [string, string][] }];
  assert.equal(await isSwept({ holidays: [{ on: '2026-04-06' }] }), false, 'a holiday more, a Monday');
  assert.equal(await isSwept(tuesdays), false, 'fewer days and hours');
  assert.equal(await isSwept(longer), true, 'half an hour more');
  assert.equal(await isSwept({ ...longer, special: friday }), true, 'a Friday');
  assert.equal(await isSwept(longer), false, 'without it');
  assert.equal(await isSwept({ ...longer, timeZone: 'Europe/London' }), true, 'elsewhere');
});

test('[E142] parameters of an older version hold for its cases, too', async (t) => {
  const { engine } = await closing(loanBench(), t);
  await engine.dispatch([begin('loan', 'L', { dueOn: '2026-01-05' })]);
  const states = { ...loan.states, held: { ...loan.states.held, owner: 'lead' } } as typeof loan.states;
  await engine.deploy([{ ...loan, states }], { by: 'test' });
  await engine.dispatch([begin('loan', 'M', { dueOn: '2026-01-05' })]);
  await engine.changeParameters({ ...decided, values: { remindAfter: 2 } });
  await engine.settle();
  for (const [key, version] of [
    ['L', 1],
    ['M', 2],
  ] as const) {
    const stored = await engine.findCase(nameOf('loan', key));
    assert.deepEqual([stored?.version, stored?.dueAt], [version, sent('2026-01-07T08:00Z')]);
  }
});
