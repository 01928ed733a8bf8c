import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkPack, compileFlow } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { catalogue } from '../catalogue/pack.ts';
import { change as changeFlow } from '../change/change.ts';
import { change } from '../change/pack.ts';
import { release } from '../change/release.ts';
import { intake } from '../intake/pack.ts';
import { integrationFailure } from '../integration/failure.ts';
import { correctiveAction } from './corrective-action.ts';
import { incident } from './incident.ts';
import { audiences, priorities } from './incident-data.ts';
import { service } from './pack.ts';
import { problem } from './problem.ts';
import { standardMessages } from './standard-messages.ts';

const detect = (more: object = {}) =>
  `incident.detect ${JSON.stringify({
    ...{ number: 'INC-1', title: 'The carrier interface is down', priority: 'P1', vendor: 'Rheintal Logistik' },
    ...{ systems: ['Carrier interface'], flows: ['delivery'], beganAt: '2026-11-02T08:40:00.000Z', ...more },
  })}`;
const resolve = 'incident.resolve {"endedAt":"2026-11-02T11:30:00.000Z"}';
const analysis = {
  timeline: '08:40 first time-out, 09:00 alert, 11:30 over',
  cause: 'A certificate had run out',
  contributing: 'Nobody owned its renewal',
  detectionGap: 'Time-outs were counted once an hour',
  prevention: 'Certificates are watched 30 days ahead',
};
const action = (kind: string, dueOn: string) => `{"title":"${kind}","kind":"${kind}","owner":"cem","dueOn":"${dueOn}"}`;

test('[P340] the checker finds nothing in the pack of services', () => {
  assert.deepEqual(checkPack(service, [...change.flows, ...catalogue.flows, ...intake.flows]), []);
  for (const flow of service.flows) assert.equal(compileFlow(flow).name, flow.name);
});

test('[P341] a P1 to the minute: both leaderships and the vendor, a lead, a word every 30 minutes, impact, workaround, expected end; the review is refused without each of its parts', () => {
  const { detectionGap: _, ...without } = analysis;
  tell(
    [incident, correctiveAction],
    '2026-11-02',
    `0 09:00 | monitor (automation)  | ${detect()}                | detected     |
     0 09:05 | clock                 | incident.leadership/systems  | detected  | task leadership/systems
     0 09:05 | clock                 | incident.leadership/business | detected  | task leadership/business
     0 09:05 | clock                 | incident.vendor/call         | detected  | task vendor/call
     0 09:10 | lea (incident-lead)   | incident.acknowledge {"lead":"lea"} | acknowledged | stopped lead/missing
     0 09:12 | lea (incident-lead)   | incident.callVendor {"vendor":"Rheintal Logistik","at":"2026-11-02T09:12:00.000Z"} | acknowledged |
     0 09:20 | lea (incident-lead)   | incident.assessImpact {"impact":"Deliveries cannot be announced","blocked":31,"atRisk":[{"currency":"EUR","amount":4120000}]} | acknowledged |
     0 09:25 | cem (incident-lead)   | incident.communicate {"audience":"business-leadership","text":"31 deliveries wait"} | acknowledged |
     0 09:55 | clock                 | incident.communication/due | acknowledged | raised communicationOverdue
     0 10:02 | cem (incident-lead)   | incident.communicate {"audience":"users","text":"Announce by telephone"} | acknowledged | resolved communicationOverdue
     0 10:05 | lea (incident-lead)   | incident.mitigate {"workaround":"By telephone"} | mitigated |
     0 10:06 | lea (incident-lead)   | incident.estimate {"eta":"2026-11-02T12:00:00.000Z"} | mitigated |
     0 10:12 | clock                 | incident.answer/silent     | mitigated    | raised vendorUnresponsive
     0 10:20 | lea (incident-lead)   | incident.vendorAnswers {"said":"A new certificate by 11:30"} | mitigated | resolved vendorUnresponsive
     0 10:30 | cem (incident-lead)   | incident.communicate {"audience":"it-leadership","text":"Over by 12:00"} | mitigated |
     0 11:00 | clock                 | incident.communication/due | mitigated    | raised communicationOverdue
     0 11:30 | lea (incident-lead)   | ${resolve}                 | resolved     | resolved communicationOverdue
     1       | lea (systems-lead)    | incident.review ${JSON.stringify(without)} | resolved | refused: data-invalid
     1 01:00 | lea (systems-lead)    | incident.review ${JSON.stringify(analysis)} | reviewed |
     1 02:00 | lea (systems-lead)    | incident.close             | reviewed     | refused: guard-failed
     1 03:00 | lea (systems-lead)    | incident.planAction ${action('monitor', '2026-11-20')} | reviewed |
     1 04:00 | lea (systems-lead)    | incident.close             | reviewed     | refused: guard-failed
     2       | cem (systems-analyst) | INC-1-A1/corrective-action.complete {"evidence":"Alert fired in the drill","doneOn":"2026-11-04"} | done | stopped due/overdue, due/escalate
     3       | lea (systems-lead)    | incident.close             | closed       | stopped response/breached, resolution/breached`,
  );
});

