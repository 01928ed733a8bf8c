import Type, { type TObject, type TSchema } from 'typebox';

/** What may be said of a field beside its type. */
export interface FieldOptions {
  readonly title?: string;
  readonly description?: string;
  /** Says something about a person: kept apart in the log, so that it can be erased. */
  readonly personal?: boolean;
  /** Not for everybody who sees the case, such as a price or a salary: only for whom the flow names (`reads.confidential`). */
  readonly confidential?: boolean;
  /** Shown, filtered and sorted by in lists of cases. A flow has at most eight. */
  readonly list?: boolean;
  /** Written by what happens alone, such as a sign-off or what was measured: nobody revises it, and no person gives it to a new case. */
  readonly decided?: boolean;
}

const text = (extra: object, options: FieldOptions = {}) => Type.String({ ...extra, ...options });

/** One line of text, at most 1,000 characters. */
export const Text = (options: FieldOptions & { maxLength?: number } = {}) => text({ maxLength: 1000 }, options);
const commonDay = '\\d{4}-((0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)|02-(0[1-9]|1\\d|2[0-8]))';
const leapDay = '(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29';
const clockTime = '([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?';

/** A calendar day that there is, `YYYY-MM-DD`, without a time zone. */
export const Day = (options: FieldOptions = {}) => text({ kind: 'day', pattern: `^(${commonDay}|${leapDay})$` }, options);
/** An instant in UTC, `2026-01-31T08:00:00.000Z`. */
export const Instant = (options: FieldOptions = {}) =>
  text({ kind: 'instant', pattern: `^(${commonDay}|${leapDay})T${clockTime}Z$` }, options);
/** An ISO 4217 currency code. */
export const Currency = (options: FieldOptions = {}) => text({ kind: 'currency', pattern: '^[A-Z]{3}$' }, options);
export const Email = (options: FieldOptions = {}) =>
  text({ kind: 'email', maxLength: 254, pattern: '^[^\\s@<>,;]+@[^\\s@<>,;]+$' }, options);

/** An integer that every JSON reader keeps exactly: between -(2^53-1) and 2^53-1. */
export const Integer = (options: FieldOptions & { minimum?: number; maximum?: number; default?: number } = {}) =>
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...options });
/** An amount in minor units (cents) of the currency that stands beside it in the case. */
export const Money = (options: FieldOptions & { minimum?: number; default?: number } = {}) =>
  Type.Integer({ kind: 'money', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...options });
/** A number with decimals, within the bounds of an `Integer`. */
export const Decimal = (options: FieldOptions & { minimum?: number; maximum?: number } = {}) =>
  Type.Number({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...options });
export const Flag = (options: FieldOptions & { default?: boolean } = {}) => Type.Boolean({ ...options });
export const OneOf = <const V extends readonly [string, ...string[]]>(values: V, options: FieldOptions = {}) =>
  Type.Unsafe<V[number]>(Type.String({ enum: [...values], ...options }));
export const List = <T extends TSchema>(items: T, options: FieldOptions & { maxItems?: number; default?: readonly [] } = {}) =>
  Type.Array(items, { maxItems: 500, ...options });
export const Optional = <T extends TSchema>(schema: T) => Type.Optional(schema);

/** The fields of a case or of an event; nothing beside them is accepted. */
export const Fields = <P extends Record<string, TSchema>>(properties: P): TObject<P> =>
  Type.Object(properties, { additionalProperties: false });
