import {
  businessDays,
  businessHours,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  compileFlow,
  Day,
  deadlines,
  defineCalendar,
  defineFlow,
  Fields,
  formatDay,
  nextDueAt,
  Text,
} from '@throughline/language';
import { invoice } from '@throughline/packs';
import { seededRandom } from '@throughline/testing';
import { type Benchmark, compare, type Measurement, time } from './measure.ts';

const dayMs = 86_400_000;
const firstDay = Date.UTC(2026, 0, 1) / dayMs;
const context: Context = { now: firstDay * dayMs };
const hours = [['09:00', '12:30'] as const, ['13:30', '18:00'] as const];

const office = defineCalendar({
  timeZone: 'Europe/Rome',
  from: '2025-01-01',
  to: '2030-12-31',
  week: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
  holidays: [{ month: 1, day: 1 }, { easter: 1 }, { month: 5, day: 1 }, { month: 12, day: 25 }, { month: 12, day: 26 }],
});

/** A claim that is chased in business time. */
const claim = defineFlow({
  name: 'claim',
  title: 'Claim',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), dueOn: Day() }),
  calendars: { office },
  calendar: { default: 'office' },
  start: { begin: 'sent' },
  states: {
    sent: { owner: 'desk', within: businessHours(400), on: { dispute: 'disputed', settle: 'settled' } },
    disputed: { owner: 'desk', within: businessDays(10), on: { settle: 'settled', reject: 'sent' } },
    settled: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['sent'],
      pauseWhile: ['disputed'],
      rungs: [
        { name: 'remind', after: businessDays(5), task: { role: 'desk', title: 'Remind' } },
        { name: 'finance', after: businessHours(80), task: { role: 'desk', title: 'Call' } },
        { name: 'sales', after: businessDays(20), task: { role: 'desk', title: 'Ask sales' } },
        { name: 'legal', after: businessDays(30), task: { role: 'desk', title: 'Ask the lawyers' } },
      ],
    },
  },
});

/** The rungs of both flows, in days: what the bare arithmetic adds. */
const lengths = [7, 14, 30, 45];
const rungNames = ['remind', 'finance', 'sales', 'legal'];

/** Cases that wait, due over two years: a third has been paused once or twice, a third is some rungs up its ladder. */
function casesOf(flow: string, count: number): readonly CaseRecord[] {
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, index): CaseRecord => {
    const key = `${flow}-${index}`;
    const day = firstDay + random.integer(0, 729);
    const pauses = random.chance(1 / 3)
      ? Array.from({ length: random.integer(1, 2) }, (_, turn) => pauseAfter(day + turn * 5))
      : [];
    const fired = random.chance(1 / 3) ? random.integer(1, 3) : 0;
    const rungs = rungNames.slice(0, fired).map((name) => [name, { standing: 'fired', at: (day + 8) * dayMs }] as const);
    const clock = {
      episode: 1,
      ...(pauses.length === 0 ? {} : { pauses }),
      ...(fired === 0 ? {} : { rungs: Object.fromEntries(rungs) }),
    };
    return {
      id: key,
      flow,
      entity: 'bench',
      key,
      version: 1,
      state: 'sent',
      seq: 3,
      enteredAt: (day - 30) * dayMs,
      data: { number: key, customer: 'Halden Components', currency: 'EUR', amount: 1000 + index, paid: 0, dueOn: formatDay(day) },
      clocks: { bornAt: (day - 30) * dayMs, ladders: { dunning: clock } },
    };
  });
}

function pauseAfter(day: number) {
  return { from: (day + 1) * dayMs + 36_000_000, to: (day + 4) * dayMs, by: 'disputed' };
}

/** The least that could be done: to the number of a day, already known, the length of each rung is added, and the first kept. */
function bareArithmetic(days: Float64Array): Float64Array {
  const dueAt = new Float64Array(days.length);
  for (let index = 0; index < days.length; index += 1) {
    let first = Infinity;
    for (const length of lengths) first = Math.min(first, ((days[index] as number) + length) * dayMs + 32_400_000);
    dueAt[index] = first;
  }
  return dueAt;
}

/** Of cases without pauses and fired rungs, in days of UTC, the arithmetic gives the very deadlines. */
function requireSame(cases: readonly CaseRecord[], ours: Float64Array, bare: Float64Array): void {
  const wrong = cases.findIndex(({ clocks }, index) => {
    const clock = clocks.ladders?.dunning;
    return clock?.pauses === undefined && clock?.rungs === undefined && ours[index] !== bare[index];
  });
  if (wrong >= 0) throw new Error(`${cases[wrong]?.key}: ${ours[wrong]}, by bare arithmetic ${bare[wrong]}`);
}

async function derive(name: string, flow: CompiledFlow, isInDays: boolean): Promise<Measurement> {
  const cases = casesOf(flow.name, million);
  const days = Float64Array.from(cases, ({ data }) => Date.parse(data.dueOn as string) / dayMs);
  const before = process.memoryUsage().heapUsed;
  let more = 0;
  const options = { unit: 'cases/s', peer: 'four additions and a minimum a case', rounds: 6 };
  const measured = await compare(name, options, async () => {
    const dueAt = new Float64Array(cases.length);
    const ours = await time(async () => {
      for (let index = 0; index < cases.length; index += 1)
        dueAt[index] = nextDueAt(flow, cases[index] as CaseRecord, context) ?? Infinity;
      return cases.length;
    });
    more = Math.max(more, process.memoryUsage().heapUsed - before);
    let bare: Float64Array = dueAt;
    const peer = await time(async () => {
      bare = bareArithmetic(days);
      return cases.length;
    });
    if (isInDays) requireSame(cases, dueAt, bare);
    return { ours, peer };
  });
  const seconds = (million / measured.value).toFixed(2);
  return { ...measured, note: `a million cases in ${seconds} s, with at most ${Math.round(more / 2 ** 20)} MB beside them` };
}

const million = 1_000_000;
const explained = 10_000;

/** All deadlines with their sentences. Beside it, the same number of times and days written as text. */
async function explain(): Promise<Measurement> {
  const flow = compileFlow(claim);
  const cases = casesOf('claim', explained);
  const options = { unit: 'cases/s', peer: 'as many sentences of two dates, of known times', rounds: 6 };
  return compare('language.deadlines.explained', options, async () => {
    const found: (readonly { readonly dueAt: number | null }[])[] = [];
    const ours = await time(async () => {
      for (const each of cases) found.push(deadlines(flow, each, context));
      return cases.length;
    });
    let length = 0;
    const peer = await time(async () => {
      for (const each of found)
        for (const { dueAt } of each) length += `${text(dueAt)}: due ${text(dueAt)} + 5 business days`.length;
      return cases.length;
    });
    if (length === 0) throw new Error('Nothing was explained');
    return { ours, peer };
  });
}

function text(instant: number | null): string {
  return new Date(instant ?? 0).toISOString().slice(0, 10);
}

/** The next deadline of each of a million cases: in days, then in business time; and all deadlines of 10,000 in sentences. */
export const languageDeadlines: readonly Benchmark[] = [
  { name: 'language.deadlines', run: () => derive('language.deadlines', compileFlow(invoice), true) },
  { name: 'language.deadlines.business', run: () => derive('language.deadlines.business', compileFlow(claim), false) },
  { name: 'language.deadlines.explained', run: explain },
];
