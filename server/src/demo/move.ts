import type { Submission } from '@throughline/engine';
import type { Actor, JsonObject, Millis } from '@throughline/language';
import type { OpenCase } from '../sql/read-open-cases.ts';
import type { Chance } from './chance.ts';
import { automation, headquarters, holdersOf } from './company.ts';

export const dayMs = 86_400_000;
export const hourMs = 3_600_000;

/** What those who act know: the hour, their worklists, and the dice. */
export interface Scene {
  readonly now: Millis;
  readonly chance: Chance;
  /** The case of a flow and key in the legal unit of another, if it waits for somebody. */
  beside(item: OpenCase, flow: string, key: string): OpenCase | undefined;
  /** Whether a payment with a reference of the bank waits for somebody, in the legal unit of another case. */
  isBooked(item: OpenCase, bankReference: string): boolean;
  /** The invoices of the legal unit and customer of a payment that are not settled yet. */
  invoicesFor(payment: OpenCase): readonly OpenCase[];
  /** The number of the payment that the bank reports next. */
  nextPayment(): string;
  /** The same, of what the company has only once. */
  headquartersCase(flow: string, key: string): OpenCase | undefined;
}

export function sceneOf(
  cases: readonly OpenCase[],
  { chance, now, nextPayment }: Pick<Scene, 'chance' | 'now' | 'nextPayment'>,
): Scene {
  const nameOf = (entity: string, flow: string, key: string) => `${entity}|${flow}|${key}`;
  const roots = cases.filter(({ parent }) => parent === null);
  const byName = new Map(roots.map((item) => [nameOf(item.entity, item.flow, item.key), item]));
  const nameOfCustomer = ({ entity, data }: OpenCase) => `${entity}|${text(data['customer'])}`;
  const invoices = Map.groupBy(
    roots.filter(({ flow }) => flow === 'invoice'),
    nameOfCustomer,
  );
  const booked = new Set(
    roots.flatMap(({ flow, entity, data }) => (flow === 'payment' ? [`${entity}|${text(data['bankReference'])}`] : [])),
  );
  return {
    now,
    chance,
    nextPayment,
    isBooked: ({ entity }, bankReference) => booked.has(`${entity}|${bankReference}`),
    invoicesFor: (payment) => invoices.get(nameOfCustomer(payment)) ?? [],
    beside: ({ entity }, flow, key) => byName.get(nameOf(entity, flow, key)),
    headquartersCase: (flow, key) => byName.get(nameOf(headquarters.name, flow, key)),
  };
}

type Target = OpenCase | { readonly flow: string; readonly entity: string; readonly key: string };

interface Act {
  readonly type: string;
  readonly data?: JsonObject;
  readonly reason?: string;
}

/** A person with the role asks. With several, who it is depends on the case. */
export function byPerson(role: string, target: Target, act: Act, { chance }: Scene, except?: string): Submission {
  const holders = holdersOf(role, target.entity);
  const [first, ...others] = holders.filter(({ principal }) => principal !== except);
  const actor = first === undefined ? holders[0] : chance.pick([first, ...others], target.key, act.type, 'who');
  return command(actor, target, act);
}

/** Somebody with the role who has had no part in it approves; nobody, where all have. */
export function byApprover(role: string, target: OpenCase, of: string, { chance }: Scene): readonly Submission[] {
  const { principals = {}, pending = {} } = target.clocks;
  const parts = new Set([pending[of]?.by, ...Object.values(principals).flat()]);
  const [first, ...others] = holdersOf(role, target.entity).filter(({ principal }) => !parts.has(principal));
  if (first === undefined) return [];
  return [command(chance.pick([first, ...others], target.key, of, 'approves'), target, { type: 'approve', data: { of } })];
}

/** A program of the company asks. */
export function byAutomation(name: string, target: Target, act: Act): Submission {
  return command(automation(name), target, act);
}

function command(actor: Actor, target: Target, { type, data = {}, reason }: Act): Submission {
  return { case: address(target), input: { kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) } };
}

/** A system of record says that it has happened, within the last hours. */
export function byFact(source: string, target: Target, act: Act, { now, chance }: Scene): Submission {
  const earliest = 'enteredAt' in target ? target.enteredAt : 0;
  const occurredAt = Math.max(earliest, now - chance.whole(5, 150, target.key, act.type, 'minutes') * 60_000);
  const actor: Actor = { id: source, kind: 'source', principal: source, roles: [] };
  return {
    case: address(target),
    input: { kind: 'fact', type: act.type, data: act.data ?? {}, actor, source: { name: source, liveFrom: 0 }, occurredAt },
    receipt: { source, key: `${target.flow}/${target.key}/${act.type}/${now}` },
  };
}

function address(target: Target): Submission['case'] {
  return 'id' in target ? { id: target.id } : { flow: target.flow, entity: target.entity, key: target.key };
}

/** Whether a case has stood in its state for a time that chance draws between two lengths. */
export function hasWaited(
  { now, chance }: Scene,
  { key, state, enteredAt }: OpenCase,
  least: number,
  most: number,
  topic = '',
): boolean {
  return now - enteredAt >= chance.between(least, most, key, state, topic, 'wait');
}

/** Whether an approval was asked for long enough ago, for a time that chance draws between two lengths. */
export function hasBeenAsked(
  { now, chance }: Scene,
  { key, clocks }: OpenCase,
  approval: string,
  least: number,
  most: number,
): boolean {
  const asked = clocks.pending?.[approval];
  return asked !== undefined && now - asked.at >= chance.between(least, most, key, approval, String(asked.at), 'approval');
}

/** Whether an exception of a kind is open on a case. */
export function hasOpen({ clocks }: OpenCase, kind: string): boolean {
  return (clocks.children?.[`exception/${kind}`]?.open.length ?? 0) > 0;
}

/** What of an invoice is still owed. */
export function openOf({ data }: OpenCase): number {
  const less = ['paid', 'deducted', 'credited', 'writtenOff'].reduce((sum, field) => sum + amountOf(data[field]), 0);
  return amountOf(data['amount']) - less;
}

export function isWeekend(instant: Millis): boolean {
  const weekday = new Date(instant).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** On the first two working days of a month finance closes the books: until then nobody changes what is booked. */
export function booksAreClosed(now: Millis): boolean {
  const date = new Date(now);
  const month = Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  const before = Array.from({ length: date.getUTCDate() }, (_, index) => month + index * dayMs);
  const nth = before.filter((day) => !isWeekend(day)).length;
  return nth === 1 || (nth === 2 && !isWeekend(now));
}

export function isoDay(instant: Millis): string {
  return new Date(instant).toISOString().slice(0, 10);
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function amountOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
