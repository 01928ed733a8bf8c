import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow } from '@throughline/language';
import { bill, checkedBill, uncheckedBill } from './language-bill.ts';
import { longFlow } from './language-check.ts';
import { billStream, prepare, requireSame, runDecide, runMachine } from './language-decide.ts';

test('[B4] decide and XState take a bill the same way at every step, through every state', () => {
  const stream = billStream(300, 7);
  const { records, snapshots, events } = prepare(checkedBill, stream);
  const theirs = runMachine(events, snapshots);
  for (const flow of [checkedBill, uncheckedBill]) requireSame(runDecide(flow, stream, records), theirs);
  assert.deepEqual([...new Set(theirs.states)].sort(), Object.keys(bill.states).sort());
});

test('[B4] outputs that differ at one step end the measurement', () => {
  const stream = billStream(20, 7);
  const { records } = prepare(checkedBill, stream);
  const ours = runDecide(checkedBill, stream, records);
  const paid = ours.paid.map((amount, index) => (index === 31 ? amount + 1 : amount));
  assert.throws(() => requireSame(ours, { states: ours.states, paid }), /^Error: Event 31: /);
  assert.throws(() => requireSame(ours, { states: ours.states.slice(1), paid: ours.paid.slice(1) }));
});

test('[B5] the flow of 40 states has nothing wrong, and the bill no error, so that all of them is judged', () => {
  assert.deepEqual(checkFlow(longFlow(40, 1)), []);
  assert.deepEqual(
    checkFlow(bill).filter(({ severity }) => severity === 'error'),
    [],
  );
});
