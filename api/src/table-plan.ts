import Type, { type Static } from 'typebox';
import { list } from './primitives.ts';
import { object, optional } from './route.ts';

const columnKinds = [
  ...['case', 'activity', 'time', 'issued', 'due', 'paid', 'date', 'amount', 'currency', 'customer', 'entity'],
  ...['person', 'status', 'reference', 'country', 'flag', 'number', 'text'],
] as const;

/** How the rows of a file are read: what each column is, and how its days and numbers are written. */
export const TablePlan = object({
  /** `wide`: a row is a case with its dates; `long`: a row is an event. */
  shape: Type.Union([Type.Literal('wide'), Type.Literal('long')]),
  columns: list(
    object({
      name: Type.String({ maxLength: 500 }),
      kind: Type.Unsafe<ColumnKind>(Type.String({ enum: [...columnKinds] })),
      format: optional(Type.String({ maxLength: 40 })),
      decimal: optional(Type.Union([Type.Literal('.'), Type.Literal(',')])),
    }),
    1000,
  ),
  currency: optional(Type.String({ pattern: '^[A-Z]{3}$' })),
});
export type TablePlan = Static<typeof TablePlan>;

/** What a column of somebody's table is. */
export type ColumnKind = (typeof columnKinds)[number];
