import type { ExceptionOverview, QueryOf, Routes } from '@throughline/api';
import { type CompiledFlow, calendarOf, dayOf, instantOf, inWords, kernelFlows, type Millis } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { exceptionKindTitle, roleName } from '../cases/names.ts';
import { amountsOf } from '../home/risk.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { moneyFields } from '../work/pending-approvals.ts';
import {
  type ExceptionGroup,
  type ExceptionSelection,
  readExceptionGroups,
  readExceptionTrend,
  readExceptionWorth,
  type WorthField,
  type WorthGroup,
} from './read-exceptions.ts';

export type ExceptionQuestion = QueryOf<Routes['GET /{database}/exceptions']>;

interface Context {
  readonly visible: Visible;
  readonly now: Millis;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const weeks = 12;

/** How long ago the target time passed: not yet, and in these steps. */
const lateSteps = [
  { title: 'Late up to 1 day', after: 0 },
  { title: '1 to 7 days', after: dayMs },
  { title: '7 to 30 days', after: 7 * dayMs },
  { title: 'over 30 days', after: 30 * dayMs },
] as const;

const severities = ['low', 'medium', 'high', 'critical'] as const;

/** Open exceptions: where they are, how late, whose, and how many come and go. */
export async function exceptionOverview(
  throughline: Throughline,
  { visible, now }: Context,
  question: ExceptionQuestion,
): Promise<ExceptionOverview> {
  const { pool } = throughline;
  const flows = (await newestFlows(throughline)).filter(({ name }) => !kernelFlows.has(name));
  const selection = selectionOf(flows, question, { visible, now });
  const times = lateSteps.map(({ after }) => now - after);
  const { worth, withheld } = worthFields(flows, visible);
  const bounds = weekBounds(flows, now);
  const [groups, worths, trend] = await Promise.all([
    readExceptionGroups(pool, { selection, times, worth }),
    readExceptionWorth(pool, { selection, times, worth }),
    readExceptionTrend(pool, bounds, selection),
  ]);
  const narrowed = filtersOf(flows, question, now);
  const stages = stagesOf(flows, groups);
  const whole = worths.filter(({ owner }) => owner === null);
  return {
    now: iso(now),
    ...{ open: sum(groups, ({ open }) => open), late: sum(groups.filter(isLate), ({ open }) => open) },
    cases: sum(whole, ({ cases }) => cases),
    amounts: moneyOf(whole),
    withheld,
    stages: stages.map((stage) => ({
      stage,
      title: stage === null ? 'Other' : inWords(stage),
      where: stageFilter(stage, stages),
    })),
    ages: agesOf(now),
    buckets: bucketsOf(groups, { flows, stages, narrowed }),
    owners: ownersOf(groups, worths, { flows, narrowed }),
    trend: bounds.slice(0, -1).map((from, index) => {
      const row = trend.find(({ week }) => week === index);
      return { from: iso(from), to: iso(bounds[index + 1] ?? now), opened: row?.opened ?? 0, closed: row?.closed ?? 0 };
    }),
    choices: choicesOf(flows, groups),
  };
}

function selectionOf(flows: readonly CompiledFlow[], question: ExceptionQuestion, { visible, now }: Context): ExceptionSelection {
  const { stream, stage = null, owner = null, severity = null, late = false } = question;
  return {
    flows: stream === undefined ? null : ofStream(flows, stream),
    ...{ stage, owner, severity, late, now },
    scopes: visible.flows(),
  };
}

function ofStream(flows: readonly CompiledFlow[], stream: string): readonly string[] {
  return flows.filter(({ definition }) => definition.stream === stream).map(({ name }) => name);
}

/** The question as lists of exceptions take it. */
function filtersOf(flows: readonly CompiledFlow[], question: ExceptionQuestion, now: Millis): readonly string[] {
  const { stream, stage, owner, severity, late } = question;
  return [
    ...(stream === undefined ? [] : [`ofFlow=${ofStream(flows, stream).map(asValue).join(',') || 'none'}`]),
    ...(stage === undefined ? [] : [`stage=${asValue(stage)}`]),
    ...(owner === undefined ? [] : [`owner=${asValue(owner)}`]),
    ...(severity === undefined ? [] : [`severity=${severity}`]),
    ...(late === true ? [`dueAt<${iso(now)}`] : []),
  ];
}

function asValue(text: string): string {
  return text.replaceAll(/[\\,]/g, '\\$&');
}

/** Money that the reader sees of every case of a flow; of others nothing is summed. */
export function worthFields(
  flows: readonly CompiledFlow[],
  visible: Visible,
): { readonly worth: readonly WorthField[]; readonly withheld: boolean } {
  const all = flows.flatMap(({ name, definition }) => {
    const { amount, currency } = moneyFields(definition);
    return amount === null ? [] : [{ flow: name, amount, currency }];
  });
  const worth = all.filter(({ flow, amount }) => visible.column(flow, amount) === 'shown');
  return { worth, withheld: worth.length < all.length };
}

/** Weeks of the company, from Monday on; the present one ends where it will. */
function weekBounds(flows: readonly CompiledFlow[], now: Millis): readonly Millis[] {
  const calendar = calendarOf(flows[0]?.calendar.timeZone ?? 'UTC');
  const today = dayOf(calendar, now);
  // Day 0 was a Thursday.
  const monday = today - ((((today + 3) % 7) + 7) % 7);
  return Array.from({ length: weeks + 1 }, (_, index) => instantOf(calendar, monday + 7 * (index - weeks + 1), 0));
}

function stagesOf(flows: readonly CompiledFlow[], groups: readonly ExceptionGroup[]): readonly (string | null)[] {
  const found = new Set(groups.map(({ stage }) => stage));
  const declared = [...new Set(flows.flatMap(({ definition }) => definition.stage ?? []))].filter((stage) => found.has(stage));
  const others = [...found].filter((stage) => stage !== null && !declared.includes(stage)).sort();
  const order = new Map(stageOrder.map((stage, index) => [stage as string, index]));
  const sorted = declared.sort((a, b) => (order.get(a) ?? 99) - (order.get(b) ?? 99) || (a < b ? -1 : 1));
  return [...sorted, ...others, ...(found.has(null) ? [null] : [])];
}

/** The order in which a value stream goes through its stages. */
const stageOrder = ['order', 'delivery', 'invoice', 'payment'] as const;

/** A case without a stage satisfies that it is none of the others. */
function stageFilter(stage: string | null, stages: readonly (string | null)[]): string[] {
  if (stage !== null) return [`stage=${asValue(stage)}`];
  const others = stages.filter((each) => each !== null);
  return others.length === 0 ? [] : [`stage!=${others.map(asValue).join(',')}`];
}

function agesOf(now: Millis): ExceptionOverview['ages'] {
  const at = (after: number) => iso(now - after);
  return [
    { title: 'In target', late: false, where: [`dueAt>=${at(0)}`] },
    ...lateSteps.map(({ title, after }, index) => {
      const next = lateSteps[index + 1]?.after;
      return { title, late: true, where: [`dueAt<${at(after)}`, ...(next === undefined ? [] : [`dueAt>=${at(next)}`])] };
    }),
  ];
}

const isLate = ({ age }: ExceptionGroup) => age !== null && age > 0;

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

function standingOf(groups: readonly ExceptionGroup[]) {
  const timed = groups.filter(({ strain }) => strain !== null);
  const open = sum(timed, (group) => group.open);
  return {
    open: sum(groups, (group) => group.open),
    late: sum(groups.filter(isLate), (group) => group.open),
    strain: open === 0 ? null : Math.max(0, sum(timed, (group) => (group.strain ?? 0) * group.open) / open),
  };
}

function moneyOf(groups: readonly { readonly amount: number | null; readonly currency: string | null }[]) {
  return amountsOf(groups.flatMap(({ amount, currency }) => (amount === null || amount === 0 ? [] : [{ amount, currency }])));
}

function oldestOf(groups: readonly ExceptionGroup[]): string | null {
  return groups.length === 0 ? null : iso(Math.min(...groups.map(({ oldest }) => oldest)));
}

interface Around {
  readonly flows: readonly CompiledFlow[];
  readonly narrowed: readonly string[];
}

/** The kinds with the most open first. */
function bucketsOf(
  groups: readonly ExceptionGroup[],
  { flows, stages, narrowed }: Around & { readonly stages: readonly (string | null)[] },
): ExceptionOverview['buckets'] {
  const buckets = [...Map.groupBy(groups, ({ kind }) => kind)].map(([kind, all]) => ({
    kind,
    title: exceptionKindTitle(flows, kind),
    severity: severities.findLast((severity) => all.some((group) => group.severity === severity)) ?? 'medium',
    owners: [...new Set(all.map(({ owner }) => owner))].sort().map((role) => ({ role, title: roleTitle(flows, role) })),
    ...standingOf(all),
    stages: stages.map((stage) => standingOf(all.filter((group) => group.stage === stage))),
    ages: [0, ...lateSteps.map((_, index) => index + 1)].map((age) =>
      sum(
        all.filter((group) => group.age === age),
        ({ open }) => open,
      ),
    ),
    untimed: sum(
      all.filter(({ age }) => age === null),
      ({ open }) => open,
    ),
    amounts: moneyOf(all),
    oldest: oldestOf(all),
    where: [...narrowed, `kind=${asValue(kind)}`],
  }));
  return buckets.sort((a, b) => b.open - a.open || (a.title < b.title ? -1 : 1)).slice(0, 500);
}

function ownersOf(
  groups: readonly ExceptionGroup[],
  worths: readonly WorthGroup[],
  { flows, narrowed }: Around,
): ExceptionOverview['owners'] {
  const owners = [...Map.groupBy(groups, ({ owner }) => owner)].map(([role, all]) => ({
    role,
    title: roleTitle(flows, role),
    ...standingOf(all),
    unassigned: sum(all, ({ unassigned }) => unassigned),
    amounts: moneyOf(worths.filter(({ owner }) => owner === role)),
    oldest: oldestOf(all),
    where: [...narrowed.filter((filter) => !filter.startsWith('owner=')), `owner=${asValue(role)}`],
  }));
  return owners.sort((a, b) => b.open - a.open || (a.title < b.title ? -1 : 1));
}

/** By the first flow that gives it a title. */
function roleTitle(flows: readonly CompiledFlow[], role: string): string {
  const flow = flows.find(({ definition }) => definition.roles?.[role]?.title !== undefined) ?? flows[0];
  return flow === undefined ? inWords(role) : roleName(flow, role).title;
}

function choicesOf(flows: readonly CompiledFlow[], groups: readonly ExceptionGroup[]): ExceptionOverview['choices'] {
  const named = (names: readonly (string | undefined)[]) =>
    [...new Set(names.filter((name) => name !== undefined))].sort().map((name) => ({ name, title: inWords(name) }));
  const raising = flows.flatMap(({ definition }) => Object.values(definition.exceptions ?? {}).map(({ owner }) => owner));
  const owners = [...new Set([...raising, ...groups.map(({ owner }) => owner)])];
  return {
    streams: named(flows.map(({ definition }) => definition.stream)),
    stages: named(flows.map(({ definition }) => definition.stage)),
    owners: owners.map((role) => ({ role, title: roleTitle(flows, role) })).sort((a, b) => (a.title < b.title ? -1 : 1)),
  };
}
