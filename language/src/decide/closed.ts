import { type DayNumber, dayOf, formatDay } from '../calendar.ts';
import { calendarOfCase } from '../deadlines/length.ts';
import { inWords } from '../titles.ts';
import type { Draft } from './draft.ts';
import { refuse } from './refusal.ts';

/**
 * Refuses with `window-closed` where the day, in the calendar of the case, lies in one of the windows named. Asked for commands,
 * messages and approvals, at the time at which they are decided: what a rung does is declared, and a fact has happened.
 */
export function requireOpen(draft: Draft, closed: readonly string[]): void {
  if (closed.length === 0) return;
  const { flow, subject, context } = draft;
  const calendar = calendarOfCase(flow, subject.entity, context);
  const windows = closed.flatMap((name) => calendar.windows?.get(name) ?? []);
  const today = dayOf(calendar, context.now);
  const name = closed.find((each) => lastDayAround(calendar.windows?.get(each) ?? [], today) !== undefined);
  if (name === undefined) return;
  let open = today;
  for (let last = lastDayAround(windows, open); last !== undefined; last = lastDayAround(windows, open)) open = last + 1;
  refuse('window-closed', {
    message: `${inWords(name)}: closed up to and with ${formatDay(open - 1)}`,
    place: name,
    expected: formatDay(open),
  });
}

/** The last day of the first stretch in which a day lies. */
function lastDayAround(stretches: readonly DayNumber[], day: DayNumber): DayNumber | undefined {
  for (let index = 0; index + 1 < stretches.length; index += 2) {
    const [from, to] = [stretches[index] as number, stretches[index + 1] as number];
    if (day >= from && day <= to) return to;
  }
  return undefined;
}
