import { Value } from 'typebox/value';
import { FlowDefinition } from '../definition/flow.ts';
import { findUnstorable, isJsonObject, type Json, type JsonObject } from '../json.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, nearest } from './nearest.ts';
import { tooLarge } from './sizes.ts';

/*
 * Structural validity. The validator's own errors name every branch of every union; here one branch is chosen by the kind of
 * the value, so that a slip in a transition is said once, where it is. A property test holds the two verdicts together.
 */

const flowSchema = JSON.parse(JSON.stringify(FlowDefinition)) as JsonObject;

/** What is wrong with the form of a document; empty where it satisfies the published JSON Schema and its names are well formed. */
export function checkStructure(document: Json): readonly Finding[] {
  const large = tooLarge(document);
  if (large !== undefined) return [large];
  const unstorable = findUnstorable(document);
  if (unstorable !== undefined)
    return [
      invalid(
        unstorable,
        'what can be stored',
        unstorable.endsWith('/__proto__')
          ? 'the name "__proto__"'
          : 'NUL, half a surrogate pair, a number that is not finite, or nesting deeper than 32',
      ),
    ];
  return check(flowSchema, document, []);
}

type Path = readonly string[];

function check(schema: JsonObject, value: Json, path: Path): readonly Finding[] {
  const { anyOf, properties, patternProperties, type } = schema;
  if (Array.isArray(anyOf)) return checkUnion(flattened(anyOf as JsonObject[]), value, path);
  if (type === 'object') {
    if (!isJsonObject(value)) return [mismatch(schema, value, path)];
    if (isJsonObject(properties)) return checkObject(schema, properties, value, path);
    return isJsonObject(patternProperties) ? checkRecord(patternProperties, value, path) : [];
  }
  if (type === 'array' && Array.isArray(value) && isJsonObject(schema.items) && accepts({ ...schema, items: {} }, value))
    return value.flatMap((item: Json, index) => check(schema.items as JsonObject, item, [...path, String(index)]));
  return accepts(schema, value) ? [] : [mismatch(schema, value, path)];
}

function accepts(schema: JsonObject, value: Json): boolean {
  return Value.Check(schema as never, value);
}

function flattened(branches: readonly JsonObject[]): readonly JsonObject[] {
  return branches.flatMap((branch) => (Array.isArray(branch.anyOf) ? flattened(branch.anyOf as JsonObject[]) : [branch]));
}

function checkUnion(branches: readonly JsonObject[], value: Json, path: Path): readonly Finding[] {
  if (branches.some((branch) => branch.const !== undefined && branch.const === value)) return [];
  const isWritten = isLength(branches) && isJsonObject(value) && !isChoice(branches, value);
  if (isWritten && (Object.keys(value).length !== 1 || !oneUnit(branches, value)))
    return [mismatch({ anyOf: branches }, value, path)];
  const candidates = branches.filter((branch) => branch.const === undefined && kindOf(branch) === kindOfValue(value));
  const [first] = candidates;
  if (first === undefined) return [mismatch({ anyOf: branches }, value, path)];
  const overlap = (branch: JsonObject) =>
    Object.keys(isJsonObject(value) ? value : {}).filter((key) => isJsonObject(branch.properties) && key in branch.properties)
      .length;
  const best = candidates.reduce((found, branch) => (overlap(branch) > overlap(found) ? branch : found), first);
  if (candidates.length > 1 && isJsonObject(value) && overlap(best) === 0) return [mismatch({ anyOf: branches }, value, path)];
  return check(best, value, path);
}

/** A length of time: objects of one member, its unit. */
function isLength(branches: readonly JsonObject[]): boolean {
  return branches.some(({ properties }) => isJsonObject(properties) && Object.keys(properties).join() === 'days');
}

/** A length that a field chooses, where one may stand. */
function isChoice(branches: readonly JsonObject[], value: JsonObject): boolean {
  const choice = branches.find(({ properties }) => isJsonObject(properties) && 'else' in properties);
  return choice !== undefined && Object.keys(value).some((name) => isJsonObject(choice.properties) && name in choice.properties);
}

function oneUnit(branches: readonly JsonObject[], value: JsonObject): boolean {
  return branches.some(({ properties }) => isJsonObject(properties) && Object.keys(value).every((unit) => unit in properties));
}

function isTransition({ properties }: JsonObject): boolean {
  return isJsonObject(properties) && 'newRound' in properties;
}

function checkObject(schema: JsonObject, properties: JsonObject, value: JsonObject, path: Path): readonly Finding[] {
  const findings: Finding[] = [];
  for (const name of (schema.required ?? []) as readonly string[]) {
    if (Object.hasOwn(value, name)) continue;
    findings.push(
      path[0] === 'exceptions' && name === 'owner' ? unowned(path) : missing(path, name, properties[name] as JsonObject),
    );
  }
  for (const [name, member] of Object.entries(value)) {
    if (Object.hasOwn(properties, name)) findings.push(...check(properties[name] as JsonObject, member, [...path, name]));
    else if (schema.additionalProperties === false) findings.push(excess([...path, name], name, Object.keys(properties)));
  }
  return findings;
}

function checkRecord(patternProperties: JsonObject, value: JsonObject, path: Path): readonly Finding[] {
  const [[pattern, schema] = ['', {}]] = Object.entries(patternProperties);
  return Object.entries(value).flatMap(([name, member]) =>
    new RegExp(pattern, 's').test(name) && !(name in Object.prototype)
      ? check(schema as JsonObject, member, [...path, name])
      : [malformed([...path, name], name)],
  );
}

