/*
 * Twelve requests of a quarter: Sales Ops 4, Finance 3, Support 3, HR 2. One is wanted by a law, one comes of an outage, two are the same in other words, one is vague, and
 * one (the dashboard of commissions) is pushed by somebody against its score. With two persons for thirteen weeks and 35 % for run, the plan is worked out by hand
 * beside [S860].
 */

interface Wanted {
  readonly team: string;
  readonly title: string;
  /** Person-weeks; 0 where it never comes to triage. */
  readonly weeks: number;
  /** Value, urgency, risk removed, reach; none where it is never scored. */
  readonly points: readonly number[];
  readonly dependsOn?: readonly string[];
  readonly complianceBy?: string;
  readonly kind?: 'run';
  readonly class?: 'break-fix';
}

/** The number that all of them are to move. */
export const metric = { metric: 'request-throughput', baseline: 0, target: 5, outcomeBy: '2027-06-30' };

export const wanted: readonly Wanted[] = [
  { team: 'Sales Ops', title: 'Customer master data in sync between CRM and ERP', weeks: 6, points: [8, 6, 6, 8] },
  { team: 'Sales Ops', title: 'Route leads by territory', weeks: 3, points: [8, 6, 2, 8] },
  { team: 'Sales Ops', title: 'Quotes from one template', weeks: 2, points: [5, 4, 2, 5] },
  { team: 'Sales Ops', title: 'Dashboard of commissions', weeks: 5, points: [4, 2, 1, 4] },
  {
    ...{ team: 'Finance', title: 'Journals by hand need a second approval (SOX)', weeks: 4, points: [2, 5, 8, 2] },
    ...{ complianceBy: '2027-02-28', kind: 'run' },
  },
  { team: 'Finance', title: 'Match payments by reference', weeks: 4, points: [9, 6, 3, 7], dependsOn: ['REQ-0001'] },
  { team: 'Finance', title: 'Checklist for the close of the month', weeks: 2, points: [6, 5, 4, 4] },
  { team: 'Support', title: 'Keep customer master data of CRM and ERP in sync', weeks: 0, points: [] },
  {
    ...{ team: 'Support', title: 'Alert when order intake stands still', weeks: 3, points: [7, 8, 7, 4] },
    ...{ kind: 'run', class: 'break-fix' },
  },
  { team: 'Support', title: 'Macros for frequent answers', weeks: 2, points: [2, 1, 1, 3] },
  { team: 'HR', title: 'Calendar of absences in one place', weeks: 2, points: [3, 3, 4, 4], kind: 'run' },
  { team: 'HR', title: 'Onboarding', weeks: 0, points: [] },
];

/** `REQ-0001` is the first. */
export const numberAt = (index: number) => `REQ-${String(index + 1).padStart(4, '0')}`;

const at = (index: number) => wanted[index] as Wanted;

/** What who asks says of it. */
export function submitted(index: number) {
  const { team, title } = at(index);
  const rationale = `${title}: people do it by hand today, and it costs hours each week.`;
  return title === 'Onboarding' ? { team, title } : { team, title, rationale, ...metric };
}

/** What triage finds out. */
export function triaged(index: number) {
  const { weeks, dependsOn, complianceBy, kind = 'grow', class: of = 'enhancement' } = at(index);
  return {
    ...{ class: of, kind, skills: [{ skill: 'systems', weeks }], duration: weeks },
    ...(complianceBy === undefined ? {} : { complianceBy }),
    ...(dependsOn === undefined ? {} : { dependsOn: [...dependsOn] }),
  };
}

/** What it is scored by. */
export function scoreInputs(index: number) {
  const { weeks, points } = at(index);
  const [value = 0, urgency = 0, risk = 0, reach = 0] = points;
  return { value, urgency, risk, reach, confidence: 80, effort: weeks };
}
