import type { CaseRecord, FlowDefinition, JsonObject } from '@throughline/language';
import { catalogue, change, intake, service } from '@throughline/packs';
import { newStory, perform, type Story } from '../../language/test/story.ts';
import { coverageOf } from '../src/catalogue/coverage.ts';
import type { DocumentRecord, SystemRecord } from '../src/catalogue/records.ts';
import { newsOf } from '../src/catalogue/watch-catalogue.ts';

/*
 * A small company that does everything as its definitions want it, in a hundred days: a system with its owners, runbook and diagram; a
 * request that is measured; a change with its proof, agreed by two sides; an incident of which people were told in time; a problem with an
 * action that was done. Each line can be left out.
 */

const start = '2027-01-04';
const json = (value: unknown) => JSON.stringify(value);

const wish = {
  ...{ number: 'REQ-1', title: 'Match payments by reference', requester: 'fay', team: 'Finance', submittedOn: '2027-01-04' },
  rationale: 'Two people match payments by hand for three hours a day.',
  ...{ metric: 'dso', baseline: 54.2, target: 50, outcomeBy: '2027-06-30', contact: 'fay@halden.example' },
};
const weighed = { class: 'enhancement', kind: 'grow', skills: [{ skill: 'integration', weeks: 3 }], duration: 3 };
const points = { value: 8, urgency: 5, risk: 3, reach: 7, confidence: 80, effort: 3 };
const decision = { answer: 'yes', why: 'It pays for itself within a quarter.', options: 'Nothing; a clerk more; this.' };
const document = (number: string, kind: string) =>
  json({ ...{ number, kind, title: `ERP: ${kind}`, ofKind: 'system', of: 'ERP' }, owner: 'systems-lead', reviewedOn: start });
const proposal = {
  ...{ number: 'CHG-1', title: 'Post by reference', subject: 'system', type: 'normal' },
  ...{ touchesMoney: true, changesIntegration: true, testedBefore: false },
  ...{ testPlan: 'Post a hundred payments', testResults: 'All were posted', rollbackPlan: 'Switch the rule off' },
  ...{ notes: 'Payments find their invoice', communication: 'Finance, by mail' },
};
const nobody = { flows: [], integrations: [], metrics: [], documents: [], roleNames: [], fanOut: 0 };
const impact = { systems: ['ERP'], owners: ['finance-lead'], impactAt: '2027-01-05T08:05:00.000Z', ...nobody };
const slot = { from: '2027-01-12T18:00:00.000Z', to: '2027-01-12T20:00:00.000Z' };
const plan = { plannedFrom: slot.from, plannedTo: slot.to, freezes: [], windowOwners: [], conflicts: [] };
const failure = {
  ...{ number: 'INC-1', title: 'Nothing is posted', priority: 'P2', systems: ['ERP'], flows: ['invoice'] },
  ...{ signature: 'erp-posting', detectedBy: 'monitor', beganAt: '2027-01-25T08:50:00.000Z' },
};
const analysis = {
  ...{ timeline: '08:50 the first, 09:00 alert, 12:00 over', cause: 'A full disk', contributing: 'Logs were kept for good' },
  ...{ detectionGap: 'Only postings were watched', prevention: 'Room on the disk is watched' },
};
const action = { title: 'Watch the disk', kind: 'monitor', owner: 'ana', dueOn: '2027-02-10' };