function mismatch(schema: JsonObject, value: Json, path: Path): Finding {
  return invalid(pointer(...path), describe(schema), short(value), instead(schema, value));
}

/** What to write where it can be told from what was written. */
function instead({ anyOf, description, items }: JsonObject, value: Json): string | undefined {
  const branches = Array.isArray(anyOf) ? (anyOf as readonly JsonObject[]) : [];
  if (isLength(branches)) return lengthInstead(branches, value);
  if (isJsonObject(items) && !Array.isArray(value) && accepts(items, value)) return `Write [${JSON.stringify(value)}], a list.`;
  if (branches.some(isTransition) && typeof value === 'string') return `Write { "to": ${JSON.stringify(value)} }.`;
  const isPlain = typeof value === 'number' || typeof value === 'boolean';
  return String(description).startsWith('A CEL expression') && isPlain
    ? `An expression is a text: write "${value}", in quotation marks.`
    : undefined;
}

function lengthInstead(branches: readonly JsonObject[], value: Json): string {
  const [[unit = '', amount] = [], second] = Object.entries(isJsonObject(value) ? value : {});
  const units = branches.flatMap(({ properties }) => (isJsonObject(properties) ? Object.keys(properties) : []));
  const near = nearest(unit, units);
  if (typeof amount === 'number' && second === undefined && !units.includes(unit)) {
    if (near !== undefined) return `Write { "${near}": ${amount} }.`;
    if (/^weeks?$/i.test(unit)) return `Write { "days": ${amount * 7} }.`;
  }
  return 'Write a length in one unit, such as { "days": 2 }.';
}

/** What is no JSON, as code can hand it over, is told by its kind. */
function short(value: unknown): string {
  const isJson = value === null || ['string', 'number', 'boolean', 'object'].includes(typeof value);
  const text = isJson ? JSON.stringify(value) : `${typeof value}, which JSON does not have`;
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function invalid(path: string, expected: string, found: string, mend = `Write ${expected} here.`): Finding {
  return finding('schema-invalid', path, {
    message: `expected ${expected}, found ${found}`,
    witness: ['the published schema, flow.schema.json'],
    mend,
  });
}

function missing(path: Path, name: string, schema: JsonObject): Finding {
  return finding('schema-invalid', pointer(...path), {
    message: `"${name}" is missing: expected ${describe(schema)}`,
    witness: ['the published schema, flow.schema.json'],
    mend: `Add "${name}".`,
  });
}

function unowned(path: Path): Finding {
  return finding('exception-unowned', pointer(...path), {
    message: `nobody owns the exception "${path.at(-1)}"`,
    witness: [`exceptions.${path.at(-1)} has no "owner"`],
    mend: 'Add "owner": the role that handles it.',
  });
}

function excess(path: Path, name: string, known: readonly string[]): Finding {
  const near = nearest(name, known);
  return finding('schema-invalid', pointer(...path), {
    message: `nothing is called "${name}" here: expected any of ${listed(known)}`,
    witness: ['the published schema, flow.schema.json'],
    mend: near === undefined ? 'Take it out.' : `Did you mean "${near}"?`,
  });
}

function malformed(path: Path, name: string): Finding {
  return finding('name-malformed', pointer(...path), {
    message: `${short(name)} is no name: expected a letter, then at most 79 letters, digits, "_", "-" or spaces, and no word that JavaScript gives to every object`,
    witness: [`the name as written: ${short(name)}`],
    mend: 'Give it another name; say the long one in "title".',
  });
}

function kindOf(schema: JsonObject): string {
  return schema.type === 'number' ? 'integer' : String(schema.type);
}

function kindOfValue(value: Json): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return typeof value === 'number' ? 'integer' : typeof value;
}

function describeUnion(branches: readonly JsonObject[]): string {
  const isNamed = branches.some(({ type }) => type === 'string');
  if (isLength(branches))
    return `a length of time, an object with "days", "hours", "minutes", "businessDays" or "businessHours"${isNamed ? ', or the name of a parameter' : ''}${branches.some(({ properties }) => isJsonObject(properties) && 'else' in properties) ? ', or { "by": a field, "is": lengths by value, "else": a length }' : ''}`;
  if (branches.some(isTransition)) return 'a transition, an object with "to" and what else happens, or a list of them';
  return branches.map(describe).join(' or ');
}

/** As days of calendars are declared. */
const dayPattern = '^\\d{4}-\\d{2}-\\d{2}$';

function describe(schema: JsonObject): string {
  const { anyOf, type, pattern, minLength, maxLength, minimum, maximum, minItems, maxItems } = schema;
  if (Array.isArray(anyOf)) return describeUnion(flattened(anyOf as JsonObject[]));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  switch (type) {
    case 'string':
      if (pattern === dayPattern) return 'a day in quotation marks, such as "2026-03-31"';
      if (pattern !== undefined) return `text that matches ${pattern}`;
      return `text${minLength === undefined && maxLength === undefined ? '' : ` of ${minLength ?? 0} to ${maxLength ?? 'any number of'} characters`}`;
    case 'integer':
      return minimum === undefined ? 'a whole number' : `a whole number from ${minimum} to ${maximum}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `a list${minItems === undefined && maxItems === undefined ? '' : ` of ${minItems ?? 0} to ${maxItems ?? 'any number of'}`}`;
    default: {
      const names = isJsonObject(schema.properties) ? Object.keys(schema.properties) : [];
      return names.length === 0 ? 'an object' : `an object with ${listed(names)}`;
    }
  }
}
