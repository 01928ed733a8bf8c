import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack, compileFlow, computedFields } from '@throughline/language';
import { type Story, tell } from '../../language/test/story.ts';
import { change as flow } from './change.ts';
import { changeWindow } from './change-window.ts';
import { change } from './pack.ts';

const draft = (more: object = {}) =>
  `change.draft ${JSON.stringify({ number: 'CHG-1', title: 'Another field', subject: 'system', type: 'normal', ...more })}`;
const impact = (more: object = {}) => {
  const none = {
    systems: ['CRM'],
    flows: [],
    integrations: [],
    metrics: [],
    documents: [],
    roleNames: [],
    owners: [],
    fanOut: 0,
  };
  return `change.recordImpact ${JSON.stringify({ ...none, impactAt: '2026-03-02T08:00:00.000Z', ...more })}`;
};
const plan = (more: object = {}) => {
  const none = { freezes: [], windowOwners: [], conflicts: [] };
  const days = { plannedFrom: '2026-03-10T18:00:00.000Z', plannedTo: '2026-03-10T20:00:00.000Z' };
  return `change.recordPlan ${JSON.stringify({ ...days, ...none, ...more })}`;
};
const slot = '{"from":"2026-03-10T18:00:00.000Z","to":"2026-03-10T20:00:00.000Z"}';
const hotfix = draft({ type: 'emergency', title: 'Let people in again', changesSecurity: true, testedBefore: false });
const proof = { testPlan: 'Save an order', testResults: 'Saved', rollbackPlan: 'Take the field out again' };
const whole = { ...proof, notes: 'One more field', communication: 'Sales, by mail' };
const only = (story: Story) => {
  const found = [...story.cases.values()].find((each) => each.flow === 'change');
  assert.ok(found);
  return found;
};
const tests = 'change.addTests {"testPlan":"Save an order","testResults":"Saved"}';
const back = 'change.addRollback {"rollbackPlan":"Take the field out again"}';

test('[P30] [P320] the checker finds nothing in the pack of changes, and each of its flows compiles by itself', () => {
  assert.deepEqual(checkPack(change), []);
  for (const each of change.flows) assert.equal(compileFlow(each).name, each.name);
});

test('[P321] a change of low risk needs tests and a way back, is approved by a lead who did not write it, and goes to its end', () => {
  const story = tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst)  | ${draft()}             | draft        |
     0 08:01 | ann (systems-analyst)  | change.assess           | draft        | refused: guard-failed
     0 08:02 | ann (systems-analyst)  | ${impact()}             | draft        | refused: role-required
     0 08:05 | gate (automation)      | ${impact()}             | draft        |
     0 09:00 | ann (systems-analyst)  | change.assess           | assessed     |
     0 10:00 | ann (systems-analyst)  | change.submit           | assessed     | raised missingTests, missingRollback
     0 11:00 | ann (systems-analyst)  | ${tests}                | assessed     | resolved missingTests
     0 11:05 | ann (systems-analyst)  | ${back}                 | assessed     | resolved missingRollback
     0 12:00 | ann (systems-analyst)  | change.submit           | assessed     | awaiting submit; task approve submit
     0 13:00 | ann (systems-lead)     | change.approve {"of":"submit"} | assessed | refused: approver-excluded
     0 14:00 | lea (systems-lead)     | change.approve {"of":"submit"} | approved |
     1 09:00 | lea (systems-lead)     | change.schedule ${slot} | approved     | refused: guard-failed
     1 09:01 | gate (automation)      | ${plan()}               | approved     |
     1 09:02 | lea (systems-lead)     | change.schedule ${slot} | scheduled    |
     8 18:00 | lea (systems-lead)     | change.implement        | implementing | stopped retroApproval/missed
     8 18:30 | lea (systems-lead)     | change.implemented      | validating   |
     9 09:00 | lea (systems-lead)     | change.validate         | successful   |
     15 09:00 | lea (systems-lead)    | change.review {"review":"As planned"} | reviewed |
     15 09:05 | lea (systems-lead)    | change.close            | closed       |`,
  );
  assert.partialDeepStrictEqual(only(story).data, { committedOn: '2026-03-10', approvedPoints: 0 });
});

test('[P321] of medium risk, users sign it off and people are told; nobody signs off what is their own', () => {
  tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst) | ${draft({ touchesMoney: true, testedBefore: false, ...proof })} | draft |
     0 08:05 | gate (automation)     | ${impact()}             | draft    |
     0 09:00 | ann (systems-analyst) | change.assess           | assessed |
     0 09:01 | ann (systems-analyst) | change.submit           | assessed | raised missingPackage
     0 09:02 | ann (systems-analyst) | change.addNotes {"notes":"One more field"} | assessed |
     0 09:03 | ann (systems-analyst) | change.addCommunication {"communication":"Sales, by mail"} | assessed |
     0 10:00 | ann (systems-analyst) | change.signOff {"uatScript":"Enter an order","uatResult":"Went well"} | assessed | awaiting signOff; task approve signOff
     0 10:01 | ann (requester)       | change.approve {"of":"signOff"} | assessed | refused: approver-excluded
     0 15:00 | rik (requester)       | change.approve {"of":"signOff"} | assessed | resolved missingPackage
     1 09:00 | ann (systems-analyst) | change.submit           | assessed | awaiting submit; task approve submit
     1 10:00 | ron (release-manager) | change.approve {"of":"submit"} | approved |`,
  );
});