test('[P341] whoever looks after systems opens one by hand, who only asks does not', () => {
  const begun = detect({ priority: 'P3', vendor: undefined });
  tell(
    [incident],
    '2026-11-02',
    `0 09:00 | ida (incident-lead)    | ${begun} | detected | stopped leadership/systems, leadership/business, vendor/call`,
  );
  tell(
    [incident],
    '2026-11-02',
    `0 09:00 | ada (systems-analyst)  | ${begun} | detected | stopped leadership/systems, leadership/business, vendor/call`,
  );
  tell([incident], '2026-11-02', `0 09:00 | rob (requester)        | ${begun} | -        | refused: role-required`);
});

test('[P342] [P343] with nobody there: no response, no lead, no word and no solution each have their minute; resolved, why it took longer is still to be said', () => {
  tell(
    [incident],
    '2026-11-02',
    `0 09:00 | monitor (automation) | ${detect({ vendor: undefined })} | detected | stopped vendor/call
     0 09:05 | clock                | incident.leadership/systems  | detected | task leadership/systems
     0 09:05 | clock                | incident.leadership/business | detected | task leadership/business
     0 09:15 | clock                | incident.response/breached | detected | raised responseBreached
     0 09:15 | clock                | incident.lead/missing      | detected | raised noLead
     0 09:30 | clock                | incident.communication/due | detected | raised communicationOverdue
     0 13:00 | clock                | incident.resolution/breached | detected | raised resolutionBreached
     0 14:00 | lea (incident-lead)  | incident.acknowledge {"lead":"lea"} | acknowledged | resolved noLead
     0 15:00 | lea (incident-lead)  | ${resolve}                 | resolved | resolved communicationOverdue
     0 16:00 | lea (systems-lead)   | incident.explainBreach {"breachReason":"nobody noticed"} | resolved | resolved responseBreached, resolutionBreached`,
  );
});

test('[P344] while others have to move the clock of the solution stands still, and what has stood still does so whatever the priority becomes', () => {
  tell(
    [incident],
    '2026-11-02',
    `0 06:00 | monitor (automation) | ${detect({ priority: 'P3', vendor: undefined })} | detected | stopped leadership/systems, leadership/business, vendor/call
     0 06:05 | lea (incident-lead)  | incident.acknowledge {"lead":"lea"} | acknowledged | stopped lead/missing
     0 07:00 | lea (incident-lead)  | incident.waitForBusiness "Which orders matter" | waiting_business |
     0 09:00 | lea (incident-lead)  | incident.resume            | acknowledged |
     0 09:30 | lea (incident-lead)  | incident.setPriority {"priority":"P1"} "All of it stands" | acknowledged |
     0 09:30 | clock                | incident.leadership/systems | acknowledged | task leadership/systems
     0 09:30 | clock                | incident.leadership/business | acknowledged | task leadership/business
     0 09:30 | clock                | incident.communication/due | acknowledged | raised communicationOverdue
     0 12:00 | clock                | incident.resolution/breached | acknowledged | raised resolutionBreached
     0 12:30 | until                |`,
  );
});

const failed = (count: number, more: object = {}) =>
  JSON.stringify({
    ...{ parts: [{ errorClass: 'timed-out', outcome: 'failed', count }], count, unknown: 0, lastAt: '2026-11-02T08:40:00.000Z' },
    ...{ atRisk: [{ currency: 'EUR', amount: count * 10_000 }], ...more },
  });
const firstOf = (tier: string, count: number) =>
  failed(count, {
    number: 'f1',
    integration: 'crm-erp',
    title: 'Invoices to the ERP',
    tier,
    firstAt: '2026-11-02T08:40:00.000Z',
  });
const noneBehind = `stopped leadership/systems, leadership/business, vendor/call`;

