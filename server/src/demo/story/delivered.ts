import type { JsonObject } from '@throughline/language';
import { type Act, workingDay } from './acts.ts';

/* What was asked for in spring, agreed on for the summer, and has gone live: what came of it is measured, not told. */

/** A request whose release is there. */
interface DeliveredRequest {
  /** When it was asked for. */
  readonly on: string;
  readonly who: string;
  readonly team: string;
  readonly title: string;
  readonly rationale: string;
  readonly metric: string;
  readonly baseline: number;
  readonly target: number;
  readonly systems: readonly string[];
  readonly skill: string;
  /** Person-weeks, and as many weeks from its start to its end. */
  readonly weeks: number;
  /** Value, urgency, risk removed, reach. */
  readonly points: readonly [number, number, number, number];
  /** The first week of the plan in which it is worked on. */
  readonly week: number;
  readonly startsOn: string;
  readonly endsOn: string;
  /** Why it was agreed on. */
  readonly why: string;
  readonly release: string;
  readonly releasedOn: string;
  /** From 1 to 5, a week later; without: nobody answered. */
  readonly answer?: readonly [score: number, comment: string];
}

export const delivered: readonly DeliveredRequest[] = [
  {
    ...{ on: '2026-04-07', who: 'rosa.thal', team: 'Operations', title: 'Two deliveries of an order are packed together' },
    rationale: 'What is ready on the same day leaves in two parcels, and customers confirm only one of them.',
    ...{ metric: 'delivery-success', baseline: 0.92, target: 0.95, systems: ['Warehouse'], skill: 'integration', weeks: 4 },
    ...{ points: [6, 4, 2, 5], week: 2, startsOn: '2026-05-11', endsOn: '2026-06-07' },
    ...{ why: 'Half of the parcels are never confirmed.', release: 'R-14', releasedOn: '2026-06-16' },
    answer: [4, 'It works. We would have liked to try it before.'],
  },
  {
    ...{
      on: '2026-04-09',
      who: 'oliver.kern',
      team: 'Finance',
      title: 'Payments in pounds and dollars are matched by themselves',
    },
    rationale: 'Only the account in euros is matched by the program. The others are looked through by hand each morning.',
    ...{ metric: 'manual-intervention-rate', baseline: 1.3, target: 1 },
    ...{ systems: ['Cash matching', 'Bank gateway'], skill: 'finance', weeks: 6, points: [7, 5, 4, 5], week: 4 },
    ...{ startsOn: '2026-05-25', endsOn: '2026-07-05', why: 'It spares an hour each morning.' },
    ...{ release: 'R-15', releasedOn: '2026-07-14' },
    answer: [5, 'An hour a day, as was promised.'],
  },
  {
    ...{ on: '2026-04-14', who: 'jonas.weber', team: 'Sales operations', title: 'Key accounts see the prices of their contract' },
    rationale: 'They see list prices in the shop, order by telephone all the same, and their invoices are disputed.',
    ...{ metric: 'straight-through', baseline: 0.77, target: 0.82, systems: ['Web shop', 'ERP'], skill: 'shop', weeks: 5 },
    ...{ points: [8, 5, 2, 6], week: 9, startsOn: '2026-06-29', endsOn: '2026-08-02' },
    ...{ why: 'Their disputes cost more than five weeks of work.', release: 'R-16', releasedOn: '2026-08-18' },
    answer: [3, 'Good for key accounts. All others still call us.'],
  },
];

const analyst = 'nora.falk';
const lead = 'lea.winter';
const plan = 'PLAN-2026-05';

export const requestNumber = (index: number) => `REQ-${String(index + 1).padStart(4, '0')}`;

/** By the weights that hold unless somebody changes them. */
const scoreOf = ([value, urgency, risk, reach]: DeliveredRequest['points']) => 40 * value + 20 * (urgency + risk + reach);

function actsOf(request: DeliveredRequest, index: number): readonly Act[] {
  const { on, who, team, title, rationale, metric, baseline, target, systems, skill, weeks, points, answer } = request;
  const { startsOn, endsOn, why, release, releasedOn } = request;
  const key = requestNumber(index);
  const person = `${who}@halden.example`;
  const [value, urgency, risk, reach] = points;
  const act = (day: string, by: string, type: string, data?: JsonObject, hour: 8 | 14 = 8): Act => ({
    ...{ on: day, hour, who: by, flow: 'request', key, type },
    ...(data === undefined ? {} : { data }),
  });
  const asked = { number: key, title, rationale, requester: person, team, contact: person, submittedOn: on };
  const scored = { value, urgency, risk, reach, confidence: 70, effort: weeks };
  const work = { class: 'enhancement', kind: 'grow', skills: [{ skill, weeks }], duration: weeks };
  const acts: readonly Act[] = [
    act(on, who, 'submit', { ...asked, metric, baseline, target, outcomeBy: '2026-12-31', systems: [...systems] }),
    act(workingDay(on, 1), analyst, 'triage', work, 14),
    act(workingDay(on, 4), analyst, 'score', scored),
    act('2026-04-23', lead, 'decide', { answer: 'yes', why, options: 'Do nothing; do it by hand; this.' }),
    act('2026-04-23', analyst, 'tell', undefined, 14),
    act('2026-04-30', lead, 'plan', { plan, startsOn, endsOn }, 14),
    act(startsOn, lead, 'begin', { release }),
    act(workingDay(releasedOn, 1), 'viktor.amsel', 'release', { releasedOn, release }),
  ];
  if (answer === undefined) return acts;
  const [score, comment] = answer;
  const said = { on: workingDay(releasedOn, 6), who, flow: 'feedback', key: `FB-${key}`, type: 'answer' };
  return [...acts, { ...said, data: { score, comment } }];
}

function planActs(): readonly Act[] {
  const framed = { title: 'May to July', from: '2026-05-04', to: '2026-08-02', runShare: 35 };
  const capacity = [
    { skill: 'integration', daysPerWeek: 5 },
    { skill: 'finance', daysPerWeek: 5 },
    { skill: 'shop', daysPerWeek: 5 },
  ];
  // All that was accepted had room: no plan could do more.
  const total = delivered.reduce((sum, { points }) => sum + scoreOf(points), 0);
  const items = delivered.map(({ week, weeks }, index) => ({ request: requestNumber(index), week, weeks }));
  const act = (on: string, who: string, type: string, data?: JsonObject): Act => ({
    ...{ on, who, flow: 'plan', key: plan, type },
    ...(data === undefined ? {} : { data }),
  });
  return [
    act('2026-04-24', lead, 'draft', { number: plan, ...framed, capacity }),
    act('2026-04-27', lead, 'make', { items, leftOut: [], overrides: [], total, bound: total }),
    act('2026-04-27', lead, 'propose'),
    act('2026-04-28', lead, 'approve_plan'),
    act('2026-04-29', 'regina.holt', 'approve', { of: 'approve_plan' }),
    act('2026-04-30', lead, 'commit'),
    act('2026-08-24', lead, 'close'),
  ];
}

export const deliveredActs: readonly Act[] = [...planActs(), ...delivered.flatMap(actsOf)];
