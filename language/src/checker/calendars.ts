import { parseDay } from '../calendar.ts';
import { type CalendarDefinition, weekdays } from '../definition/calendar.ts';
import type { FixedLength, FlowDefinition } from '../definition/flow.ts';
import { branchesOf } from '../definition/lengths.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { lengthsOf } from './names.ts';
import { listed, suggestion } from './nearest.ts';
import { named } from './sites.ts';
import type { Subject } from './subject.ts';
import { isTimeZone } from './time-zone.ts';

/** Calendars: whether they are sound in themselves, and whether what counts in business time has one. */
export function checkCalendars(subject: Subject): readonly Finding[] {
  return [
    ...Object.entries(subject.flow.calendars ?? {}).flatMap(([name, calendar]) => checkCalendar(name, calendar)),
    ...missing(subject),
    ...unknownWindows(subject),
  ];
}

function checkCalendar(name: string, calendar: CalendarDefinition): readonly Finding[] {
  const path = pointer('calendars', name);
  const wrong = (place: string, message: string, witness: string, mend: string) =>
    finding('calendar-invalid', path + place, { message, witness: [witness], mend });
  const far = (place: string, day: string) =>
    wrong(place, `a calendar lies between 1900 and 2199, and ${day} does not`, `the day ${day}`, 'Write a day in between.');
  return [
    ...(isTimeZone(calendar.timeZone)
      ? []
      : [
          wrong(
            '/timeZone',
            `"${calendar.timeZone}" is no time zone, expected a name such as "Europe/Rome"`,
            'the IANA time zones that this runtime knows',
            'Write its IANA name.',
          ),
        ]),
    ...stretches(calendar).flatMap(([place, from, to]) => {
      const wrongDay = [from, to].find((day) => !isDay(day));
      if (wrongDay !== undefined)
        return [wrong(place, `"${wrongDay}" is no day`, `from ${from} to ${to}`, 'Write a day of the calendar, YYYY-MM-DD.')];
      const farDay = place === '/from' ? [from, to].find(isFar) : undefined;
      if (farDay !== undefined) return [far(place, farDay)];
      return from <= to
        ? []
        : [wrong(place, 'the stretch ends before it begins', `from ${from} to ${to}`, 'Write the earlier day in "from".')];
    }),
    ...singleDays(calendar)
      .filter(([, day]) => !isDay(day))
      .map(([place, day]) => wrong(place, `"${day}" is no day`, `on ${day}`, 'Write a day of the calendar, YYYY-MM-DD.')),
    ...singleDays(calendar)
      .filter(([, day]) => isDay(day) && isFar(day))
      .map(([place, day]) => far(place, day)),
    ...hours(calendar).flatMap(([place, list]) => {
      const disorder = list.findIndex(([from, to], index) => from >= to || from < (list[index - 1]?.[1] ?? '00:00'));
      if (disorder < 0) return [];
      const shown = list.map(([from, to]) => `${from} to ${to}`).join(', ');
      return [
        wrong(`${place}/${disorder}`, 'the hours are not in order', shown, 'Write each from before its to, one after the other.'),
      ];
    }),
    ...(hours(calendar).some(([, list]) => list.length > 0)
      ? []
      : [
          wrong(
            '/week',
            `"${name}" is never open: nothing that counts in business time would ever be due`,
            'no weekday and no special day has hours',
            'Write the hours of the weekdays: { "monday": [["09:00", "17:00"]], ... }.',
          ),
        ]),
  ];
}

function isDay(day: string): boolean {
  try {
    parseDay(day);
    return true;
  } catch {
    return false;
  }
}

/** Beyond, no calendar is written out. */
function isFar(day: string): boolean {
  return day < '1900-01-01' || day > '2199-12-31';
}

type Stretch = readonly [place: string, from: string, to: string];

function stretches({ from, to, windows = {} }: CalendarDefinition): readonly Stretch[] {
  return [
    ['/from', from, to],
    ...Object.entries(windows).flatMap(([name, list]) =>
      list.map((each, index): Stretch => [`${pointer('windows', name)}/${index}`, each.from, each.to]),
    ),
  ];
}