test('[P345] a failing integration is one incident, of a critical one from its first failure, of another from its tenth; what comes since is taken in', () => {
  const minor = tell(
    [integrationFailure, incident, problem],
    '2026-11-02',
    `0 09:00 | bot (automation) | integration-failure.fail ${firstOf('minor', 2)} | failed |
     0 09:10 | bot (automation) | integration-failure.absorb ${failed(9)}  | failed |
     0 09:20 | bot (automation) | integration-failure.absorb ${failed(10)} | failed |
     0 09:20 | message          | incident.detect     | detected | ${noneBehind}
     0 09:20 | message          | problem.recur       | -        | refused: case-not-born
     0 09:20 | message          | incident.noProblem  | detected |
     0 09:30 | bot (automation) | integration-failure.absorb ${failed(24)} | failed |
     0 09:30 | message          | incident.absorb     | detected |`,
  );
  const { data } = minor.cases.get('incident/INC-f1') as { data: Record<string, unknown> };
  assert.deepEqual(
    [data['priority'], data['blocked'], data['atRisk'], data['signature'], data['detectedBy'], data['failures']],
    ['P4', 24, [{ currency: 'EUR', amount: 240_000 }], 'integration/crm-erp', 'monitor', ['f1']],
  );
  const critical = tell(
    [integrationFailure, incident, problem],
    '2026-11-02',
    `0 09:00 | bot (automation) | integration-failure.fail ${firstOf('critical', 1)} | failed |
     0 09:00 | message          | incident.detect     | detected | stopped vendor/call
     0 09:00 | message          | problem.recur       | -        | refused: case-not-born
     0 09:00 | message          | incident.noProblem  | detected |`,
  );
  assert.equal(critical.cases.get('incident/INC-f1')?.data['priority'], 'P2');
});

test('[P346] a change or a release that caused it hears of it, and both name each other; one that is not there is an exception', () => {
  const open = 'x (systems-lead)';
  const story = tell(
    [incident, release],
    '2026-11-02',
    `0 06:00 | monitor (automation)   | ${detect({ priority: 'P3', vendor: undefined })} | detected | ${noneBehind}
     0 07:00 | ${open}                | release.draft ${JSON.stringify({
       ...{
         number: 'R-17',
         title: 'Fields',
         summary: 'Renamed',
         requester: 'sam',
         systems: [],
         flows: [],
       },
     })} | draft |
     0 07:30 | lea (incident-lead)    | incident.blame {"kind":"release","number":"R-18"} | detected |
     0 07:30 | message                | release.reportFailure  | -        | refused: case-not-born
     0 07:30 | message                | incident.effect-failed | detected | raised causeNotTold`,
  );
  assert.equal(story.cases.get('incident/INC-1')?.data['causedBy'], 'R-18');
  const draft = { number: 'CHG-7', title: 'Another certificate', subject: 'system', type: 'emergency' };
  const caused = tell(
    [incident, changeFlow],
    '2026-11-02',
    `0 06:00 | lea (incident-lead)    | change.draft ${JSON.stringify(draft)} | draft |
     0 06:10 | lea (incident-lead)    | change.implement "Time-outs" | implementing | raised approvalOutstanding
     0 06:20 | lea (systems-lead)     | change.implemented     | validating |
     0 08:45 | monitor (automation)   | ${detect({ priority: 'P3', vendor: undefined })} | detected | ${noneBehind}
     0 09:00 | lea (incident-lead)    | incident.blame {"kind":"change","number":"CHG-7"} | detected |
     0 09:00 | message                | change.causedIncident  | failed   |`,
  );
  const [after, behind] = [caused.cases.get('incident/INC-1'), caused.cases.get('change/CHG-7')];
  assert.deepEqual([after?.data['causedBy'], behind?.data['failures']], ['CHG-7', ['incident']]);
});

const openProblem = (more: object = {}) =>
  `problem.open ${JSON.stringify({ number: 'PRB-integration/crm-erp', title: 'Invoices', priority: 'P2', signature: 'integration/crm-erp', ...more })}`;

test('[P347] [P348] a problem is not verified while an action is open or its number is not back, and goes back to known when it happens again', () => {
  const incidentAgain = (number: string) =>
    detect({ number, signature: 'integration/crm-erp', priority: 'P3', vendor: undefined });
  const story = tell(
    [problem, correctiveAction, incident],
    '2026-11-02',
    `0       | lea (systems-lead)    | ${openProblem()}         | open         |
     0 01:00 | ana (integration-owner) | problem.investigate    | investigating |
     0 02:00 | monitor (automation)  | ${incidentAgain('INC-2')} | detected   | ${noneBehind}
     0 02:00 | message               | problem.recur            | investigating |
     0 02:00 | message               | incident.problemKnown    | detected     |
     1       | ana (integration-owner) | problem.know {"cause":"R-17 renamed a field","workaround":"Map it by hand"} | known |
     1 01:00 | ana (integration-owner) | problem.planAction ${action('validation-rule', '2026-11-10')} | known |
     1 02:00 | ana (integration-owner) | problem.measureBy {"metric":"integration-success","of":"crm-erp","target":0.99} | known |
     1 02:00 | clock                 | incident.response/breached | detected | raised responseBreached
     1 03:00 | ana (integration-owner) | problem.planFix {"kind":"change","fix":"CHG-7"} | fix_planned |
     2       | lea (systems-lead)    | problem.releaseFix {"at":"2026-11-04T00:00:00.000Z"} | fix_released |
     2 02:00 | clock                 | incident.lead/missing    | detected     | raised noLead
     2 02:00 | clock                 | incident.communication/due | detected | raised communicationOverdue
     3       | ana (integration-owner) | problem.verify {"proof":"It works"} | fix_released | refused: guard-failed
     3 01:00 | service-monitor (automation) | problem.measured {"value":0.985,"of":"197 of 200"} | fix_released |
     7 02:00 | clock                 | incident.resolution/breached | detected | raised resolutionBreached
     9       | monitor (automation)  | ${incidentAgain('INC-3')} | detected   | ${noneBehind}
     9       | message               | problem.recur            | known        | raised recurrence
     9       | message               | incident.problemKnown    | detected     |
     9 01:00 | ana (integration-owner) | problem.planFix {"kind":"change","fix":"CHG-8"} | known | refused: blocked-by-exception`,
  );
  const found = story.cases.get('problem/PRB-integration/crm-erp');
  const actionId = 'problem/PRB-integration/crm-erp/corrective-action/PRB-integration/crm-erp-A1';
  assert.deepEqual([found?.data['incidents'], story.cases.get(actionId)?.state], [3, 'open']);
  assert.equal(story.cases.get('incident/INC-3')?.data['problem'], 'PRB-integration/crm-erp');
});

