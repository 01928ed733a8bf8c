import type { DispatchResult, Sink, Submission } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { type OpenCase, readOpenCases } from '../sql/read-open-cases.ts';
import type { Throughline } from '../throughline.ts';
import { inviteStaff, workOnAccount } from './accounts.ts';
import type { Numbered } from './build-record.ts';
import { chanceOf } from './chance.ts';
import { firstDay } from './company.ts';
import { workOnDelivery } from './deliveries.ts';
import { workOnCreditNote, workOnDispute } from './disputes.ts';
import { workOnInvoice } from './invoices.ts';
import { dayMs, hourMs, isWeekend, type Scene, sceneOf } from './move.ts';
import { ordersAt, placeOrders, workOnOrder } from './orders.ts';
import { paymentNumber, workOnPayment } from './payments.ts';
import { draftReleases, workOnRelease } from './releases.ts';
import { workOnShortfall } from './shortfalls.ts';
import { tellStory, workOnAction } from './story/story.ts';
import { workOnIncident, workOnRequest } from './story/visited.ts';
import { workOnException, workOnTask } from './worklists.ts';

/** On working days the company looks at its worklists twice, at these hours (UTC); at weekends only its programs do, once. */
const hoursOfWork = [8, 14] as const;
const hourOfPrograms = 7;

/** The instants at which the company works, after one instant and up to another, both told in milliseconds. */
export function* workingHours(after: Millis, upTo: Millis): Generator<Millis> {
  for (let day = after - (after % dayMs); day <= upTo; day += dayMs) {
    const hours = isWeekend(day) ? [hourOfPrograms] : hoursOfWork;
    for (const hour of hours) {
      const instant = day + hour * hourMs;
      if (instant > after && instant <= upTo) yield instant;
    }
  }
}

type Workers = Readonly<
  Record<string, { readonly states: readonly string[]; readonly work: (item: OpenCase, scene: Scene) => readonly Submission[] }>
>;

/** By flow, the states in which somebody of the company, or a customer, may do something. */
const workers: Workers = {
  order: { states: ['placed', 'validated', 'on_hold', 'released'], work: workOnOrder },
  delivery: { states: ['planned', 'shipped', 'delivered', 'partial', 'failed', 'confirmed'], work: workOnDelivery },
  invoice: { states: ['blocked', 'sent', 'partially_paid', 'promised', 'disputed', 'legal'], work: workOnInvoice },
  payment: { states: ['received', 'unmatched', 'matched', 'short', 'over', 'allocated'], work: workOnPayment },
  dispute: { states: ['opened', 'investigating', 'upheld'], work: workOnDispute },
  'credit-note': { states: ['draft'], work: workOnCreditNote },
  shortfall: {
    states: ['with_finance', 'with_sales', 'with_fulfilment', 'with_billing', 'with_collections'],
    work: workOnShortfall,
  },
  exception: { states: ['open'], work: workOnException },
  task: { states: ['open'], work: workOnTask },
  account: { states: ['active'], work: workOnAccount },
  'corrective-action': { states: ['open'], work: workOnAction },
  // Verified ones need no more work, but go on having their consequences.
  release: { states: ['draft', 'planned', 'approved', 'released', 'verified'], work: workOnRelease },
};
/** What the story tells until somebody looks on. */
const visitedWorkers: Workers = {
  request: { states: ['submitted', 'triaged'], work: workOnRequest },
  incident: { states: ['detected', 'acknowledged', 'mitigated'], work: workOnIncident },
};
const allWorkers: Workers = { ...workers, ...visitedWorkers };
const statesAtWork = Object.entries(allWorkers).flatMap(([flow, { states }]) => states.map((state) => `${flow}/${state}`));

export interface MovesRequest {
  readonly seed: number;
  readonly now: Millis;
  /** After this instant somebody looks on, and takes part as one of the staff. */
  readonly visitedAfter: Millis;
  /** The numbers given out so far. */
  readonly numbered: Numbered;
}

export interface Moves {
  readonly submissions: readonly Submission[];
  /** The numbers given out when all this is done. */
  readonly numbered: Numbered;
}

/** All that is asked of the engine at one instant: a function of the cases, the seed, the instant and the numbers given out so far. */
export async function movesAt(
  { pool }: Pick<Throughline, 'pool'>,
  { seed, now, visitedAfter, numbered }: MovesRequest,
): Promise<Moves> {
  const cases = await readOpenCases(pool, statesAtWork);
  let { payments } = numbered;
  const nextPayment = () => {
    payments += 1;
    return paymentNumber(payments);
  };
  const scene = sceneOf(cases, { chance: chanceOf(seed), now, nextPayment });
  const taken = takenByVisitors(cases);
  // Worklists first: what a case does next may end its exceptions and tasks.
  const sorted = [...cases.filter(isOwned), ...cases.filter((item) => !isOwned(item))];
  const work = sorted.flatMap((item) => {
    const worker = (now > visitedAfter ? allWorkers : workers)[item.flow];
    const moves = worker?.states.includes(item.state) === true ? worker.work(item, scene) : [];
    return now > visitedAfter ? moves.filter((move) => isLeftToStaff(move, item, taken)) : moves;
  });
  if (isWeekend(now)) {
    const ofPrograms = work.filter(({ input }) => input.kind === 'command' && input.actor.kind === 'automation');
    return { submissions: ofPrograms, numbered: { ...numbered, payments } };
  }
  const month = (now - firstDay) / (30.4 * dayMs);
  const orders = ordersAt(scene, month);
  return {
    submissions: [
      ...inviteStaff(scene),
      ...placeOrders(scene, orders, numbered.orders),
      ...draftReleases(scene),
      ...work,
      ...tellStory(now, now > visitedAfter),
    ],
    numbered: { orders: numbered.orders + orders.length, payments },
  };
}

const isOwned = ({ parent }: OpenCase) => parent !== null;

/** Simulated people assign nothing: who stands on a case is a visitor. With a case goes what it owns, and with that the case. */
function takenByVisitors(cases: readonly OpenCase[]): ReadonlySet<string> {
  return new Set(cases.flatMap(({ id, parent, assignee }) => (assignee === null ? [] : [id, parent ?? id])));
}

/** Approvals are the visitor's to decide, and so is all on a case that one has taken. Customers and programs go on. */
function isLeftToStaff({ input }: Submission, { id, parent }: OpenCase, taken: ReadonlySet<string>): boolean {
  if (input.kind !== 'command' || input.actor.kind !== 'person') return true;
  if (input.type === 'approve' || input.type === 'decline') return false;
  return !taken.has(id) && !taken.has(parent ?? id);
}

/** Mails of the demo go nowhere: they are counted as sent, and say so. */
export const simulatedMail: Sink = {
  perform: () => Promise.resolve({ outcome: 'done', result: { simulated: true } }),
};

/** The simulated people only do what their flows allow; anything else is a fault of the simulation, as long as nobody takes part. */
export function requireAccepted(submissions: readonly Submission[], results: readonly DispatchResult[]): void {
  for (const [index, result] of results.entries()) {
    if (result.outcome === 'applied' || result.outcome === 'deviated' || result.outcome === 'duplicate') continue;
    const { input, case: target } = submissions[index] as Submission;
    const type = 'type' in input ? input.type : input.kind;
    const name = target.id ?? `${target.flow} ${target.key}`;
    const said = 'refusal' in result ? `${result.refusal.code}: ${result.refusal.message}` : result.outcome;
    throw new ThroughlineError('simulation-broken', `${type} of ${name}: ${said}`, { place: name, details: [result, input] });
  }
}
