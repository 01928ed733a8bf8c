import { type DayRule, defineCalendar } from '@throughline/language';

/*
 * Days of rest, and when the books are closed. A legal unit has the calendar that `entities` names for it, else `house`, which knows no
 * holiday and counts in UTC. Put your own units there.
 */

const hours = [['08:00', '18:00']] as const;
const common = {
  from: '2024-01-01',
  to: '2029-12-31',
  week: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
  /** On the first two business days of a month finance closes the one before: nobody changes what is booked. */
  windows: { financeClose: { businessDays: { from: 1, to: 2 } } },
} as const;

type Holiday = DayRule & { readonly title: string };
const on = (month: number, day: number, title: string): Holiday => ({ month, day, title });
const easter = (days: number, title: string): Holiday => ({ easter: days, title });
const newYear = on(1, 1, 'New Year');
const christmas = on(12, 25, 'Christmas Day');
const western = [newYear, easter(-2, 'Good Friday'), easter(1, 'Easter Monday'), christmas, on(12, 26, '26 December')] as const;

const house = defineCalendar({ ...common, title: 'House', timeZone: 'UTC' });

const germany = defineCalendar({
  ...common,
  title: 'Germany',
  timeZone: 'Europe/Berlin',
  holidays: [...western, on(5, 1, 'Labour Day'), easter(39, 'Ascension'), easter(50, 'Whit Monday'), on(10, 3, 'German Unity')],
});

const austria = defineCalendar({
  ...common,
  title: 'Austria',
  timeZone: 'Europe/Vienna',
  holidays: [
    newYear,
    on(1, 6, 'Epiphany'),
    easter(1, 'Easter Monday'),
    on(5, 1, 'National Holiday'),
    easter(39, 'Ascension'),
    easter(50, 'Whit Monday'),
    easter(60, 'Corpus Christi'),
    on(8, 15, 'Assumption'),
    on(10, 26, 'National Day'),
    on(11, 1, 'All Saints'),
    on(12, 8, 'Immaculate Conception'),
    christmas,
    on(12, 26, 'St Stephen'),
  ],
});

const britain = defineCalendar({
  ...common,
  title: 'England and Wales',
  timeZone: 'Europe/London',
  holidays: [
    ...western,
    { month: 5, weekday: 'monday', nth: 1, title: 'Early May Bank Holiday' },
    { month: 5, weekday: 'monday', nth: -1, title: 'Spring Bank Holiday' },
    { month: 8, weekday: 'monday', nth: -1, title: 'Summer Bank Holiday' },
  ],
});

const america = defineCalendar({
  ...common,
  title: 'United States',
  timeZone: 'America/New_York',
  holidays: [
    newYear,
    { month: 1, weekday: 'monday', nth: 3, title: 'Martin Luther King Day' },
    { month: 2, weekday: 'monday', nth: 3, title: 'Presidents Day' },
    { month: 5, weekday: 'monday', nth: -1, title: 'Memorial Day' },
    on(6, 19, 'Juneteenth'),
    on(7, 4, 'Independence Day'),
    { month: 9, weekday: 'monday', nth: 1, title: 'Labor Day' },
    { month: 10, weekday: 'monday', nth: 2, title: 'Columbus Day' },
    on(11, 11, 'Veterans Day'),
    { month: 11, weekday: 'thursday', nth: 4, title: 'Thanksgiving' },
    christmas,
  ],
});

/** Which legal unit has which. */
const entities = { DE: 'germany', AT: 'austria', GB: 'britain', US: 'america' } as const;

/** What a flow says of its calendars. */
export const calendarChoice = {
  calendar: { default: 'house', entities },
  calendars: { house, germany, austria, britain, america },
} as const;
