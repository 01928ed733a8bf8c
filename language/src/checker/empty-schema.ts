import { satisfies } from '../compile/schema-check.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import { fieldsOf, requiredOf } from './subject.ts';

/** Why no value satisfies a schema, with the place; `undefined` where one may. Bounds are held against each other, patterns are not. */
export function whyEmpty(schema: Schema, path = ''): string | undefined {
  const { type, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema;
  const choices = Array.isArray(schema.enum) ? (schema.enum as readonly Json[]) : undefined;
  if (choices !== undefined && !choices.some((choice) => satisfies(schema, choice)))
    return `${path || 'it'}: none of its choices satisfies the rest of the schema`;
  if (schema.const !== undefined && !satisfies(schema, schema.const))
    return `${path || 'it'}: its constant does not satisfy the rest of the schema`;
  if (type === 'integer' && isNumber(minimum) && isNumber(maximum) && Math.ceil(minimum) > Math.floor(maximum))
    return `${path || 'it'}: no whole number from ${minimum} to ${maximum}`;
  for (const [least, most, what] of [
    [minimum, maximum, 'number'],
    [minLength, maxLength, 'length'],
    [minItems, maxItems, 'number of items'],
  ] as const)
    if (isNumber(least) && isNumber(most) && least > most) return `${path || 'it'}: no ${what} from ${least} to ${most}`;
  if (type !== 'object') return undefined;
  for (const field of requiredOf(schema)) {
    const inner = fieldsOf(schema)[field];
    const why = isJsonObject(inner) ? whyEmpty(inner, path === '' ? field : `${path}.${field}`) : undefined;
    if (why !== undefined) return why;
  }
  return undefined;
}

function isNumber(value: Json | undefined): value is number {
  return typeof value === 'number';
}
