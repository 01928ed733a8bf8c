import type { DispatchResult, Sink, Submission } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { type OpenCase, readOpenCases } from '../sql/read-open-cases.ts';
import type { Throughline } from '../throughline.ts';
import { type Chance, chanceOf } from './chance.ts';
import { firstDay } from './company.ts';
import { workOnDelivery } from './deliveries.ts';
import { workOnInvoice } from './invoices.ts';
import { dayMs, hourMs, type Scene } from './move.ts';
import { placeOrders, workOnOrder } from './orders.ts';
import { workOnPayment } from './payments.ts';
import { workOnException, workOnTask } from './worklists.ts';

/** On working days the company looks at its worklists twice, at these hours (UTC); at weekends only its programs do, once. */
const hoursOfWork = [8, 14] as const;
const hourOfPrograms = 7;

function isWeekend(instant: Millis): boolean {
  const weekday = new Date(instant).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** The instants at which the company works, from the first to the end of the last month. */
export function* workingHours(months: number): Generator<Millis> {
  const end = endOf(months);
  for (let day = firstDay; day < end; day += dayMs) {
    if (isWeekend(day)) yield day + hourOfPrograms * hourMs;
    else for (const hour of hoursOfWork) yield day + hour * hourMs;
  }
}

/** The end of the last month of a simulation of so many months. */
export function endOf(months: number): Millis {
  const first = new Date(firstDay);
  return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + months, 1);
}

/** By flow, the states in which somebody of the company, or a customer, may do something. */
const workers: Readonly<
  Record<string, { readonly states: readonly string[]; readonly work: (item: OpenCase, scene: Scene) => readonly Submission[] }>
> = {
  order: { states: ['placed', 'validated', 'on_hold', 'released'], work: workOnOrder },
  delivery: { states: ['planned', 'shipped', 'delivered', 'partial', 'failed', 'confirmed'], work: workOnDelivery },
  invoice: { states: ['blocked', 'sent', 'partially_paid', 'promised', 'disputed', 'legal'], work: workOnInvoice },
  payment: { states: ['received', 'unmatched', 'matched', 'short', 'over', 'allocated'], work: workOnPayment },
  exception: { states: ['open'], work: workOnException },
  task: { states: ['open'], work: workOnTask },
};
const statesAtWork = [...new Set(Object.values(workers).flatMap(({ states }) => states))];

/** All that is asked of the engine at one instant: a function of the cases, the seed and the instant, and of nothing else. */
export async function movesAt({ pool }: Throughline, seed: number, now: Millis): Promise<readonly Submission[]> {
  const cases = await readOpenCases(pool, statesAtWork);
  const scene = sceneOf(cases, chanceOf(seed), now);
  const month = (now - firstDay) / (30.4 * dayMs);
  // Worklists first: what a case does next may end its exceptions and tasks.
  const sorted = [...cases.filter(isOwned), ...cases.filter((item) => !isOwned(item))];
  const work = sorted.flatMap((item) => {
    const worker = workers[item.flow];
    return worker?.states.includes(item.state) === true ? worker.work(item, scene) : [];
  });
  if (isWeekend(now)) return work.filter(({ input }) => input.kind === 'command' && input.actor.kind === 'automation');
  return [...placeOrders(scene, month), ...work];
}

const isOwned = ({ parent }: OpenCase) => parent !== null;

function sceneOf(cases: readonly OpenCase[], chance: Chance, now: Millis): Scene {
  const byName = new Map(cases.filter((item) => !isOwned(item)).map((item) => [`${item.flow} ${item.key}`, item]));
  return { now, chance, byName };
}

/** Mails of the demo go nowhere: they are counted as sent, and say so. */
export const simulatedMail: Sink = {
  perform: () => Promise.resolve({ outcome: 'done', result: { simulated: true } }),
};

/** The simulated people only do what their flows allow; anything else is a fault of the simulation. */
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