test('[P322] of a kind that is listed and of low risk, nobody is asked; of any other kind, or riskier, somebody is', () => {
  const told = (more: object, came: string) =>
    tell(
      [flow],
      '2026-03-02',
      `0 08:00 | ann (systems-analyst) | ${draft({ type: 'standard', ...proof, ...more })} | draft |
       0 08:05 | gate (automation)     | ${impact()}   | draft    |
       0 09:00 | ann (systems-analyst) | change.assess | assessed |
       0 09:01 | ann (systems-analyst) | change.submit | ${came}`,
    );
  told({ kind: 'help-text' }, 'approved |');
  told({ kind: 'whatever' }, 'assessed | awaiting submit; task approve submit');
  told({ kind: 'help-text', reversible: false, testedBefore: false }, 'assessed | raised missingPackage');
});

test('[P323] each decision right asks for its roles, all of them, and of nobody who had a part', () => {
  const asked = (more: object, touched: object) => {
    const story = tell(
      [flow],
      '2026-03-02',
      `0 08:00 | ann (systems-analyst) | ${draft({ ...whole, ...more })} | draft |
       0 08:05 | gate (automation)     | ${impact(touched)}   | draft    |`,
    );
    const values = computedFields(compileFlow(flow), only(story).data, { now: story.now });
    return { rights: values['rights'], approvers: [...new Set(values['approvers'] as string[])], risk: values['risk'] };
  };
  const table = [
    [{}, {}, [], [], 'low'],
    [{ changesDefinition: true }, { owners: ['revops-lead'] }, ['DEC-05'], ['revops-lead'], 'low'],
    [{ changesDataModel: true }, { fanOut: 1, owners: ['sales-lead'] }, [], [], 'low'],
    [{ changesDataModel: true }, { fanOut: 2, owners: ['sales-lead'] }, ['DEC-06'], ['data-lead', 'sales-lead'], 'low'],
    [{ changesIntegration: true }, { owners: [] }, ['DEC-07'], ['integration-owner'], 'low'],
    [{ cost: 50_000 }, {}, [], [], 'low'],
    [{ cost: 50_001 }, {}, ['DEC-09'], ['executive'], 'low'],
    [{ changesSecurity: true, testedBefore: false }, {}, ['DEC-12'], ['security-lead'], 'medium'],
    [
      { touchesMoney: true, reversible: false, customerFacing: true, testedBefore: false },
      { owners: ['finance-lead'] },
      ['DEC-03'],
      ['systems-lead', 'release-manager', 'finance-lead'],
      'high',
    ],
  ] as const;
  for (const [more, touched, rights, approvers, risk] of table)
    assert.deepEqual(asked(more, touched), { rights, approvers, risk }, JSON.stringify(more));

  tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst) | ${draft({ ...whole, changesIntegration: true })} | draft |
     0 08:05 | gate (automation)     | ${impact({ owners: ['sales-lead'] })}   | draft    |
     0 09:00 | ann (systems-analyst) | change.assess | assessed |
     0 09:01 | ann (systems-analyst) | change.submit | assessed | awaiting submit; task approve submit
     0 09:02 | lea (systems-lead)    | change.approve {"of":"submit"} | assessed | refused: role-required
     0 09:03 | ann (integration-owner, sales-lead) | change.approve {"of":"submit"} | assessed | refused: approver-excluded
     0 09:04 | ian (integration-owner) | change.approve {"of":"submit"} | assessed | missing 1; missing of sales-lead
     0 09:05 | sue (sales-lead)      | change.approve {"of":"submit"} | approved |`,
  );
});

test('[P324] what was altered since it was approved is not implemented, and is submitted again', () => {
  tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst) | ${draft(whole)}         | draft     |
     0 08:05 | gate (automation)     | ${impact()}             | draft     |
     0 09:00 | ann (systems-analyst) | change.assess           | assessed  |
     0 09:01 | ann (systems-analyst) | change.submit           | assessed  | awaiting submit; task approve submit
     0 09:02 | lea (systems-lead)    | change.approve {"of":"submit"} | approved |
     1 09:01 | gate (automation)     | ${plan()}               | approved  |
     1 09:02 | lea (systems-lead)    | change.schedule ${slot} | scheduled |
     2 09:00 | ron (release-manager) | change.revise {"changesSecurity":true} | scheduled |
     3 09:00 | lea (systems-lead)    | change.implement        | scheduled | raised notApproved
     3 10:00 | ann (systems-analyst) | change.submit           | scheduled | awaiting submit; task approve submit
     3 11:00 | sam (security-lead)   | change.approve {"of":"submit"} | approved | resolved notApproved`,
  );
});

