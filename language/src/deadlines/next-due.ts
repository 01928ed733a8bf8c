import type { CaseRecord, Millis } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import type { Context } from '../input.ts';
import { addDuration, type Terms, termsOf } from './length.ts';
import { endedPauses, ladderBase, rungDueAt } from './rung-due.ts';
import { isOverUnmarked } from './stop.ts';

/**
 * The earliest pending deadline: when the case must be looked at again. `null`: nothing is pending. Revisions of parameters that
 * are scheduled count from when they hold: what they make due before, is due then. So the case is never looked at too late.
 */
export function nextDueAt(flow: CompiledFlow, record: CaseRecord, context: Context): Millis | null {
  const terms = termsOf(flow, record, context);
  if (context.scheduled === undefined) return orNull(earliestUnder(terms, record, -Infinity));
  for (const { terms: each, from, until } of stretchesOf(terms)) {
    const dueAt = earliestUnder(each, record, from);
    if (dueAt < until || until === Infinity) return orNull(dueAt);
  }
  return null;
}

/** A stretch of time in which the parameters stay as they are. */
export interface ParameterStretch {
  readonly terms: Terms;
  readonly from: Millis;
  readonly until: Millis;
}

/** From now on; what was scheduled for a time that has come is among the parameters in force. */
export function stretchesOf(terms: Terms): readonly ParameterStretch[] {
  const { scheduled = [], now } = terms.context;
  const coming = scheduled.filter(({ from }) => from > now);
  const inForce = { terms, from: -Infinity, until: coming[0]?.from ?? Infinity };
  const later = coming.map(({ from, parameters }, index) => ({
    terms: { ...terms, context: { ...terms.context, parameters } },
    from,
    until: coming[index + 1]?.from ?? Infinity,
  }));
  return [inForce, ...later];
}

function orNull(dueAt: Millis): Millis | null {
  return dueAt === Infinity ? null : dueAt;
}

function earliestUnder(terms: Terms, record: CaseRecord, from: Millis): Millis {
  const live = record.clocks.liveFrom ?? -Infinity;
  let earliest = Infinity;
  if (record.clocks.overdueAt === undefined) {
    const dueAt = stateDueAt(terms, record);
    if (dueAt !== undefined && dueAt >= live && dueAt < earliest) earliest = dueAt;
  }
  for (const ladder of terms.flow.ladders.values()) {
    if (!ladder.during.has(record.state)) continue;
    const clock = record.clocks.ladders?.[ladder.name];
    const base = ladderBase(terms, record, ladder, clock);
    if (base === undefined || isOverUnmarked(terms.flow, terms.context, record, ladder)) continue;
    const pauses = endedPauses(clock);
    for (const rung of ladder.rungs) {
      if (clock?.rungs?.[rung.name] !== undefined) continue;
      const dueAt = rungDueAt(terms, ladder, rung, base, pauses);
      if (dueAt >= live && dueAt < earliest) earliest = dueAt;
    }
  }
  return Math.max(earliest, from);
}

/** When the target time of the case's state passes; `undefined` where it has none. */
export function stateDueAt({ flow, calendar, context }: Terms, record: CaseRecord): Millis | undefined {
  const within = flow.states.get(record.state)?.within;
  return within === undefined ? undefined : addDuration(flow, record.enteredAt, within, context, calendar, record.data);
}
