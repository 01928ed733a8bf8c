import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack, compileFlow } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { catalogue } from '../catalogue/pack.ts';
import { feedback } from './feedback.ts';
import { intake } from './pack.ts';
import { plan } from './plan.ts';
import { request } from './request.ts';
import { roadmapItem } from './roadmap-item.ts';

const wish = {
  ...{ number: 'REQ-1', title: 'Match payments by reference', requester: 'fay', team: 'Finance', submittedOn: '2027-01-04' },
  rationale: 'Two people match payments by hand for three hours a day.',
  ...{ metric: 'dso', baseline: 54.2, target: 50, outcomeBy: '2027-06-30', contact: 'fay@halden.example' },
};
const submit = (more: object = {}) => `request.submit ${JSON.stringify({ ...wish, ...more })}`;
const { number: _number, ...again } = wish;
const found = JSON.stringify({ class: 'enhancement', kind: 'grow', skills: [{ skill: 'integration', weeks: 3 }], duration: 3 });
const points = JSON.stringify({ value: 8, urgency: 5, risk: 3, reach: 7, confidence: 80, effort: 3 });
const judged = { why: 'It pays for itself within a quarter.', options: 'Nothing; a clerk more; this.' };
const yes = JSON.stringify({ answer: 'yes', ...judged });

test('[P360] the checker finds nothing in the pack of intake, and its flows compile by themselves', () => {
  assert.deepEqual(checkPack(intake, catalogue.flows), []);
  for (const flow of intake.flows) assert.equal(compileFlow(flow).name, flow.name);
});

test('[P361] a vague request is given back with what it lacks, and goes on once it is sharp', () => {
  const vague = { rationale: 'Faster please', metric: undefined, target: 54.2, outcomeBy: undefined };
  const story = tell(
    [request],
    '2027-01-04',
    `0 09:00 | fay (requester)        | ${submit(vague)} | returned |
     0 10:00 | ana (systems-analyst)  | request.triage ${found} | returned | refused: not-allowed-in-state
     0 11:00 | fay (requester)        | request.resubmit ${JSON.stringify({ ...again, rationale: 'Faster please' })} | returned |`,
  );
  const [record] = story.cases.values();
  assert.deepEqual(record?.data.missing, ['rationale']);
  const first = story.log.get('request/REQ-1')?.[0]?.patch.data;
  assert.match(JSON.stringify(first), /"missing":\["rationale","metric","target","outcomeBy"\]/);
  tell(
    [request],
    '2027-01-04',
    `0 09:00 | fay (requester)        | ${submit(vague)} | returned |
     0 11:00 | ana (systems-analyst)  | request.tell | returned | mail Your request REQ-1 needs more
     0 12:00 | fay (requester)        | request.resubmit ${JSON.stringify({ ...again, submittedOn: '2027-01-05' })} | submitted |
     2 12:00 | clock                  | request.overdue | submitted | raised overdue
     2 13:00 | until | | |`,
  );
});

test('[P362] a score is whole numbers that a person can redo, with the weights and the rubric that counted', () => {
  const scoredBy = (parameters: object) => {
    const story = tell(
      [request],
      '2027-01-04',
      `0       | parameters            | ${JSON.stringify(parameters)} | |
       0 09:00 | fay (requester)       | ${submit()} | submitted |
       0 10:00 | ana (systems-analyst) | request.triage ${found} | triaged |
       0 11:00 | ana (systems-analyst) | request.score ${points} | scored |`,
    );
    const { rubric, weights, score, arithmetic } = story.cases.get('request/REQ-1')?.data ?? {};
    return { rubric, weights, score, arithmetic };
  };
  // 40 x 8 = 320, 20 x 5 = 100, 20 x 3 = 60, 20 x 7 = 140: 620.
  assert.deepEqual(scoredBy({}), {
    ...{ rubric: 'weighted', weights: [40, 20, 20, 20], score: 620 },
    arithmetic: '40 x 8 + 20 x 5 + 20 x 3 + 20 x 7 = 620',
  });
  assert.equal(scoredBy({ weightValue: 70, weightReach: 0 }).score, 720);
  // 7 x 8 x 80 = 4,480; a third of it is 1,493, and one is left.
  assert.equal(scoredBy({ rubric: 'rice' }).arithmetic, '7 x 8 x 80 / 3 = 1493');
  // 8 + 5 + 3 = 16; 1,600 in three parts is 533, and one is left.
  assert.equal(scoredBy({ rubric: 'wsjf' }).arithmetic, '100 x (8 + 5 + 3) / 3 = 533');
});