function singleDays({ holidays = [], special = [] }: CalendarDefinition): readonly (readonly [place: string, day: string])[] {
  return [
    ...holidays.map(({ on }, index) => [`/holidays/${index}/on`, on] as const),
    ...special.map(({ on }, index) => [`/special/${index}/on`, on] as const),
  ];
}

function hours({ week, special = [] }: CalendarDefinition) {
  return [
    ...weekdays.flatMap((day) => (week[day] === undefined ? [] : [[`/week/${day}`, week[day]] as const])),
    ...special.map((each, index) => [`/special/${index}/hours`, each.hours] as const),
  ];
}

/** What counts in business time, or is closed in a window, asks the case's calendar. */
function missing(subject: Subject): readonly Finding[] {
  const { flow, sites } = subject;
  if (flow.calendar !== undefined) return [];
  const uses = [
    ...lengths(subject)
      .filter(([length]) => isBusiness(flow, length))
      .map(([, path]) => path),
    ...sites.flatMap(({ closed, path }) => (closed === undefined ? [] : [`${path}/closed`])),
  ];
  const [first, ...more] = uses;
  if (first === undefined) return [];
  // What is missing is one thing, however many ask for it.
  const [declared, ...others] = Object.keys(flow.calendars ?? {});
  return [
    finding('calendar-missing', first, {
      message: 'this asks when the business is open, and the flow has no calendar',
      witness: [
        `calendars declared: ${listed(Object.keys(flow.calendars ?? {})) || 'none'}`,
        '"calendar" is missing',
        ...(more.length === 0
          ? []
          : [`asked for in ${more.length} more ${more.length === 1 ? 'place' : 'places'}: ${listed(more)}`]),
      ],
      mend:
        declared !== undefined && others.length === 0
          ? `Add "calendar": { "default": "${declared}" } to the flow.`
          : 'Declare one under "calendars" and name it in "calendar": { "default": ... }.',
    }),
  ];
}

function isBusiness(flow: FlowDefinition, length: FixedLength): boolean {
  const type = typeof length === 'string' ? flow.parameters?.[length]?.type : Object.keys(length)[0];
  return type === 'businessDays' || type === 'businessHours';
}

/** All lengths of time that there can be: first those taken from a parameter, then those written out. */
function lengths(subject: Subject): readonly (readonly [length: FixedLength, path: string])[] {
  const all = lengthsOf(subject).flatMap(([length, path]) =>
    branchesOf(length).map((branch) => [branch.length, branch.at.length === 0 ? path : path + pointer(...branch.at)] as const),
  );
  const isNamed = ([length]: (typeof all)[number]) => typeof length === 'string';
  return [...all.filter(isNamed), ...all.filter((each) => !isNamed(each))];
}

/** A window must be known to every calendar that a case can have: in one that does not know it, nothing would be closed. */
function unknownWindows({ flow, sites }: Subject): readonly Finding[] {
  const { calendar, calendars = {} } = flow;
  if (calendar === undefined) return [];
  const used = [...new Set([calendar.default, ...Object.values(calendar.entities ?? {})])].filter(
    (name) => calendars[name] !== undefined,
  );
  const windowsOf = (name: string) => Object.keys(calendars[name]?.windows ?? {});
  return sites
    .flatMap(({ closed, path }) => named(closed, `${path}/closed`))
    .flatMap(([window, path]) => {
      const lacking = used.filter((name) => !windowsOf(name).includes(window));
      if (lacking.length === 0) return [];
      const known = [...new Set(used.flatMap(windowsOf))];
      return [
        finding('window-unknown', path, {
          message: `${listed(lacking)} ${lacking.length === 1 ? 'has' : 'have'} no window "${window}"`,
          witness: [`calendars that a case can have: ${listed(used)}`, `their windows: ${listed(known) || 'none'}`],
          mend: suggestion(
            window,
            known.filter((name) => name !== window),
            'Declare it under "windows" of each calendar.',
          ),
        }),
      ];
    });
}
