import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, compileFlow } from '@throughline/language';
import { needsData } from '@throughline/testing';
import { fine } from './flow.ts';
import { replay } from './replay.ts';

test('[P20] the checker finds nothing in the fines', () => {
  assert.deepEqual(checkFlow(fine), []);
});

/*
 * The same flow once more, as a table of its own: state, event, next state. What is not in it is a deviation, after which the fine
 * is where `lands` says.
 */
const steps = new Map(
  [
    'created Send_Fine sent',
    'sent Insert_Fine_Notification notified',
    'notified Add_penalty penalised',
    'notified Insert_Date_Appeal_to_Prefecture prefecture',
    'notified Appeal_to_Judge judge',
    'penalised Send_for_Credit_Collection collection',
    'penalised Insert_Date_Appeal_to_Prefecture prefecture',
    'penalised Send_Appeal_to_Prefecture prefecture',
    'penalised Appeal_to_Judge judge',
    'prefecture Add_penalty prefecture',
    'prefecture Send_Appeal_to_Prefecture prefecture',
    'prefecture Receive_Result_Appeal_from_Prefecture prefecture',
    'prefecture Notify_Result_Appeal_to_Offender decided',
    'decided Appeal_to_Judge judge',
    'decided Send_for_Credit_Collection collection',
    'judge Add_penalty judge',
    'judge Send_for_Credit_Collection collection',
  ].map((line) => {
    const [from, event, to] = line.split(' ') as [string, string, string];
    return [`${from} ${event.replaceAll('_', ' ')}`, to];
  }),
);
const lands = new Map([
  ['Send Fine', 'sent'],
  ['Insert Fine Notification', 'notified'],
  ['Add penalty', 'penalised'],
  ['Insert Date Appeal to Prefecture', 'prefecture'],
  ['Send Appeal to Prefecture', 'prefecture'],
  ['Receive Result Appeal from Prefecture', 'prefecture'],
  ['Notify Result Appeal to Offender', 'decided'],
  ['Appeal to Judge', 'judge'],
  ['Send for Credit Collection', 'collection'],
]);

function recount(traces: ReadonlyMap<string, readonly string[]>): { deviations: number; deviatingCases: number } {
  let deviations = 0;
  let deviatingCases = 0;
  for (const [, ...events] of traces.values()) {
    const before = deviations;
    let state = 'created';
    for (const event of events) {
      const fits = event === 'Payment' ? state !== 'collection' : steps.has(`${state} ${event}`);
      if (!fits) deviations += 1;
      state = steps.get(`${state} ${event}`) ?? lands.get(event) ?? state;
    }
    if (deviations > before) deviatingCases += 1;
  }
  return { deviations, deviatingCases };
}

test('[P21] a tenth of the recorded fines, as facts in memory: the deviations of an independent recount, and nothing fires', async (t) => {
  const data = needsData(t);
  if (data === undefined) return;
  const found = await replay(data, compileFlow(fine), 15_037);
  assert.equal(found.cases, 15_037);
  assert.deepEqual(found.refusals, []);
  const { deviations, deviatingCases } = found;
  assert.ok(deviations > 0);
  assert.deepEqual({ deviations, deviatingCases }, recount(found.traces));
  assert.deepEqual(found.effects, []);
  assert.equal(found.waiting, 0);
});