test('[P347] with its actions done and its number back it is verified, and closed; an action that is late is an exception of its own a day after its day', () => {
  const story = tell(
    [problem, correctiveAction],
    '2026-11-02',
    `0       | lea (systems-lead)    | ${openProblem({ number: 'PRB-1', signature: undefined })} | open |
     0 01:00 | ana (integration-owner) | problem.investigate    | investigating |
     0 02:00 | ana (integration-owner) | problem.know {"cause":"A field"} | known |
     0 03:00 | ana (integration-owner) | problem.planAction ${action('contract-test', '2026-11-10')} | known |
     0 04:00 | ana (integration-owner) | problem.measureBy {"metric":"integration-success","target":0.99} | known |
     0 05:00 | ana (integration-owner) | problem.planFix {"kind":"release","fix":"R-19"} | fix_planned |
     1       | lea (systems-lead)    | problem.releaseFix {"at":"2026-11-03T00:00:00.000Z"} | fix_released |
     2       | service-monitor (automation) | problem.measured {"value":0.995,"of":"199 of 200"} | fix_released |
     3       | ana (integration-owner) | problem.verify {"proof":"It works"} | fix_released | refused: guard-failed
     10      | cem (systems-analyst) | PRB-1-A1/corrective-action.complete {"evidence":"Run 41","doneOn":"2026-11-12"} | done | stopped due/escalate; resolved actionOverdue
     11      | ana (integration-owner) | problem.verify {"proof":"199 of 200"} | verified |
     12      | ana (integration-owner) | problem.close          | closed       |`,
  );
  const events = story.log.get('problem/PRB-1/corrective-action/PRB-1-A1') ?? [];
  const late = events.find(({ type }) => type === 'rung');
  assert.equal(new Date(late?.occurredAt ?? 0).toISOString(), '2026-11-11T09:00:00.000Z');
});

test('[P347] an action that is planned by hand says its day; another day is postponed to, not revised', () => {
  const planned = { number: 'A-1', title: 'Watch it', kind: 'monitor', owner: 'cem', ofNumber: 'PRB-1', dueOn: '2026-11-10' };
  tell(
    [correctiveAction],
    '2026-11-02',
    `0       | lea (systems-lead)    | corrective-action.plan ${JSON.stringify(planned)} | open |
     0 01:00 | lea (systems-lead)    | corrective-action.revise {"dueOn":"2026-12-10"} | open | refused: data-invalid
     0 02:00 | lea (systems-lead)    | corrective-action.postpone {"dueOn":"2026-11-20"} | open | refused: reason-required
     0 03:00 | lea (systems-lead)    | corrective-action.postpone {"dueOn":"2026-11-20"} "A holiday" | open |`,
  );
});

test('[P352] there is a standard text for each audience and each priority', () => {
  for (const audience of audiences)
    for (const priority of priorities)
      assert.ok(
        standardMessages.some(
          (one) => one.audience === audience && (one.priorities.length === 0 || one.priorities.includes(priority)),
        ),
        `${audience} ${priority}`,
      );
});

test('[P351] what is detected may be filed, and filed otherwise', () => {
  const story = tell(
    [incident],
    '2026-11-02',
    `0 06:00 | lea (systems-lead)   | ${detect({ priority: 'P3', vendor: undefined, category: 'application' })} | detected | ${noneBehind}
     0 07:00 | lea (systems-lead)   | incident.categorise {"category":"printing"} | detected | refused: data-invalid
     0 07:05 | lea (systems-lead)   | incident.categorise {"category":"vendor"} | detected |`,
  );
  assert.equal(story.cases.get('incident/INC-1')?.data['category'], 'vendor');
});
