import Type, { type Static } from 'typebox';
import { object } from './route.ts';

export const Name = Type.String({ minLength: 1, maxLength: 500 });
export const CaseId = Type.String({ format: 'uuid', maxLength: 36, description: 'The id of a case' });
export const Instant = Type.String({ format: 'date-time', maxLength: 40, description: 'An instant, RFC 3339 in UTC' });
export const Day = Type.String({ format: 'date', pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'A calendar day' });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' });
export const Count = Type.Integer({ minimum: 0 });

/** A list where nothing may be said of how many there are is a list that nobody can rely on. */
export const list = <T extends Type.TSchema>(items: T, maxItems = 1000) => Type.Array(items, { maxItems });

export const Money = object(
  {
    amount: Type.Integer({ description: 'Minor units of the currency (cents)' }),
    currency: Type.Union([Currency, Type.Null()], { description: 'null: the case does not say' }),
  },
  'An amount of money',
);
export type Money = Static<typeof Money>;

export const FieldKind = Type.Union([
  Type.Literal('text'),
  Type.Literal('number'),
  Type.Literal('money'),
  Type.Literal('day'),
  Type.Literal('instant'),
  Type.Literal('flag'),
]);
export type FieldKind = Static<typeof FieldKind>;

/** A value as lists show it: text, days and instants as text; money in minor units. */
export const Value = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export type Value = Static<typeof Value>;

export const Database = Type.Union([Type.Literal('main'), Type.Literal('demo')], {
  description: 'The company’s own database, or that of the simulated company',
});
export type Database = Static<typeof Database>;

export const databaseParams = { database: Database };
export const inDatabase = object(databaseParams);

export const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Cursor pages: give `next` as `after`; absent on the last page. */
export const pageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  after: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: '`next` of the page before' })),
};
export const pageOf = <T extends Type.TSchema>(items: T) =>
  object({ items: Type.Array(items, { maxItems: 200 }), next: Type.Optional(Type.String()) });

/** A value that is kept back from whoever asks: it is null, and says which roles would show it. */
export const Hidden = object(
  { needs: list(Name, 200) },
  'You may not see the value, which is null. One of these roles, of cases of its entity, would show it',
);
export type Hidden = Static<typeof Hidden>;

/** By the name of the field. */
export const hiddenFields = {
  hidden: Type.Optional(Type.Record(Type.String(), Hidden, { description: 'Fields whose values are kept back from you' })),
};

/** What an answer covers, where that is not everything. */
export const partial = {
  visibleEntities: Type.Optional(
    Type.Array(Name, {
      maxItems: 1000,
      description: 'Present where you may not see everything: only cases of these entities are in the answer, and in its sums',
    }),
  ),
};

export const Severity = Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high'), Type.Literal('critical')]);

/** Who did something, as people are to be named. */
export const ActorName = object({
  id: Type.String(),
  kind: Type.Union([Type.Literal('person'), Type.Literal('automation'), Type.Literal('source'), Type.Literal('system')]),
  name: Type.String({ description: 'For people to read' }),
});

/** Up to where the log was read for an answer. */
export const AsOf = object({
  /** The last seal of which every event was read; null: nothing is sealed. */
  seal: nullable(Count),
  /** When the latest event that was read was recorded; null: none was. */
  recordedAt: nullable(Instant),
  /** Events in the log that were not read yet; 0: none was missing. */
  behind: Count,
});
export type AsOf = Static<typeof AsOf>;