test('[P325] into a freeze, whoever answers for it agrees', () => {
  const fair = { freezes: ['spring-fair'], windowOwners: ['sales-lead'] };
  tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst) | ${draft(whole)}         | draft     |
     0 08:05 | gate (automation)     | ${impact()}             | draft     |
     0 09:00 | ann (systems-analyst) | change.assess           | assessed  |
     0 09:01 | ann (systems-analyst) | change.submit           | assessed  | awaiting submit; task approve submit
     0 09:02 | lea (systems-lead)    | change.approve {"of":"submit"} | approved |
     1 09:01 | gate (automation)     | ${plan(fair)}           | approved  |
     1 09:02 | lea (systems-lead)    | change.schedule ${slot} | approved  | refused: guard-failed
     1 09:03 | lea (systems-lead)    | change.scheduleInFreeze ${slot} | approved | awaiting scheduleInFreeze; task approve scheduleInFreeze
     1 09:04 | ron (release-manager) | change.approve {"of":"scheduleInFreeze"} | approved | refused: role-required
     1 09:05 | sue (sales-lead)      | change.approve {"of":"scheduleInFreeze"} | scheduled |`,
  );
});

test('[P326] an emergency at night is done at once and approved within two business days, by somebody else', () => {
  tell(
    [flow],
    '2026-03-04',
    `0 02:05 | ida (incident-lead) | ${hotfix}                              | draft        |
     0 02:10 | ida (incident-lead) | change.implement                       | draft        | refused: reason-required
     0 02:10 | ida (incident-lead) | change.implement "Everybody is locked out" | implementing | raised approvalOutstanding
     0 02:20 | ida (systems-lead)  | change.implemented                     | validating   |
     0 08:00 | ida (incident-lead) | change.approveAfterwards               | validating   | awaiting approveAfterwards; task approve approveAfterwards
     0 08:05 | ida (security-lead)  | change.approve {"of":"approveAfterwards"} | validating | refused: approver-excluded
     0 09:00 | sam (security-lead) | change.approve {"of":"approveAfterwards"} | validating | stopped retroApproval/missed; resolved approvalOutstanding
     0 10:00 | lea (systems-lead)  | change.validate                        | successful   |
     1 09:00 | lea (systems-lead)  | change.review {"review":"The right thing"} | reviewed |
     1 09:05 | lea (systems-lead)  | change.close                           | closed       |`,
  );
});

test('[P326] rolled back, and nobody approves it in time: at that minute there is an exception, until somebody decides on it', () => {
  tell(
    [flow],
    '2026-03-04',
    `0 02:05 | ida (incident-lead) | ${hotfix}                              | draft        |
     0 02:10 | ida (incident-lead) | change.implement "Everybody is locked out" | implementing | raised approvalOutstanding
     0 02:20 | ida (systems-lead)  | change.implemented                     | validating   |
     0 02:40 | ida (incident-lead) | change.rollBack "Nobody can pay now"   | rolled_back  |
     2 02:10 | clock               | change.retroApproval/missed            | rolled_back  | raised approvalMissed
     2 09:00 | lea (systems-lead)  | change.review {"review":"Tested nowhere"} | reviewed  |
     2 09:05 | lea (systems-lead)  | change.close                           | reviewed     | refused: guard-failed
     2 10:00 | ida (incident-lead) | change.approveAfterwards               | reviewed     | awaiting approveAfterwards; task approve approveAfterwards
     2 11:00 | sam (security-lead) | change.approve {"of":"approveAfterwards"} | reviewed  | resolved approvalOutstanding
     2 11:05 | lea (systems-lead)  | change.close                           | reviewed     | refused: guard-failed
     2 12:00 | lea (systems-lead)  | change.decideMissed "Night duty gets a deputy" | reviewed | awaiting decideMissed; task approve decideMissed
     2 13:00 | eve (executive)     | change.approve {"of":"decideMissed"}   | reviewed     | resolved approvalMissed
     2 14:00 | lea (systems-lead)  | change.close                           | closed       |`,
  );
});

test('[P327] a change failed that was not valid, was taken back, caused an incident, or moved a number out of its bounds', () => {
  for (const [event, state, failure] of [
    ['fail "Orders are lost"', 'failed', 'validation'],
    ['rollBack "Orders are lost"', 'rolled_back', 'roll-back'],
    ['causedIncident', 'failed', 'incident'],
    ['breachGuardRail', 'failed', 'guard-rail'],
  ]) {
    const story = tell(
      [flow],
      '2026-03-04',
      `0 02:05 | ida (incident-lead) | ${hotfix}                              | draft        |
       0 02:10 | ida (incident-lead) | change.implement "Everybody is locked out" | implementing | raised approvalOutstanding
       0 02:20 | ida (systems-lead)  | change.implemented                     | validating   |
       0 02:40 | lea (systems-lead)  | change.${event}                        | ${state}     |
       0 06:15 | lea (systems-lead)  | change.breachGuardRail {"metric":"dso"} | ${state}     |`,
    );
    // Another number that leaves its bounds then is written down, and nothing else.
    assert.deepEqual(only(story).data['failures'], [failure]);
  }
});

test('[P328] of our own definitions the gate does what was approved, once, and says so; nobody else can', () => {
  const story = tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-analyst) | ${draft({ ...whole, subject: 'parameters', contentHash: 'abc' })} | draft |
     0 08:05 | gate (automation)     | ${impact()}             | draft     |
     0 09:00 | ann (systems-analyst) | change.assess           | assessed  |
     0 09:01 | ann (systems-analyst) | change.submit           | assessed  | awaiting submit; task approve submit
     0 09:02 | lea (systems-lead)    | change.approve {"of":"submit"} | approved |
     1 09:01 | gate (automation)     | ${plan()}               | approved  |
     1 09:02 | lea (systems-lead)    | change.schedule ${slot} | scheduled |
     8 18:00 | lea (systems-lead)    | change.implement        | implementing | stopped retroApproval/missed
     8 18:01 | lea (systems-lead)    | change.implemented      | implementing | refused: role-required
     8 18:01 | gate (automation)     | change.implemented      | validating |`,
  );
  const called = story.decisions.flatMap((each) => ('effects' in each ? each.effects : []));
  assert.deepEqual(
    called.map((effect) => effect.kind === 'call' && effect.payload.data),
    [{ number: 'CHG-1', subject: 'parameters', what: 'implement', contentHash: 'abc' }],
  );
});

