import { type Calendar, type DayNumber, dayOf, formatDay } from '../calendar.ts';
import type { CaseRecord, LadderClock, Millis, RungClock, Standing } from '../case.ts';
import type { CompiledDuration, CompiledFlow, CompiledLadder, CompiledRung } from '../compile/compiled.ts';
import type { Context } from '../input.ts';
import type { JsonObject } from '../json.ts';
import { ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import { durationText, lengthFor, minuteOfDay, type Terms, termsOf, unitOf } from './length.ts';
import { stateDueAt, stretchesOf } from './next-due.ts';
import { type Base, endedPauses, ladderBase, rungDueAt } from './rung-due.ts';
import { isOverUnmarked } from './stop.ts';

/**
 * A point in time at which the flow has something to do with a case. Derived from the case each time, never kept.
 * `pending`: will fire at `dueAt`. `paused`, `held`: will not fire while things are as they are. `historic`: was due before the
 * case was live. The other standings are past and recorded.
 */
export interface Deadline {
  readonly kind: 'rung' | 'state';
  /** `<ladder>/<rung>`, or the state whose target time it is. */
  readonly name: string;
  readonly dueAt: Millis | null;
  readonly standing: 'pending' | 'paused' | 'held' | 'historic' | 'passed' | Standing;
  /** One sentence: how the time came about. */
  readonly why: string;
}

/** All deadlines of a case, past and future, each explained. Pure and total: an anchor that cannot be read holds its ladder. */
export function deadlines(flow: CompiledFlow, record: CaseRecord, context: Context): readonly Deadline[] {
  const terms = termsOf(flow, record, context);
  const found = [...flow.ladders.values()].flatMap((ladder) =>
    ladder.rungs.map((rung) => explainRung(terms, record, ladder, rung)),
  );
  const state = explainState(terms, record);
  return state === undefined ? found : [...found, state];
}

/** The target time of the state; `undefined` where it has none. */
function explainState(terms: Terms, record: CaseRecord): Deadline | undefined {
  const { flow, calendar } = terms;
  const within = flow.states.get(record.state)?.within;
  if (within === undefined) return undefined;
  const { overdueAt, liveFrom = -Infinity } = record.clocks;
  const due = overTimeline(terms, liveFrom, (each) => stateDueAt(each, record) ?? Infinity);
  const sum = `in ${stateTitle(flow.definition, record.state)} since ${when(calendar, record.enteredAt)}${later(due, [within])}${closedDays(terms, [within], dayOf(calendar, record.enteredAt), due.dueAt)}`;
  const deadline = { kind: 'state', name: record.state } as const;
  if (due.dueAt === Infinity)
    return { ...deadline, dueAt: null, standing: 'held', why: `never: ${sum}, and ${neverWords(calendar)}` };
  const standing = due.isHistoric ? 'historic' : overdueAt !== undefined ? 'passed' : 'pending';
  return { ...deadline, dueAt: due.dueAt, standing, why: `${when(calendar, due.dueAt)}: ${sum}` };
}

/** One rung of a ladder: when, how it stands, and why then. */
export function explainRung(terms: Terms, record: CaseRecord, ladder: CompiledLadder, rung: CompiledRung): Deadline {
  const { flow, calendar } = terms;
  const clock = record.clocks.ladders?.[ladder.name];
  const deadline = { kind: 'rung', name: `${ladder.name}/${rung.name}` } as const;
  const pauses = endedPauses(clock);
  const dueUnder = (each: Terms) => {
    const from = ladderBase(each, record, ladder, clock);
    return from === undefined ? Infinity : rungDueAt(each, ladder, rung, from, pauses);
  };
  const base = ladderBase(terms, record, ladder, clock);
  if (base === undefined) return { ...deadline, dueAt: null, standing: 'held', why: waitsForAnchor(flow, ladder, rung) };
  const past = clock?.rungs?.[rung.name];
  const due = overTimeline(terms, record.clocks.liveFrom ?? -Infinity, dueUnder);
  const dueAt = past?.due ?? (past === undefined ? due.dueAt : dueUnder(terms));
  const sum = sumOf(terms, due, { base, ladder, rung, clock, dueAt });
  if (past !== undefined) {
    const overtaken = past.overtaken === undefined ? '' : overtakenWords(calendar, past.overtaken);
    const why = `${past.standing} ${when(calendar, past.at)}: ${sum}${overtaken}`;
    return { ...deadline, dueAt: dueAt === Infinity ? null : dueAt, standing: past.standing, why };
  }
  if (dueAt === Infinity)
    return { ...deadline, dueAt: null, standing: 'held', why: `never: ${sum}, and ${neverWords(calendar)}` };
  if (due.isHistoric)
    return { ...deadline, dueAt, standing: 'historic', why: `${when(calendar, dueAt)}, before the case was live: ${sum}` };
  if (isOverUnmarked(flow, terms.context, record, ladder))
    return { ...deadline, dueAt, standing: 'stopped', why: `stopped: ${sum}` };
  const standing = ladder.during.has(record.state) ? 'pending' : ladder.pauseWhile.has(record.state) ? 'paused' : 'held';
  if (standing === 'pending') return { ...deadline, dueAt, standing, why: `${when(calendar, dueAt)}: ${sum}` };
  const since = clock?.pauses?.find(({ to }) => to === undefined)?.from;
  const state = stateTitle(flow.definition, record.state);
  const still = since === undefined ? `${standing} while ${state}` : `paused by ${state} since ${day(calendar, since)}`;
  return { ...deadline, dueAt: null, standing, why: `${still}; else ${when(calendar, dueAt)}: ${sum}` };
}

/** When something is due under the parameters of the stretch of time in which it comes due. */
interface TimelineDue {
  readonly dueAt: Millis;
  readonly isHistoric: boolean;
  /** The stretches from now until then: more than one where a revision comes first. */
  readonly terms: readonly Terms[];
  /** When the last of them begins. */
  readonly from: Millis;
}

function overTimeline(terms: Terms, live: Millis, dueUnder: (terms: Terms) => Millis): TimelineDue {
  const seen: Terms[] = [];
  let historic: TimelineDue | undefined;
  for (const { terms: each, from, until } of stretchesOf(terms)) {
    seen.push(each);
    const derived = dueUnder(each);
    if (derived < live) {
      historic ??= { dueAt: derived, isHistoric: true, terms: [each], from };
      continue;
    }
    const dueAt = Math.max(derived, from);
    if (dueAt < until) return { dueAt, isHistoric: false, terms: [...seen], from };
  }
  return historic ?? { dueAt: Infinity, isHistoric: false, terms: [terms], from: -Infinity };
}

/** What is counted on from a time: ` + 7 days`; of no length at all, that it is due then. */
function later(due: TimelineDue, lengths: readonly (CompiledDuration | Repeated)[], isDay = false): string {
  const text = lengthUnder(due, lengths);
  return text === '' ? (isDay ? ', on that day' : ', at once') : ` + ${text}`;
}

/** Lengths in words; where a revision comes before they are over, what they are until then too. */
function lengthUnder({ terms, from }: TimelineDue, lengths: readonly (CompiledDuration | Repeated)[]): string {
  const said = (each: Terms) =>
    lengths
      .map((length) => lengthText(each, length))
      .filter(isSome)
      .join(' + ');
  const [before, last] = [terms[0], terms.at(-1)];
  if (before === undefined || last === undefined) return '';
  const [then, now] = [said(last), said(before)];
  return then === now ? then : `${then || 'no time'} (${now || 'no time'} until ${when(last.calendar, from)})`;
}

/** A length that says anything: what is due on the day itself is so much less to read. */
const isSome = (length: string) => !length.startsWith('0 ');

/** Without data the length is told whatever the case. */
type LengthTerms = Pick<Terms, 'flow' | 'context'> & Partial<Pick<Terms, 'data'>>;

interface Repeated {
  readonly every: CompiledDuration;
  readonly times: number;
}

function lengthText({ flow, context, data }: LengthTerms, length: CompiledDuration | Repeated): string {
  if (!('every' in length)) return durationText(length, context, flow, data);
  const once = durationText(length.every, context, flow, data);
  return length.times === 1 ? once : `${length.times} × ${once}`;
}

function lengthsOf({ after, repeat }: CompiledRung): readonly (CompiledDuration | Repeated)[] {
  return repeat === undefined ? [after] : [after, repeat];
}

/**
 * After which length a rung is due, in words: `7 days`, and of one that comes again `7 days + 2 × 5 business days`. What a field chooses is
 * told for a case with this `data`; without, for all.
 */
export function rungLengthText(flow: CompiledFlow, rung: CompiledRung, context: Context, data?: JsonObject): string {
  const terms = { flow, context, ...(data === undefined ? {} : { data }) };
  const text = lengthsOf(rung)
    .map((length) => lengthText(terms, length))
    .filter(isSome)
    .join(' + ');
  return text === '' ? durationText(rung.after, context, flow, data) : text;
}

interface Sum {
  readonly base: Base;
  readonly ladder: CompiledLadder;
  readonly rung: CompiledRung;
  readonly clock: LadderClock | undefined;
  readonly dueAt: Millis;
}

function sumOf(terms: Terms, due: TimelineDue, { base, rung, clock, dueAt }: Sum): string {
  const { flow, calendar } = terms;
  const from = 'day' in base ? `due ${formatDay(base.day)}` : `since ${when(calendar, base.instant)}`;
  const lengths = lengthsOf(rung);
  const units = lengths.map((length) => ('every' in length ? length.every : length));
  const firstDay = 'day' in base ? base.day : dayOf(calendar, base.instant);
  const pauses = (clock?.pauses ?? []).flatMap(({ from: start, to, by }) =>
    to === undefined
      ? []
      : [`, paused by ${stateTitle(flow.definition, by)} from ${day(calendar, start)} to ${day(calendar, to)}`],
  );
  return `${from}${later(due, lengths, 'day' in base)}${closedDays(terms, units, firstDay, dueAt)}${pauses.join('')}`;
}

const namedMax = 3;

/** The holidays that a length in business time passes over. */
function closedDays({ calendar, data }: Terms, lengths: readonly CompiledDuration[], after: DayNumber, dueAt: Millis): string {
  const { business } = calendar;
  if (
    business === undefined ||
    dueAt === Infinity ||
    !lengths.some((length) => unitOf(lengthFor(length, data)).startsWith('business'))
  )
    return '';
  const last = dayOf(calendar, dueAt);
  const passed = [...business.holidays].filter(([on]) => on > after && on <= last);
  if (passed.length === 0) return '';
  const named = passed.slice(0, namedMax).map(([on, title]) => (title === '' ? formatDay(on) : `${title} (${formatDay(on)})`));
  const more = passed.length - named.length;
  return `, without ${[...named, ...(more === 0 ? [] : [`${more} more ${more === 1 ? 'holiday' : 'holidays'}`])].join(', ')}`;
}

function neverWords({ business, title }: Calendar): string {
  return business === undefined
    ? 'no calendar says when it is open for business'
    : `the calendar${title === undefined ? '' : ` ${title}`} has no such time`;
}

function overtakenWords(calendar: Calendar, learnedAt: NonNullable<RungClock['overtaken']>): string {
  return `, though, as was learned ${when(calendar, learnedAt)}, its time did not count then`;
}

function waitsForAnchor({ definition }: CompiledFlow, ladder: CompiledLadder, rung: CompiledRung): string {
  return `${rungTitle(definition, ladder.name, rung.name)} of ${ladderTitle(definition, ladder.name)} waits for a time to count from`;
}

function day(calendar: Calendar, instant: Millis): string {
  return formatDay(dayOf(calendar, instant));
}

function when(calendar: Calendar, instant: Millis): string {
  const local = dayOf(calendar, instant);
  const minutes = Math.floor(minuteOfDay(calendar, instant));
  const two = (value: number) => String(value).padStart(2, '0');
  return minutes === 0 ? formatDay(local) : `${formatDay(local)} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
