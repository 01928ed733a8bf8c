import type { CalendarEntry, ChangeCalendar } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import {
  type Calendar,
  type CompiledFlow,
  type Context,
  calendarOfCase,
  formatDay,
  type Millis,
  parseDay,
} from '@throughline/language';
import { contextsOf } from '../cases/approvals.ts';
import { loadFlows, newestFlow } from '../cases/flow-book.ts';
import { readGraph } from '../catalogue/impact.ts';
import { ThroughlineError } from '../errors.ts';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { conflictsOf, type Period, type Planned } from './conflicts.ts';
import { instantOf, readAll, textOf, textOrNull, textsOf } from './read-changes.ts';
import { stretchOfDays, wholeDays } from './whole-days.ts';

const dayMs = 86_400_000;
/** Shown where nothing is said: so many days from today on. */
const daysShown = 42;
const daysMax = 400;

interface Asked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The days that are asked for, in milliseconds; `to` is no part of it. @throws ThroughlineError filter-invalid */
export function stretchOf({ from, to }: Asked, now: Millis, otherwise: { readonly before: number; readonly days: number }) {
  const first = from === undefined ? parseDay(formatDay(Math.floor(now / dayMs))) - otherwise.before : parseDay(from);
  const last = to === undefined ? first + otherwise.days - 1 : parseDay(to);
  if (last < first || last - first > daysMax)
    throw new ThroughlineError('filter-invalid', `From ${formatDay(first)} to ${formatDay(last)} is no stretch of days`, {
      place: 'to',
      expected: `a day from ${formatDay(first)} on, at most ${daysMax} later`,
    });
  return { first: formatDay(first), last: formatDay(last), from: first * dayMs, to: (last + 1) * dayMs };
}

/** What is planned, and what holds when, of some days; with everything that is in each other's way. */
export async function showCalendar(
  throughline: Throughline,
  asked: Asked,
  { now, visible }: { readonly now: Millis; readonly visible: Visible },
): Promise<ChangeCalendar> {
  const { first, last, from, to } = stretchOf(asked, now, { before: 0, days: daysShown });
  const { planned, periods, entries } = await readCalendar(throughline, visible, { from, to });
  const touches = ({ from: begins, to: ends }: { from: number; to: number }) => begins < to && from < ends;
  const graph = await readGraph(throughline, { visible });
  const shown = new Set(planned.filter(touches).map(({ key }) => key));
  return {
    ...{ from: first, to: last },
    entries: entries
      .filter((entry) => touches({ from: Date.parse(entry.from), to: Date.parse(entry.to) }))
      .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.key < b.key ? -1 : 1)),
    conflicts: conflictsOf(planned, periods, graph).filter(({ of, with: other }) => shown.has(of) || shown.has(other ?? '')),
  };
}

/** Everything that the calendar is made of. */
interface CalendarParts {
  readonly planned: readonly Planned[];
  readonly periods: readonly (Period & { readonly owner: string })[];
  readonly entries: readonly CalendarEntry[];
}

/** @param around the closes of the books of these days are written out */
export async function readCalendar(
  throughline: Throughline,
  visible: Visible,
  around: { readonly from: number; readonly to: number },
): Promise<CalendarParts> {
  const [changes, releases, windows, contextOf, { now }] = await Promise.all([
    readAll(throughline, 'change', visible),
    readAll(throughline, 'release', visible),
    readAll(throughline, 'change-window', visible),
    contextsOf(throughline),
    throughline.engine.clock(),
  ]);
  const flowOf = await loadFlows(throughline, [...changes, ...releases, ...windows]);
  const calendarFor = (found: CaseView) => calendarOfCase(flowOf(found), found.entity, contextOf(flowOf(found), now));
  const all = [
    ...changes.flatMap((one) => changeIn(one, calendarFor(one))),
    ...releases.flatMap((one) => releaseIn(one, calendarFor(one))),
  ];
  const held = windows.filter(({ state }) => state !== 'cancelled');
  const closes = await closesOf(throughline, around, (flow) => contextOf(flow, now));
  const periods = [...held.flatMap((one) => periodIn(one, calendarFor(one))), ...closes];
  return {
    planned: all.filter(({ entry }) => !entry.isOver).map(({ planned }) => planned),
    periods: periods.map(({ period }) => period),
    entries: [...all, ...periods].map(({ entry }) => entry),
  };
}

const iso = (at: number) => new Date(at).toISOString();
/** Planned, and not begun. */
export const changeWaits: ReadonlySet<string> = new Set(['draft', 'assessed', 'approved', 'scheduled', 'implementing']);
const releaseWaits: ReadonlySet<string> = new Set(['draft', 'planned', 'approved']);

function partsOf({ data, key }: CaseView) {
  return { key, title: textOf(data['title']) || key, systems: textsOf(data['systems']), flows: textsOf(data['flows']) };
}

/** What is changed itself: of a system, its flows are only touched by it. */
function changed(found: CaseView): ReturnType<typeof partsOf> {
  const parts = partsOf(found);
  return found.data['subject'] === 'system' && parts.systems.length > 0 ? { ...parts, flows: [] } : parts;
}