const asFarAsScored = `0 09:00 | fay (requester)  | ${submit()} | submitted |
     0 10:00 | ana (systems-analyst) | request.triage ${found} | triaged |
     0 11:00 | ana (systems-analyst) | request.score ${points} | scored |`;

test('[P363] a decision has its reason and the options considered; large work needs the sponsor, and the answer is sent once', () => {
  tell(
    [request],
    '2027-01-04',
    `${asFarAsScored}
     1       | ana (systems-analyst) | request.decide ${yes} | scored | refused: role-required
     1       | lea (systems-lead)    | request.decide {"answer":"no"} | scored | refused: data-invalid
     1       | lea (systems-lead)    | request.postpone ${JSON.stringify({ ...judged, reviewOn: '2027-01-08' })} | not_now |
     1 01:00 | lea (systems-lead)    | request.tell | not_now | mail Your request REQ-1: not-now
     1 02:00 | lea (systems-lead)    | request.tell | not_now | refused: guard-failed
     4 09:00 | clock                 | request.review/due | not_now | task review/due
     5       | lea (systems-lead)    | request.reopen | triaged |
     5       | ana (systems-analyst) | request.score ${points} | scored |
     5       | lea (systems-lead)    | request.decide ${yes} | accepted |
     5 01:00 | lea (systems-lead)    | request.tell | accepted | mail Your request REQ-1: yes`,
  );
  tell(
    [request],
    '2027-01-04',
    `0       | parameters             | {"executiveAbove":2} | |
     ${asFarAsScored}
     1       | lea (systems-lead)     | request.decide ${yes} | scored | awaiting decide; task approve decide
     1       | lea (systems-lead, executive) | request.approve {"of":"decide"} | scored | refused: approver-excluded
     1       | eva (executive)        | request.approve {"of":"decide"} | accepted |`,
  );
});

test('[P364] a duplicate is merged by somebody and its requester told; what is done against its score names who stands behind it', () => {
  tell(
    [request],
    '2027-01-04',
    `0 09:00 | fay (requester)       | ${submit()} | submitted |
     0 10:00 | ana (systems-analyst) | request.duplicate {"of":"REQ-7","why":"The same matching"} "The same" | duplicate |
     0 11:00 | ana (systems-analyst) | request.tell | told_duplicate | mail Your request REQ-1: duplicate`,
  );
  const story = tell(
    [request],
    '2027-01-04',
    `${asFarAsScored}
     1       | lea (systems-lead)    | request.override {"sponsor":"cro","why":"Promised to the largest customer"} | scored |
     1       | lea (systems-lead)    | request.decide ${yes} | accepted |`,
  );
  assert.equal(story.cases.get('request/REQ-1')?.data.sponsor, 'cro');
});

test('[P365] an emergency begins at once, in the log, and is judged afterwards by the sponsor', () => {
  tell(
    [request],
    '2027-01-04',
    `0 09:00 | fay (requester)     | ${submit()} | submitted |
     0 09:10 | fay (requester)     | request.expedite "It stands still" | submitted | refused: role-required
     0 09:20 | ian (incident-lead) | request.expedite "It stands still" | in_delivery | raised emergencyUnjudged
     1 09:00 | ian (incident-lead) | request.judge "It was one" | in_delivery | refused: role-required
     1 10:00 | eva (executive)     | request.judge "It was one" | in_delivery | resolved emergencyUnjudged`,
  );
});

