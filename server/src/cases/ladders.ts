import type { Deadline as ApiDeadline, LadderView as ApiLadder } from '@throughline/api';
import {
  type CaseRecord,
  type CompiledFlow,
  calendarOfCase,
  type Deadline,
  deadlines,
  eventTitle,
  fieldTitle,
  instantOf,
  type LadderView,
  ladderTitle,
  ladderView,
  stateTitle,
} from '@throughline/language';
import { deadlineTitle, iso, isoOrNull, type Moment } from './case-row.ts';

type CompiledRung = NonNullable<ReturnType<CompiledFlow['ladders']['get']>>['rungs'][number];

const laddersMax = 50;
const deadlinesMax = 200;

/** The ladders that have something to say of a case: those that count now, stand still, or have counted before. */
export function ladderViews(flow: CompiledFlow, record: CaseRecord, moment: Moment): ApiLadder[] {
  return [...flow.ladders.values()]
    .filter(
      ({ name, during, pauseWhile }) =>
        record.clocks.ladders?.[name] !== undefined || during.has(record.state) || pauseWhile.has(record.state),
    )
    .flatMap(({ name }) => ladderView(flow, record, moment, name) ?? [])
    .slice(0, laddersMax)
    .map((view) => shown(flow, record.entity, view));
}

function shown(flow: CompiledFlow, entity: string, view: LadderView): ApiLadder {
  const { definition } = flow;
  const rungs = flow.ladders.get(view.name)?.rungs ?? [];
  return {
    name: view.name,
    title: ladderTitle(definition, view.name),
    policy: policyOf(flow, view.name),
    anchor: anchorOf(flow, entity, view),
    running: view.standing === 'running',
    rungs: view.rungs.map(({ name, title, after, dueAt, plannedAt, firedAt, overtakenAt, standing }, index) => ({
      name,
      title,
      after,
      dueAt: isoOrNull(dueAt),
      plannedAt: plannedAt === dueAt ? null : isoOrNull(plannedAt),
      firedAt: isoOrNull(firedAt),
      overtakenAt: isoOrNull(overtakenAt),
      standing,
      needsPerson: asksPeople(rungs[index]),
    })),
    pauses: view.pauses
      .slice(-200)
      .map(({ from, to, by }) => ({ from: iso(from), to: isoOrNull(to), by: stateTitle(definition, by) })),
  };
}

/** It waits for somebody's approval; a task that it opens does not hold it up. */
function asksPeople(rung: { readonly approval?: unknown } | undefined): boolean {
  return rung?.approval !== undefined;
}

function anchorOf(flow: CompiledFlow, entity: string, { name, base }: LadderView): ApiLadder['anchor'] {
  if (base === undefined) return null;
  const at = 'day' in base ? instantOf(calendarOfCase(flow, entity, {}), base.day, 0) : base.instant;
  return { title: anchorTitle(flow, name), at: iso(at) };
}

function anchorTitle({ definition }: CompiledFlow, ladder: string): string {
  const { anchor = 'entered', during = [], pauseWhile = [] } = definition.ladders?.[ladder] ?? {};
  if (anchor === 'entered') return `Entered ${or([...during, ...pauseWhile].map((state) => stateTitle(definition, state)))}`;
  const field = /^(?:data|computed)\.(\w+)$/.exec(anchor)?.[1];
  return field === undefined ? anchor : fieldTitle(definition, field);
}

/** How a ladder counts: `From Due on, at 09:00, while Sent or Paid in part; stands still while Disputed or Promised`. */
export function policyOf(flow: CompiledFlow, ladder: string): string {
  const { definition } = flow;
  const {
    anchor,
    at = '09:00',
    during,
    pauseWhile = [],
    renewedBy = [],
    rungs,
  } = definition.ladders?.[ladder] ?? { during: [], rungs: [] };
  const titles = (states: readonly string[]) => or(states.map((state) => stateTitle(definition, state)));
  const anew = renewedBy.length === 0 ? '' : `; begins anew with ${or(renewedBy.map((event) => eventTitle(definition, event)))}`;
  if (anchor === 'entered') return `From entry on, while ${titles(during)}${stillWhile(titles(pauseWhile))}${anew}`;
  const compiled = flow.ladders.get(ladder)?.rungs ?? [];
  const byDays = rungs.length > 0 && compiled.some(({ after }) => countsDays(after));
  return `From ${anchorTitle(flow, ladder)}${byDays ? `, at ${at}` : ''}, while ${titles(during)}${stillWhile(titles(pauseWhile))}${anew}`;
}

function countsDays(after: CompiledRung['after']): boolean {
  const unit = 'unit' in after ? after.unit : Object.keys(after)[0];
  return unit === 'days' || unit === 'businessDays';
}

const stillWhile = (states: string) => (states === '' ? '' : `; stands still while ${states}`);

function or(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** What is to come, the soonest first, and then what was, the latest first; each with why then. */
export function deadlineViews(flow: CompiledFlow, record: CaseRecord, moment: Moment): ApiDeadline[] {
  const all = deadlines(flow, record, moment);
  const isToCome = ({ standing }: Deadline) => toCome.has(standing);
  const soonest = (a: Deadline, b: Deadline) => (a.dueAt ?? Infinity) - (b.dueAt ?? Infinity);
  const sorted = [
    ...all.filter(isToCome).sort(soonest),
    ...all.filter((deadline) => !isToCome(deadline)).sort((a, b) => soonest(b, a)),
  ];
  return sorted.slice(0, deadlinesMax).map((deadline) => ({
    kind: deadline.kind,
    name: deadline.name,
    title: deadlineTitle(flow, deadline),
    dueAt: isoOrNull(deadline.dueAt),
    standing: deadline.standing,
    why: deadline.why,
    needsPerson: deadline.kind === 'rung' && asksPeople(rungNamed(flow, deadline.name)),
  }));
}

const toCome: ReadonlySet<Deadline['standing']> = new Set<Deadline['standing']>(['pending', 'paused', 'held', 'awaiting']);

function rungNamed(flow: CompiledFlow, name: string) {
  const cut = name.indexOf('/');
  return flow.ladders.get(name.slice(0, cut))?.rungs.find((rung) => rung.name === name.slice(cut + 1));
}
