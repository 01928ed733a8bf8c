import Type, { type Static, type TProperties } from 'typebox';
import type { JsonObject } from '../json.ts';

/*
 * The JSON document of a migration: what becomes of the running cases of one version of a flow under another, and of those of the
 * other on the way back. What is not named stays as it is.
 */

const object = <P extends TProperties>(properties: P, description?: string) =>
  Type.Object(properties, { additionalProperties: false, ...(description === undefined ? {} : { description }) });
const Name = Type.String({ minLength: 1, maxLength: 80 });
const by = <T extends Type.TSchema>(value: T, description: string) => Type.Record(Type.String(), value, { description });
const kept = (description: string) => by(Type.Literal('keep'), description);

/** What becomes of the cases in one direction. */
export const CaseMapping = object({
  states: by(Name, 'By a state that is gone: the state in which its cases go on'),
  fields: by(Type.Union([Name, Type.Null()]), 'By a field that is gone: the field that takes its value; null: it is left out'),
  defaults: by(Type.Unknown(), 'By a field that must be there: its value where a case has none'),
  rungs: by(Name, 'By a rung that is gone, as `ladder/rung`: the rung of that ladder whose turn it had'),
  exceptions: kept('Kinds of exceptions that are gone: those open stay open until their owners resolve them'),
  children: kept('Kinds of owned children that are gone: those open stay open until they end by themselves'),
});
export type CaseMapping = Static<typeof CaseMapping>;

export const MigrationDefinition = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    flow: Type.String({ pattern: '^[a-z][a-z0-9-]{0,62}$' }),
    before: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The hash of the version that the cases run' }),
    after: Type.String({ pattern: '^[0-9a-f]{64}$', description: 'The hash of the version that they come to run' }),
    ...CaseMapping.properties,
    back: CaseMapping,
    lossy: Type.Array(object({ what: Type.String(), why: Type.String() }), {
      description: 'What the way there and back does not bring back. For people: it decides nothing',
    }),
    undecided: Type.Array(
      object({
        member: Type.String({ description: 'JSON Pointer to the member of this document that is to be written' }),
        why: Type.String(),
        choices: Type.Array(Type.Unknown(), { maxItems: 20 }),
      }),
      { description: 'What somebody must decide; a case that it concerns is refused until then' },
    ),
  },
  {
    additionalProperties: false,
    title: 'Throughline migration',
    description: 'What becomes of running cases under another version',
  },
);
export type MigrationDefinition = Static<typeof MigrationDefinition>;

/** The JSON Schema (2020-12) of a migration, as published in `language/migration.schema.json`. */
export function publishedMigrationSchema(): JsonObject {
  const schema = JSON.parse(JSON.stringify(MigrationDefinition)) as JsonObject;
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', $id: 'urn:throughline:schema:migration', ...schema };
}