test('[P366] [P369] a request is done when the verdict of its number is in, worked out of baseline, target and value', () => {
  const verdict = (value: number, state: string) => {
    const story = tell(
      [request, feedback],
      '2027-01-04',
      `${asFarAsScored}
       1       | lea (systems-lead)    | request.decide ${yes} | accepted |
       1       | bot (automation)      | request.plan {"plan":"2027-Q1","startsOn":"2027-01-11","endsOn":"2027-01-31"} | planned |
       7       | ana (systems-analyst) | request.begin {"release":"R-9"} | in_delivery |
       28      | bot (automation)      | request.release {"releasedOn":"2027-02-01"} | released |
       28      | message               | feedback.ask | asked |
       29      | eva (requester)       | feedback.answer {"score":1} | asked | refused: named-person-required
       30      | fay (requester)       | feedback.answer {"score":4,"comment":"Quick"} | answered | stopped reminder/remind, reminder/lapse
       42 09:00 | clock                | request.settle/begins | verifying |
       88      | lea (systems-lead)    | request.measure {"value":${value},"measuredOn":"2027-04-02","definition":"dso 1"} | verifying | refused: role-required
       88      | bot (automation)      | request.measure {"value":${value},"measuredOn":"2027-04-02","definition":"dso 1"} | ${state} |`,
    );
    return story.cases.get('request/REQ-1')?.data;
  };
  // From 54.2 down to 50.0 are 4.2; down to 51.05 are 3.15 of them: 75 %.
  assert.equal(verdict(51.05, 'outcome_missed')?.attained, 75);
  assert.partialDeepStrictEqual(verdict(50, 'outcome_met'), { attained: 100, verifyOn: '2027-04-02', definition: 'dso 1' });
  assert.equal(verdict(58.4, 'outcome_missed')?.attained, -100);
});

test('[P367] a plan is drafted, made, proposed, and agreed by a sponsor who neither made nor proposed it', () => {
  const made = { items: [{ request: 'REQ-1', week: 1, weeks: 3 }], leftOut: [], overrides: [], total: 620, bound: 620 };
  const frame = {
    ...{ number: '2027-Q1', title: 'First quarter', from: '2027-01-01', to: '2027-03-31', runShare: 35 },
    capacity: [{ skill: 'integration', daysPerWeek: 10 }],
  };
  tell(
    [plan],
    '2027-01-04',
    `0 | lea (systems-lead) | plan.draft ${JSON.stringify(frame)} | draft |
     0 | lea (systems-lead) | plan.propose | draft | refused: guard-failed
     0 | bot (automation)   | plan.make ${JSON.stringify(made)} | draft |
     1 | lea (systems-lead) | plan.propose | proposed |
     1 | lea (systems-lead) | plan.approve_plan | proposed | awaiting approve_plan; task approve approve_plan
     1 | lea (systems-lead, executive) | plan.approve {"of":"approve_plan"} | proposed | refused: approver-excluded
     2 | eva (executive)    | plan.approve {"of":"approve_plan"} | approved |
     3 | lea (systems-lead) | plan.commit | committed |
     90 | lea (systems-lead) | plan.close | closed |`,
  );
});

test('[P368] what costs more than the sponsor left to others needs the sponsor; what it brings in three years is worked out', () => {
  const item = {
    number: 'RM-1',
    title: 'One price list',
    team: 'Sales',
    objective: 'Fewer disputes',
    from: '2027-04-01',
    to: '2027-06-30',
  };
  const made = (cost: number) =>
    JSON.stringify({
      ...{
        currency: 'EUR',
        cost,
        yearlyCost: 500_000,
        yearlyBenefit: 4_000_000,
        risk: 'Prices differ for a week',
        alternatives: ['Nothing'],
      },
      ...{ metric: 'invoice-error-rate', baseline: 0.06, target: 0.03, outcomeBy: '2027-12-31' },
    });
  tell(
    [roadmapItem],
    '2027-01-04',
    `0 | lea (systems-lead) | roadmap-item.propose ${JSON.stringify(item)} | idea |
     1 | ana (systems-analyst) | roadmap-item.makeCase ${made(3_500_000)} | cased |
     2 | lea (systems-lead) | roadmap-item.accept | approved |`,
  );
  const story = tell(
    [roadmapItem],
    '2027-01-04',
    `0 | lea (systems-lead) | roadmap-item.propose ${JSON.stringify(item)} | idea |
     1 | ana (systems-analyst) | roadmap-item.makeCase ${made(3_500_001)} | cased |
     2 | lea (systems-lead) | roadmap-item.accept | cased | awaiting accept; task approve accept
     3 | eva (executive)    | roadmap-item.approve {"of":"accept"} | approved |`,
    // 35,000.01 + 3 x 5,000.00 = 50,000.01; 3 x 40,000.00 less that is 69,999.99.
  );
  assert.equal(story.cases.get('roadmap-item/RM-1')?.data.cost, 3_500_001);
});
