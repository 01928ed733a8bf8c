import type { FormField } from '@throughline/api';
import { inWords, isJsonObject, type Json, type JsonObject } from '@throughline/language';
import { fieldKind, propertiesOf } from './fields.ts';

/**
 * What a person is asked for, from the JSON Schema of what a command carries. A field has the title of the case's own field of
 * that name where there is one. A list of objects is asked for part by part, where all of their members are plain values; other objects within objects
 * cannot be asked for in a form, and are left out.
 */
export function formFields(schema: JsonObject | undefined, titles: Readonly<Record<string, string>> = {}): FormField[] {
  if (schema === undefined) return [];
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  return Object.entries(propertiesOf(schema))
    .filter(([, property]) => property['type'] !== 'object' && (!isNested(property) || isPlain(property['items'])))
    .slice(0, 200)
    .map(([name, property]) => formField(name, property, required.has(name), titles[name]));
}

/** An object each of whose members is one plain value. */
function isPlain(items: Json | undefined): items is JsonObject {
  if (!isJsonObject(items)) return false;
  const members = Object.values(propertiesOf(items));
  return members.length > 0 && members.length <= 20 && members.every(({ type }) => type !== 'object' && type !== 'array');
}

function isNested({ items }: JsonObject): boolean {
  return isJsonObject(items) && items['type'] === 'object';
}

function formField(name: string, property: JsonObject, required: boolean, known: string | undefined): FormField {
  const many = property['type'] === 'array';
  const asked = many && isJsonObject(property['items']) ? property['items'] : property;
  const title = text(property['title']) ?? known ?? inWords(name);
  const options = Array.isArray(asked['enum']) ? asked['enum'].filter((option) => typeof option === 'string').slice(0, 200) : [];
  const limits = limitsOf(asked);
  const description = text(property['description']) ?? (asked['kind'] === 'currency' ? 'Three letters, such as EUR' : undefined);
  return {
    name,
    title,
    kind: isNested(property) ? 'text' : fieldKind(asked),
    // What has a default need not be said.
    required: required && property['default'] === undefined,
    ...(many ? { many: true } : {}),
    ...(isNested(property) ? { parts: formFields(asked).map(({ parts: _, ...part }) => part) } : {}),
    ...(options.length === 0 ? {} : { options }),
    ...limits,
    ...(description === undefined ? {} : { description }),
  };
}

/** Bounds that say no more than that a number is one are left out. */
function limitsOf({ minimum, maximum, maxLength }: JsonObject): Pick<FormField, 'minimum' | 'maximum' | 'maxLength'> {
  return {
    ...(typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER ? { minimum } : {}),
    ...(typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER ? { maximum } : {}),
    ...(typeof maxLength === 'number' ? { maxLength } : {}),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
