import type { CalendarDefinition } from '../definition/calendar.ts';
import { inWords } from '../titles.ts';
import { change, type Differ, type MemberTable, plainly } from './compare.ts';
import { same } from './members.ts';
import { listed } from './words.ts';

/** Dated entries: how many come and go, and the first few. */
function dates<T extends { readonly on: string }>(what: string): Differ<T[]> {
  return (before = [], after = [], spot) => {
    const fresh = after.filter((one) => !before.some((other) => same(one, other))).map(({ on }) => on);
    const gone = before.filter((one) => !after.some((other) => same(one, other))).map(({ on }) => on);
    const some = (days: readonly string[]) =>
      `${listed(days.slice(0, 5))}${days.length > 5 ? ` and ${days.length - 5} more` : ''}`;
    const text = [
      ...(fresh.length === 0 ? [] : [`new ${some(fresh)}`]),
      ...(gone.length === 0 ? [] : [`gone ${some(gone)}`]),
      ...(fresh.length + gone.length === 0 ? ['in another order'] : []),
    ].join('; ');
    return [change(spot, { part: 'calendar', kind: 'changed', sentence: `${spot.subject}: ${what} ${text}` })];
  };
}

export const calendarMembers: MemberTable<CalendarDefinition> = {
  title: plainly('wording', 'the title', 'wording'),
  timeZone: plainly('calendar', 'the time zone'),
  from: plainly('calendar', 'the first day'),
  to: plainly('calendar', 'the last day'),
  week: plainly('calendar', 'the hours of the week'),
  holidays: dates('holidays'),
  special: dates('days with other hours'),
  windows: (before = {}, after = {}, spot) =>
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => !same(before[name], after[name]))
      .map((name) =>
        change(spot, {
          part: 'calendar',
          kind: 'changed',
          what: `the window “${inWords(name)}”`,
          values: [before[name], after[name]],
        }),
      ),
  offsets: plainly('calendar', 'the offsets of its time zone'),
};
