import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CaseRecord, checkPack, deadlines } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { incident, problem } from './flow.ts';
import { service } from './pack.ts';

/* Day 0 is Thursday, 8 October 2026; Monday is a holiday. Times are UTC; the desk, two hours ahead, is there from 06:00 to 16:00. */
const start = '2026-10-08';
const report = (priority: string) =>
  `report ${JSON.stringify({
    ...{ number: 'I-1', service: 'Web shop', summary: 'Nobody can pay', priority, contact: 'lola@tienda.test' },
  })}`;

test('[L71] [L342] of the pack the checker says nothing', () => {
  assert.deepEqual(checkPack(service), []);
});

test('[L218] [L219] the target counts while the desk is there, and not while the customer is asked, who is asked again', () => {
  const story = tell(
    [incident, problem],
    start,
    `0 08:00  | portal (source)     | ${report('normal')}           | new      | stopped urgent/missed
     0 09:00  | sam (support)       | take                          | new      | refused: role-required
     0 09:00  | dora (service-desk) | take                          | working  |
     0 14:00  | sam (support)       | ask                           | waiting  | mail We need your help with I-1
     5 14:00  | clock               | incident.question/again       | waiting  | mail We need your help with I-1
     6 10:00  | portal (source)     | answer                        | working  |
     6 16:00  | clock               | incident.normal/warn          | working  | task normal/warn
     7        | until               |`,
  );
  const record = story.cases.get('incident/I-1') as CaseRecord;
  const said = deadlines(story.flow('incident'), record, story.context('incident'));
  const why = (name: string) => said.find((each) => each.name === name)?.why;
  assert.equal(
    why('normal/missed'),
    '2026-10-15 12:00: since 2026-10-08 10:00 + 16 business hours, without Fiesta Nacional (2026-10-12), ' +
      'paused by Waiting from 2026-10-08 to 2026-10-14',
  );
  assert.equal(
    why('question/again#2'),
    'held while Working; else 2026-10-15 16:00: since 2026-10-08 16:00 + 2 business days + 2 business days, ' +
      'without Fiesta Nacional (2026-10-12)',
  );
});

test('[L53] made urgent, its four hours count from when it was reported', () => {
  tell(
    [incident, problem],
    start,
    `0 08:00  | dora (service-desk) | ${report('normal')}           | new      | stopped urgent/missed
     0 09:00  | dora (service-desk) | take                          | working  |
     0 11:30  | sam (support)       | revise {"priority":"urgent"}  | working  | stopped normal/warn, normal/missed
     0 12:00  | clock               | incident.urgent/missed        | working  | raised outage
     1        | until               |`,
  );
});

test('[L51] an urgent one has four hours by night as by day; reopened, it has four hours again', () => {
  tell(
    [incident, problem],
    start,
    `0 17:00  | dora (service-desk) | ${report('urgent')}           | new      | stopped normal/warn, normal/missed
     0 17:10  | dora (service-desk) | take                          | working  |
     0 21:00  | clock               | incident.urgent/missed        | working  | raised outage
     0 22:00  | sam (support)       | resolve {"cause":"expired certificate"} | resolved | resolved outage; mail I-1 is resolved
     1 07:00  | dora (service-desk) | reopen "still fails in the app" | working | stopped normal/warn, normal/missed
     1 11:00  | clock               | incident.urgent/missed        | working  | raised outage
     1 12:00  | sam (support)       | resolve {"cause":"pinned certificate"} | resolved | resolved outage; mail I-1 is resolved
     7 12:00  | clock               | incident.closing/close        | closed   |
     30       | until               |`,
  );
});

test('[L42] a problem is opened from its incident, and tells it when it is solved, or hears that it was too late', () => {
  const story = tell(
    [incident, problem],
    start,
    `0 08:00  | dora (service-desk) | ${report('normal')}           | new      | stopped urgent/missed
     0 09:00  | dora (service-desk) | take                          | working  |
     0 10:00  | sam (support)       | suspect {"problem":"PRB-7"}   | working  |
     0 10:00  | message             | problem.report                | open     |
     0 11:00  | paul (problem-manager) | problem.know {"workaround":"pay by transfer"} | known |
     0 12:00  | paul (problem-manager) | problem.solve              | verifying |
     0 12:00  | message             | incident.fixed                | working  | task fixed
     0 13:00  | sam (support)       | resolve {"cause":"PRB-7"}     | resolved | mail I-1 is resolved
     0 14:00  | dora (service-desk) | confirm                       | closed   | stopped normal/warn, normal/missed, closing/close
     1 08:00  | paul (problem-manager) | problem.reopen "it is back" | known   |
     1 09:00  | paul (problem-manager) | problem.solve              | verifying |
     1 09:00  | message             | incident.fixed                | closed   | refused: not-allowed-in-state
     1 09:00  | message             | problem.effect-failed         | verifying | raised incidentNotTold
     1 10:00  | until               |`,
  );
  assert.equal(story.cases.get('problem/PRB-7')?.data.incident, 'I-1');
});