/** What was done: by a name that says what it is, its lines. */
export const lines = {
  system: `0 08:00 | kim (systems-analyst) | system.register ${json({ name: 'ERP', title: 'ERP', owner: 'systems-lead', tier: '1', disposition: 'invest' })}`,
  runbook: `0 08:05 | kim (systems-analyst) | document.register ${document('RB-1', 'runbook')}`,
  diagram: `0 08:06 | kim (systems-analyst) | document.register ${document('DG-1', 'diagram')}`,
  ask: `0 09:00 | fay (requester) | request.submit ${json(wish)}`,
  triage: `0 10:00 | ana (systems-analyst) | request.triage ${json(weighed)}`,
  score: `0 11:00 | ana (systems-analyst) | request.score ${json(points)}`,
  decide: `1 07:00 | lea (systems-lead) | request.decide ${json(decision)}`,
  answer: `1 07:30 | lea (systems-lead) | request.tell`,
  draft: `1 08:00 | ann (systems-analyst) | change.draft ${json(proposal)}`,
  impact: `1 08:05 | change-gate (automation) | change.recordImpact ${json(impact)}`,
  assess: `1 09:00 | ann (systems-analyst) | change.assess`,
  signOff: `1 10:00 | ann (systems-analyst) | change.signOff {"uatScript":"Post a payment","uatResult":"Went well"}
     1 15:00 | rik (requester) | change.approve {"of":"signOff"}`,
  submit: `2 09:00 | ann (systems-analyst) | change.submit`,
  integrationAgrees: `2 10:00 | ina (integration-owner) | change.approve {"of":"submit"}`,
  financeAgrees: `2 11:00 | fin (finance-lead) | change.approve {"of":"submit"}`,
  plan: `3 08:00 | bot (automation) | request.plan {"plan":"2027-Q1","startsOn":"2027-01-07","endsOn":"2027-01-31"}
     3 09:00 | ana (systems-analyst) | request.begin {}
     3 09:01 | change-gate (automation) | change.recordPlan ${json(plan)}`,
  schedule: `3 10:00 | lea (systems-lead) | change.schedule ${json(slot)}`,
  implement: `8 18:00 | lea (systems-lead) | change.implement "In its slot"
     8 18:30 | lea (systems-lead) | change.implemented
     9 09:00 | lea (systems-lead) | change.validate`,
  learn: `15 09:00 | lea (systems-lead) | change.review {"review":"As planned"}
     15 09:05 | lea (systems-lead) | change.close`,
  detect: `21 09:00 | service-monitor (automation) | incident.detect ${json(failure)}`,
  lead: `21 09:10 | lea (incident-lead) | incident.acknowledge {"lead":"lea"}`,
  look: `21 09:20 | lea (incident-lead) | incident.assessImpact {"impact":"Invoices wait","blocked":31,"atRisk":[{"currency":"EUR","amount":4120000}]}`,
  tellFirst: `21 09:30 | cem (incident-lead) | incident.communicate {"audience":"business-leadership","text":"31 invoices wait"}`,
  useRunbook: `21 09:45 | lea (incident-lead) | incident.useRunbook {"document":"RB-1","on":"2027-01-25"}`,
  mitigate: `21 10:30 | lea (incident-lead) | incident.mitigate {"workaround":"Posted by hand"}`,
  tellMore: `21 11:15 | cem (incident-lead) | incident.communicate {"audience":"users","text":"Over by noon"}`,
  resolve: `21 12:00 | lea (incident-lead) | incident.resolve {"endedAt":"2027-01-25T12:00:00.000Z"}`,
  problem: `22 09:00 | lea (systems-lead) | incident.openProblem`,
  review: `22 10:00 | lea (systems-lead) | incident.review ${json(analysis)}
     22 11:00 | lea (systems-lead) | incident.close`,
  know: `23 09:00 | ana (systems-analyst) | problem.investigate
     24 09:00 | ana (systems-analyst) | problem.know {"cause":"A full disk"}
     24 10:00 | ana (systems-analyst) | problem.planAction ${json(action)}`,
  mend: `25 09:00 | ana (systems-analyst) | problem.planFix {"kind":"change","fix":"CHG-1"}
     26 09:00 | lea (systems-lead) | problem.releaseFix {"at":"2027-01-30T09:00:00.000Z"}`,
  release: `28 09:00 | bot (automation) | request.release {"releasedOn":"2027-02-01"}`,
  said: `30 09:00 | fay (requester) | feedback.answer {"score":4,"comment":"Quick"}`,
  act: `31 09:00 | ana (systems-analyst) | PRB-erp-posting-A1/corrective-action.complete {"evidence":"The alert fired in a drill","doneOn":"2027-02-04"}`,
  verify: `32 09:00 | ana (systems-analyst) | problem.verify {"proof":"A month without it"}
     50 09:00 | ana (systems-analyst) | problem.close`,
  measure: `88 09:00 | bot (automation) | request.measure {"value":50,"measuredOn":"2027-04-02","definition":"dso 1"}`,
} as const;
export type Line = keyof typeof lines;

export interface Lived {
  /** Lines that are left out, or are otherwise. */
  readonly without?: readonly Line[];
  readonly otherwise?: Partial<Record<Line, string>>;
  /** Who holds the roles that own systems. Default: two people. */
  readonly owners?: readonly string[];
  /** The day on which one looks. What comes after it has not happened. Default: the hundredth. */
  readonly day?: number;
}

const flows: readonly FlowDefinition[] = [catalogue, change, intake, service].flatMap((pack) => pack.flows);
const minuteMs = 60_000;

/** The company on a day: its cases, and what went wrong. */
export function live({ without = [], otherwise = {}, owners = ['lea', 'mia'], day = 100 }: Lived = {}) {
  const story = newStory(flows);
  const script = (Object.keys(lines) as Line[])
    .filter((name) => !without.includes(name))
    .flatMap((name) => (otherwise[name] ?? lines[name]).split('\n'))
    .filter((line) => Number(line.trim().split(' ')[0]) < day);
  const morning = script.filter((line) => /^\s*0 08:/.test(line));
  perform(story, start, morning);
  story.now += minuteMs;
  watch(story, new Map(owners.length === 0 ? [] : [['systems-lead', owners]]));
  perform(story, start, [...script.filter((line) => !morning.includes(line)), `${day} | until |`]);
  const cases = [...story.cases.values()];
  return {
    story,
    cases,
    /** Every exception that was ever raised, as `change/CHG-1 missingTests`. */
    exceptions: cases
      .filter(({ flow }) => flow === 'exception')
      .map(({ data }) => `${data['ofFlow']}/${data['ofKey']} ${data['kind']}`)
      .sort(),
    /** What was asked for and refused, by whomever. */
    refused: story.rows
      .filter((row) => row.includes('| refused: ') && !row.includes('| message |'))
      .map((row) => row.split('|').map((cell) => cell.trim()))
      .map(([, , what = '', , came = '']) => `${what.split(' ')[0]} ${came}`),
  };
}

/** What the monitor of the catalogue tells of what there is. */
function watch(story: Story, holders: ReadonlyMap<string, readonly string[]>): void {
  const records = <R>(flow: string) =>
    [...story.cases.values()].filter((found) => found.flow === flow).map((found) => registered(found) as R);
  const monitor = { id: 'monitor', kind: 'automation', principal: 'monitor', roles: ['catalogue-monitor'] } as const;
  const all = coverageOf(
    { systems: records<SystemRecord>('system'), integrations: [], documents: records<DocumentRecord>('document') },
    holders,
  );
  for (const one of all) {
    const key = `${one.kind}:${one.name}`;
    const found = story.cases.get(`coverage/${key}`);
    for (const { type, data = {} } of newsOf(one, found as Parameters<typeof newsOf>[1]))
      story.give(
        `coverage/${key}`,
        { flow: 'coverage', key },
        { kind: 'command', type, data: data as JsonObject, actor: monitor },
      );
  }
}

const registered = ({ id, entity, key, state, data }: CaseRecord) => ({ ...data, caseId: id, entity, name: key, state });