test('[P329] where there is only one person, it is done unapproved, and stays so until a second one approves', () => {
  tell(
    [flow],
    '2026-03-02',
    `0 08:00 | ann (systems-lead) | ${draft(whole)}         | draft     |
     0 08:05 | gate (automation)  | ${impact()}             | draft     |
     0 08:06 | ann (systems-lead) | change.recordPersons {"onlyPerson":true} | draft | refused: role-required
     0 08:06 | gate (automation)  | change.recordPersons {"onlyPerson":true} | draft |
     0 09:00 | ann (systems-lead) | change.assess           | assessed  |
     0 09:01 | ann (systems-lead) | change.submit           | approved  | raised unapproved
     1 09:01 | gate (automation)  | ${plan()}               | approved  |
     1 09:02 | ann (systems-lead) | change.schedule ${slot} | scheduled |
     1 18:00 | ann (systems-lead) | change.implement        | implementing | stopped retroApproval/missed
     1 18:10 | ann (systems-lead) | change.implemented      | validating |
     2 09:00 | ann (systems-lead) | change.approveAfterwards | validating | awaiting approveAfterwards; task approve approveAfterwards
     2 09:01 | ann (systems-lead) | change.approve {"of":"approveAfterwards"} | validating | refused: approver-excluded
     7 09:00 | lea (systems-lead) | change.approve {"of":"approveAfterwards"} | validating | resolved unapproved`,
  );
});

test('[P325] a window of the calendar is planned, moved, and over a day after its end', () => {
  const fair = { name: 'spring-fair', title: 'Spring fair', kind: 'event', owner: 'sales-lead' };
  tell(
    [changeWindow],
    '2026-03-02',
    `0 08:00 | sue (sales-lead) | change-window.plan ${JSON.stringify({ ...fair, from: '2026-03-09T08:00:00.000Z', to: '2026-03-11T18:00:00.000Z' })} | planned |
     1 08:00 | sue (sales-lead) | change-window.move {"from":"2026-03-10T08:00:00.000Z","to":"2026-03-12T18:00:00.000Z"} "The hall is taken" | planned |
     11 18:00 | clock           | change-window.end/over | over |
     12      | until            | |`,
  );
});