function changeIn(found: CaseView, calendar: Calendar): readonly { readonly entry: CalendarEntry; readonly planned: Planned }[] {
  const { data, state } = found;
  const [from, to] = [instantOf(data['plannedFrom']), instantOf(data['plannedTo'])];
  if (from === null || to === null || state === 'cancelled') return [];
  const parts = changed(found);
  const planned = { ...parts, kind: 'change', from, to, days: wholeDays(calendar, { from, to }) } as const;
  return [
    {
      entry: entryOf(found, { ...planned, isOver: !changeWaits.has(state) }),
      planned: {
        ...planned,
        committedOn: textOrNull(data['committedOn']),
        release: textOrNull(data['release']),
        isEmergency: data['type'] === 'emergency',
      },
    },
  ];
}

function releaseIn(found: CaseView, calendar: Calendar): readonly { readonly entry: CalendarEntry; readonly planned: Planned }[] {
  const day = textOrNull(found.data['releasedOn']) ?? textOrNull(found.data['plannedOn']);
  if (day === null || found.state === 'cancelled') return [];
  const days = { from: day, to: day };
  const planned = { ...partsOf(found), kind: 'release', ...stretchOfDays(calendar, days), days } as const;
  return [
    {
      entry: entryOf(found, { ...planned, isOver: !releaseWaits.has(found.state) }),
      planned: { ...planned, committedOn: null, release: null, isEmergency: false },
    },
  ];
}

function periodIn(found: CaseView, calendar: Calendar) {
  const { data } = found;
  const [from, to] = [instantOf(data['from']), instantOf(data['to'])];
  if (from === null || to === null) return [];
  const kind = textOf(data['kind']) as Period['kind'];
  const days = wholeDays(calendar, { from, to });
  const period = { ...partsOf(found), kind, from, to, days, owner: textOf(data['owner']) };
  return [{ period, entry: entryOf(found, { ...period, isOver: found.state !== 'planned' }) }];
}

function entryOf(
  { id, state }: Pick<CaseView, 'id' | 'state'>,
  of: Omit<Period, 'kind'> & { readonly kind: CalendarEntry['kind']; readonly isOver: boolean; readonly owner?: string },
): CalendarEntry {
  const { kind, key, title, from, to, days, systems, flows, isOver, owner } = of;
  return {
    ...{ kind, key, title, isOver, caseId: id === '' ? null : id, from: iso(from), to: iso(to), days },
    ...{ state: state === '' ? null : state, systems: [...systems], flows: [...flows] },
    owner: owner === undefined || owner === '' ? null : { name: owner, title: titleOfRole(owner) },
  };
}

const monthName = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });
const monthText = (month: string) => monthName.format(Date.parse(`${month}-01T00:00:00Z`));

/** While finance closes the books, nothing goes live: the closed periods of the calendar that changes count their days by. */
async function closesOf(
  throughline: Throughline,
  { from, to }: { readonly from: number; readonly to: number },
  contextOf: (flow: CompiledFlow) => Context,
) {
  const { latest } = await throughline.engine.clock();
  if (latest['change'] === undefined) return [];
  const flow = await newestFlow(throughline, 'change');
  const { definition } = flow;
  const calendar = calendarOfCase(flow, '', contextOf(flow));
  const close = definition.calendars?.[definition.calendar?.default ?? '']?.windows?.['financeClose'] ?? [];
  return close.flatMap((days) => {
    const { from: begins, to: ends } = stretchOfDays(calendar, days);
    if (begins >= to + 45 * dayMs || ends <= from - 45 * dayMs) return [];
    const month = formatDay(parseDay(`${days.from.slice(0, 7)}-01`) - 1).slice(0, 7);
    const nothing: string[] = [];
    const said = {
      kind: 'freeze',
      key: `close-${month}`,
      title: `Close of the books, ${monthText(month)}`,
      owner: 'finance-lead',
    } as const;
    const whole = { from: days.from, to: days.to };
    const period = { ...said, from: begins, to: ends, days: whole, systems: nothing, flows: nothing };
    return [{ period, entry: entryOf({ id: '', state: '' }, { ...period, isOver: false }) }];
  });
}

/** What is in the way of one change at a time. Default: as the program itself sees it. */
export async function conflictsAt(
  throughline: Throughline,
  found: CaseView,
  { from, to }: { readonly from: number; readonly to: number },
  visible: Visible = seesAll,
) {
  const parts = await readCalendar(throughline, visible, { from, to });
  const { data, key } = found;
  const one: Planned = {
    ...{ ...changed(found), kind: 'change', from, to, days: null, isEmergency: data['type'] === 'emergency' },
    ...{ committedOn: textOrNull(data['committedOn']), release: textOrNull(data['release']) },
  };
  const others = parts.planned.filter((other) => other.key !== key);
  const all = conflictsOf([one, ...others], parts.periods, await readGraph(throughline, { visible }));
  const conflicts = all.filter((conflict) => conflict.of === key || conflict.with === key);
  const inPeriods = conflicts.flatMap(({ kind, with: other }) => (kind === 'freeze' || kind === 'event' ? [other] : []));
  const periods = parts.periods.filter((period) => inPeriods.includes(period.key));
  return {
    conflicts,
    freezes: periods.map((period) => period.key),
    windowOwners: [...new Set(periods.map(({ owner }) => owner))],
  };
}
