import {
  type CalendarDefinition,
  defineCalendar,
  type FlowDefinition,
  type Length as LengthDefinition,
  type Weekday,
} from '../../src/index.ts';

/* What the oracle knows of a flow, and how the same flow is written for the language. Any state leads to any other. */

export type Unit = 'days' | 'hours' | 'businessDays' | 'businessHours';

export interface Length {
  readonly unit: Unit;
  readonly amount: number;
}

export interface RungPlan {
  readonly name: string;
  /** The index of a parameter, whose unit is that of the length. */
  readonly after: number;
  /** By what the field `segment` says, the index of another parameter. */
  readonly bySegment?: Readonly<Partial<Record<string, number>>>;
  readonly every?: Length;
  readonly atMost?: number;
  readonly to?: string;
}

export interface LadderPlan {
  readonly name: string;
  readonly anchor: 'entered' | 'due' | 'at';
  readonly during: readonly string[];
  readonly pauseWhile: readonly string[];
  readonly stops: boolean;
  readonly at: number;
  readonly catchUp: 'latest' | 'each';
  readonly rungs: readonly RungPlan[];
}

export interface FlowPlan {
  readonly timeZone: string;
  /** From and to, in minutes of the day; by weekday, Monday first. */
  readonly week: readonly (readonly (readonly [number, number])[])[];
  readonly holidays: readonly string[];
  readonly parameters: readonly Length[];
  readonly within: { readonly state: string; readonly length: Length };
  readonly ladders: readonly LadderPlan[];
}

export const states = ['open', 'asked', 'held', 'disputed', 'away'] as const;
export const segments = ['key', 'public', 'private'] as const;
export const parameterName = (index: number) => `p${index}`;
const weekdays: readonly Weekday[] = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const timeOfDay = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const duration = ({ unit, amount }: Length) => ({ [unit]: amount }) as never;

export function calendarOfPlan({ timeZone, week, holidays }: FlowPlan): CalendarDefinition {
  return defineCalendar({
    ...{ timeZone, from: '2026-01-01', to: '2026-12-31' },
    week: Object.fromEntries(
      weekdays.map((day, index) => [day, (week[index] ?? []).map(([from, to]) => [timeOfDay(from), timeOfDay(to)])]),
    ) as never,
    holidays: holidays.map((on) => ({ on })),
  });
}

/** The same as a definition. Facts are `land <state>` (counts in full, however late) and `fill <state>` (does not). */
export function flowOfPlan(plan: FlowPlan): FlowDefinition {
  const all = [...states, 'done'];
  const landing = all.flatMap((state) => [
    [`land ${state}`, { lands: state, late: 'apply' }],
    [`fill ${state}`, { lands: state }],
  ]);
  const on = Object.fromEntries([
    ...all.flatMap((state) => ['go', 'land', 'fill'].map((verb) => [`${verb} ${state}`, { to: state }])),
    ...['settle', 'reopen'].map((name) => [name, {}]),
  ]);
  return {
    ...{ name: 'walk', title: 'Walk', owner: 'desk', key: 'number' },
    calendar: { default: 'office' },
    calendars: { office: calendarOfPlan(plan) },
    data: {
      type: 'object',
      properties: {
        number: { type: 'string' },
        due: { type: 'string', format: 'date' },
        at: { type: 'string', format: 'date-time' },
        over: { type: 'boolean' },
        other: { type: 'integer' },
        segment: { type: 'string', enum: [...segments] },
      },
      required: ['number'],
      additionalProperties: false,
    },
    parameters: Object.fromEntries(
      plan.parameters.map(({ unit, amount }, index) => [parameterName(index), { type: unit, default: amount, owner: 'desk' }]),
    ),
    events: {
      ...Object.fromEntries(landing),
      begin: {},
      settle: { late: 'apply', set: { over: 'true' } },
      reopen: { late: 'apply', set: { over: 'false' } },
    },
    start: { begin: { to: 'open' } },
    states: {
      ...Object.fromEntries(
        states.map((state) => [
          state,
          { owner: 'desk', on, ...(state === plan.within.state ? { within: duration(plan.within.length) } : {}) },
        ]),
      ),
      done: { final: 'done' },
    },
    ladders: Object.fromEntries(plan.ladders.map((ladder) => [ladder.name, ladderOfPlan(ladder)])),
  } as FlowDefinition;
}

function ladderOfPlan(ladder: LadderPlan): NonNullable<FlowDefinition['ladders']>[string] {
  const { anchor, during, pauseWhile, stops, at, catchUp, rungs } = ladder;
  return {
    anchor: anchor === 'entered' ? anchor : `data.${anchor}`,
    ...{ during: [...during], pauseWhile: [...pauseWhile], at: timeOfDay(at), catchUp },
    ...(stops ? { stopWhen: 'has(data.over) && data.over' } : {}),
    rungs: rungs.map(({ name, after, bySegment, every, atMost, to }) => ({
      ...{ name, after: bySegment === undefined ? parameterName(after) : chosen(after, bySegment), set: {} },
      ...(every === undefined || atMost === undefined ? {} : { every: duration(every), atMost }),
      ...(to === undefined ? {} : { to }),
    })),
  };
}

function chosen(after: number, bySegment: NonNullable<RungPlan['bySegment']>): LengthDefinition {
  const is = Object.fromEntries(Object.entries(bySegment).map(([segment, index]) => [segment, parameterName(index ?? after)]));
  return { by: 'segment', is, else: parameterName(after) };
}
