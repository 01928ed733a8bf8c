import Type, { type Static } from 'typebox';
import { CaseName } from './cases.ts';
import { Count, Day, Instant, inDatabase, list, Money, Name, nullable } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** The field by which a list has one currency, `<field>=<currency>`. null: lists have no such field that the reader sees. */
const currency = nullable(Name);
/** A number of cases and what they come to; the filters by which a list has exactly these. */
const figure = {
  cases: Count,
  amounts: list(Money, 50),
  where: list(Type.String(), 20),
};
const Figure = object(figure);

export const Receivables = object({
  now: Instant,
  flow: Name,
  currency,
  noun: object({ one: Type.String(), many: Type.String() }),
  /** Open cases that owe something, and those whose day is over. */
  open: Figure,
  late: Figure,
  /** By days since the day by which they were due, the first: not yet. */
  ages: list(object({ title: Type.String(), late: Type.Boolean(), ...figure }), 10),
  /** The same by the values of a field; those that owe the most cases first. */
  groups: object({
    by: Name,
    choices: list(object({ name: Name, title: Type.String() }), 20),
    items: list(
      object({
        value: nullable(Type.String()),
        ...figure,
        /** In the order of `ages`. */
        ages: list(object({ cases: Count, amounts: list(Money, 50) }), 10),
      }),
      200,
    ),
    /** Values that are left out. */
    more: Count,
  }),
  /** Late ones by how far their ladder has got, from before the first rung on; those that stand still come last. */
  ladder: list(
    object({ rung: nullable(Name), title: Type.String(), after: nullable(Type.String()), paused: Type.Boolean(), ...figure }),
    40,
  ),
  promises: object({
    ...figure,
    /** The days that were promised, the earliest first. */
    items: list(
      object({
        case: CaseName,
        subject: nullable(Type.String()),
        on: nullable(Day),
        late: Type.Boolean(),
        amount: nullable(Money),
      }),
      20,
    ),
    /** Where those went that were promised and left that state in the last 30 days. */
    ended: list(object({ state: Name, title: Type.String(), count: Count }), 20),
    since: Instant,
  }),
  /** null: there are none, or the reader does not see what they are worth. */
  disputes: nullable(object({ flow: Name, currency, ...figure })),
  shortfalls: nullable(
    object({
      flow: Name,
      currency,
      ...figure,
      reasons: list(object({ reason: nullable(Type.String()), title: Type.String(), ...figure }), 50),
    }),
  ),
  leakage: list(
    object({
      title: Type.String(),
      flow: Name,
      currency,
      open: nullable(Type.Boolean()),
      owner: object({ role: Name, title: Type.String() }),
      oldest: nullable(Instant),
      ...figure,
    }),
    20,
  ),
});
export type Receivables = Static<typeof Receivables>;

export const receivableRoutes = defineRoutes({
  'GET /{database}/receivables': {
    tag: 'receivables',
    summary: 'What customers owe: by age, customer and rung; promises, disputes, shortfalls and leakage',
    params: inDatabase,
    query: object({
      where: optional(
        Type.Array(Type.String({ minLength: 3, maxLength: 500 }), {
          maxItems: 5,
          description:
            'Only of these: `<field>=<value>`, of the text columns of the flow and $entity. A comma or backslash stands after a backslash',
        }),
      ),
      by: optional(Name),
      table: optional(
        Type.Union(
          [
            Type.Literal('groups'),
            Type.Literal('ages'),
            Type.Literal('ladder'),
            Type.Literal('shortfalls'),
            Type.Literal('leakage'),
          ],
          { description: 'Which table a CSV has; the answer itself has all. Default: groups' },
        ),
      ),
    }),
    response: nullable(Receivables),
    csv: true,
    problems: ['field-unknown', 'field-hidden', 'filter-invalid', 'database-not-ready'],
  },
});
