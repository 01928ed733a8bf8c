import Type, { type Static, type TProperties, type TSchema } from 'typebox';

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const optional = Type.Optional;
/** Two of a kind. (TypeBox's tuple has the form of an older JSON Schema, in which validators of 2020-12 find a fault.) */
const pair = <T extends TSchema>(item: T) => Type.Unsafe<[Static<T>, Static<T>]>(Type.Array(item, { minItems: 2, maxItems: 2 }));

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' });
const TimeOfDay = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$', description: 'Local time, HH:MM' });

/** From and to (exclusive) on one day. */
const Hours = Type.Array(pair(TimeOfDay), { maxItems: 6 });
export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof weekdays)[number];

/**
 * When a business is open, written out as data: no library and no clock is asked when something is decided. Beyond `to` the week
 * repeats without holidays.
 */
export const CalendarDefinition = object({
  title: optional(Type.String({ minLength: 1, maxLength: 80 })),
  timeZone: Type.String({ description: 'IANA name' }),
  from: Day,
  to: Day,
  week: object(
    Object.fromEntries(weekdays.map((day) => [day, optional(Hours)])) as Record<Weekday, Type.TOptional<typeof Hours>>,
  ),
  holidays: optional(Type.Array(object({ on: Day, title: optional(Type.String({ maxLength: 80 })) }), { maxItems: 5000 })),
  special: optional(
    Type.Array(object({ on: Day, hours: Hours }), {
      maxItems: 5000,
      description: 'Days with hours other than those of their weekday',
    }),
  ),
  windows: optional(
    Type.Record(
      Type.String(),
      Type.Array(object({ from: Day, to: Day }), { maxItems: 2000, description: 'First and last day, both included' }),
      {
        description: 'Named stretches of days, such as the close of the books or a freeze, that a transition can be `closed` in',
      },
    ),
  ),
  offsets: optional(
    Type.Array(pair(Type.Integer()), {
      maxItems: 2000,
      description:
        'From each instant (milliseconds since 1970) on, local time is UTC plus so many minutes. Written by `defineCalendar`',
    }),
  ),
});
export type CalendarDefinition = Static<typeof CalendarDefinition>;
