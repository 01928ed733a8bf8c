import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Lived, lines, live } from '../test/clean-company.ts';

test('[T17] a company that does everything as its definitions want it has no exception, and nothing of it is refused', () => {
  const { story, exceptions, refused, cases } = live();
  assert.deepEqual([exceptions, refused], [[], []]);
  story.requireFolds();
  const ends = cases
    .filter(({ flow, parent }) => parent === undefined && flow !== 'document')
    .map(({ flow, state }) => `${flow} ${state}`);
  assert.deepEqual(ends.sort(), [
    'change closed',
    'coverage covered',
    'feedback answered',
    'incident closed',
    'problem closed',
    'request outcome_met',
    'system live',
  ]);
});

const draftWithout = (...fields: readonly string[]) => ({
  draft: fields.reduce((line, field) => line.replace(new RegExp(`,"${field}":"[^"]*"`), ''), lines.draft as string),
});

/** What is taken away, and what is to be found of it on the day: that, and nothing else. */
const taken: readonly (readonly [what: string, lived: Lived, exceptions: readonly string[]])[] = [
  ['the owner of a system', { owners: [] }, ['coverage/system:ERP noOwner']],
  ['the second person who can keep it', { owners: ['lea'] }, ['coverage/system:ERP onePersonOnly']],
  ['its diagram', { without: ['diagram'] }, ['coverage/system:ERP undocumented']],
  ['its runbook', { without: ['runbook', 'useRunbook'] }, ['coverage/system:ERP undocumented']],
  [
    'its runbook, while somebody says to have used it',
    { without: ['runbook'] },
    ['coverage/system:ERP undocumented', 'incident/INC-1 runbookNotNoted'],
  ],
  ['the tests of a change', { otherwise: draftWithout('testPlan', 'testResults'), day: 3 }, ['change/CHG-1 missingTests']],
  ['the results of its tests', { otherwise: draftWithout('testResults'), day: 3 }, ['change/CHG-1 missingTests']],
  ['its plan to roll back', { otherwise: draftWithout('rollbackPlan'), day: 3 }, ['change/CHG-1 missingRollback']],
  ['its release notes', { otherwise: draftWithout('notes'), day: 3 }, ['change/CHG-1 missingPackage']],
  ['its communication', { otherwise: draftWithout('communication'), day: 3 }, ['change/CHG-1 missingPackage']],
  ['the sign-off of its users', { without: ['signOff'], day: 3 }, ['change/CHG-1 missingPackage']],
  ['the approval of one side', { without: ['financeAgrees'], day: 9 }, ['change/CHG-1 notApproved']],
  ['any approval', { without: ['integrationAgrees', 'financeAgrees'], day: 9 }, ['change/CHG-1 notApproved']],
  ['the approval, for good', { without: ['financeAgrees', 'implement', 'learn'], day: 21 }, ['change/CHG-1 overdue']],
  ['what was learned of a change', { without: ['learn'], day: 28 }, ['change/CHG-1 overdue']],
  ['who leads an incident', { otherwise: { lead: lines.lead.replace('{"lead":"lea"}', '{}') } }, ['incident/INC-1 noLead']],
  ['what is told of an incident', { without: ['tellFirst'] }, ['incident/INC-1 communicationOverdue']],
  ['what was learned of an incident', { without: ['review'] }, ['incident/INC-1 overdue']],
  ['the proof of an action', { without: ['act'], day: 45 }, ['corrective-action/PRB-erp-posting-A1 actionOverdue']],
  ['the look into a problem', { without: ['know', 'mend', 'act', 'verify'], day: 40 }, ['problem/PRB-erp-posting overdue']],
  ['the triage of a request', { without: ['triage', 'score', 'decide', 'answer'], day: 3 }, ['request/REQ-1 overdue']],
  [
    'the number that a request is to move',
    { otherwise: { ask: lines.ask.replace('"metric":"dso",', '') }, day: 19 },
    ['request/REQ-1 overdue'],
  ],
  [
    'the value of that number',
    { otherwise: { measure: '88 09:00 | bot (automation) | request.noNumber' } },
    ['request/REQ-1 unmeasured'],
  ],
];

for (const [what, lived, expected] of taken)
  test(`[T17] without ${what}: exactly that is found`, () => {
    const { exceptions } = live(lived);
    assert.deepEqual(exceptions, expected);
  });
