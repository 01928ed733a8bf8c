import type { Json } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { textOf, valueAt } from '../source/path.ts';

/** A value of records that only rises when they change, so that a run asks for what is new. */
export const Watermark = Type.Object(
  {
    path: Type.String({ minLength: 1, maxLength: 200, description: 'In a record: updated_at' }),
    kind: Type.Union(
      [
        Type.Literal('instant'),
        Type.Literal('seconds'),
        Type.Literal('milliseconds'),
        Type.Literal('number'),
        Type.Literal('text'),
      ],
      { description: 'instant: ISO 8601; seconds, milliseconds: from 1970; text: as it sorts' },
    ),
    param: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: 'Under which it is sent' })),
    start: Type.Optional(
      Type.Union([Type.String({ maxLength: 100 }), Type.Number()], { description: 'Where the first run begins' }),
    ),
    overlapSeconds: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 604_800,
        description: 'What is this much older is asked for again: it may have come late. Default 5',
      }),
    ),
  },
  { additionalProperties: false },
);
export type Watermark = Static<typeof Watermark>;

/** As it stood in a record. */
export type WatermarkValue = string | number;

const overlapDefault = 5;

/** As it is sent: with the overlap, in the form in which records have it. */
export function asWritten({ kind, overlapSeconds = overlapDefault }: Watermark, value: WatermarkValue): string {
  switch (kind) {
    case 'instant': {
      const at = Date.parse(String(value));
      if (Number.isNaN(at)) return String(value);
      // A day stays a day.
      const text = new Date(at - overlapSeconds * 1000).toISOString();
      return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? text.slice(0, 10) : text;
    }
    case 'seconds':
      return String(Math.floor(Number(value)) - overlapSeconds);
    case 'milliseconds':
      return String(Number(value) - overlapSeconds * 1000);
    default:
      return String(value);
  }
}

/** The mark, or an earlier instant in the form in which records have it. Numbers and texts that are no time stay. */
export function notAfter({ kind }: Watermark, value: WatermarkValue, instant: number): WatermarkValue {
  const units: Readonly<Record<string, number>> = { seconds: 1000, milliseconds: 1 };
  const unit = units[kind];
  if (unit !== undefined) return Number(value) * unit > instant ? Math.floor(instant / unit) : value;
  if (kind !== 'instant' || !(Date.parse(String(value)) > instant)) return value;
  const text = new Date(instant).toISOString();
  return /^\d{4}-\d\d-\d\d$/.test(String(value)) ? text.slice(0, 10) : text;
}

/** The highest of what was seen before and what these records have. */
export function latestOf(
  watermark: Watermark | undefined,
  before: WatermarkValue | undefined,
  records: readonly Json[],
): WatermarkValue | undefined {
  if (watermark === undefined) return undefined;
  let latest = before;
  for (const record of records) {
    const value = valueAt(record, watermark.path);
    if ((typeof value !== 'string' && typeof value !== 'number') || textOf(value) === '') continue;
    if (latest === undefined || isLater(watermark.kind, value, latest)) latest = value;
  }
  return latest;
}

function isLater(kind: Watermark['kind'], value: WatermarkValue, than: WatermarkValue): boolean {
  if (kind === 'text') return String(value) > String(than);
  const number = kind === 'instant' ? (one: WatermarkValue) => Date.parse(String(one)) : Number;
  return number(value) > number(than);
}
