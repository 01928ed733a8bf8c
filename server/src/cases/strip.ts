import type { CaseDetail } from '@throughline/api';
import type { EventView } from '@throughline/engine';
import {
  type CaseRecord,
  type CompiledFlow,
  deadlines,
  exceptionTitle,
  ladderTitle,
  type Millis,
  stateTitle,
} from '@throughline/language';
import { isExpected } from './birth.ts';
import { iso, isoOrNull } from './case-row.ts';

type Strip = CaseDetail['strip'];

const stepsMax = 40;

interface Visit {
  readonly state: string;
  readonly enteredAt: Millis;
  leftAt: Millis | null;
  /** Exceptions that were raised as it was entered. */
  readonly raised: readonly string[];
}

/** The states through which a case came, loops and all, and the shortest way from here to its good end. */
export function stateStrip(flow: CompiledFlow, record: CaseRecord, events: readonly EventView[]): Strip {
  const visits = visitsOf(events);
  const counting = countingLadders(flow, record);
  const passed = visits.map((visit, index): Strip[number] => {
    const isLast = index === visits.length - 1;
    const notes = [...visit.raised.map((kind) => titleOfException(flow, kind)), ...pausedLadders(flow, visit.state, counting)];
    const blocking = isLast ? openBlockers(flow, record) : [];
    const isException = notes.length > 0 || blocking.length > 0 || flow.states.get(visit.state)?.definition.final === 'failed';
    return {
      state: visit.state,
      title: stateTitle(flow.definition, visit.state),
      tone: isException ? 'exception' : isLast ? 'current' : 'passed',
      enteredAt: iso(visit.enteredAt),
      leftAt: isoOrNull(visit.leftAt),
      note: notes.join('; ') || blocking.join('; ') || null,
    };
  });
  const toCome = wayToTheEnd(flow, record.state).slice(0, stepsMax - 1);
  return [
    ...passed.slice(-(stepsMax - toCome.length)),
    ...toCome.map((state) => ({
      state,
      title: stateTitle(flow.definition, state),
      tone: 'to-come' as const,
      enteredAt: null,
      leftAt: null,
      note: null,
    })),
  ];
}

function visitsOf(events: readonly EventView[]): readonly Visit[] {
  const visits: Visit[] = [];
  for (const { from, to, occurredAt, outcome } of events) {
    if (from === to) continue;
    const last = visits.at(-1);
    if (last !== undefined) last.leftAt = occurredAt;
    visits.push({ state: to, enteredAt: occurredAt, leftAt: null, raised: outcome.raised ?? [] });
  }
  return visits;
}

/** The ladders that have something to count from. */
function countingLadders(flow: CompiledFlow, record: CaseRecord): ReadonlySet<string> {
  const counted = deadlines(flow, record, { now: 0 }).filter(({ standing }) => standing !== 'held');
  return new Set(counted.map(({ name }) => name.slice(0, name.indexOf('/'))));
}

function pausedLadders(flow: CompiledFlow, state: string, counting: ReadonlySet<string>): readonly string[] {
  return [...flow.ladders.values()]
    .filter(({ name, pauseWhile }) => pauseWhile.has(state) && counting.has(name))
    .map(({ name }) => `${ladderTitle(flow.definition, name)} stands still`);
}

function openBlockers(flow: CompiledFlow, { clocks }: CaseRecord): readonly string[] {
  return Object.entries(clocks.children ?? {})
    .filter(([slot, { open }]) => open.length > 0 && slot.startsWith('exception/'))
    .map(([slot]) => slot.slice('exception/'.length))
    .filter((kind) => flow.exceptions.get(kind)?.blocks === true)
    .map((kind) => titleOfException(flow, kind));
}

function titleOfException({ definition, exceptions }: CompiledFlow, kind: string): string {
  return exceptions.get(kind)?.title ?? exceptionTitle(definition, kind);
}

/** The shortest way from a state to one that ends well, without the state itself; of equal ones, the first as declared. */
function wayToTheEnd(flow: CompiledFlow, from: string): readonly string[] {
  const isGoal = (state: string) => flow.states.get(state)?.definition.final === 'done';
  if (flow.states.get(from)?.final === true) return [];
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const state of before.keys()) {
    if (isGoal(state)) return backFrom(state, before);
    for (const next of nextStates(flow, state)) if (!before.has(next)) before.set(next, state);
  }
  return [];
}

function backFrom(goal: string, before: ReadonlyMap<string, string | undefined>): readonly string[] {
  const way: string[] = [];
  for (let state: string | undefined = goal; state !== undefined; state = before.get(state)) way.unshift(state);
  return way.slice(1);
}

function nextStates(flow: CompiledFlow, state: string): readonly string[] {
  if (isExpected(flow, { state })) return [...flow.start.values()].flat().flatMap(({ to }) => to ?? []);
  const byEvents = [...(flow.states.get(state)?.on.values() ?? [])].flat().map(({ to }) => to);
  const byRungs = [...flow.ladders.values()]
    .filter(({ during }) => during.has(state))
    .flatMap(({ rungs }) => rungs.map(({ to }) => to));
  return [...byEvents, ...byRungs].filter((to) => to !== undefined);
}
