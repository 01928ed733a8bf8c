import { kernelRoles } from '../built-in.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type Site, sitesOf } from './sites.ts';
import { isWellFormed } from './well-formed.ts';

/** What each family of checks looks at. */
export interface Subject {
  readonly flow: FlowDefinition;
  readonly sites: readonly Site[];
  /** The roles declared, by the flow or its pack, and those of the kernel; `undefined` where none are, so that any will do. */
  readonly roles?: ReadonlySet<string>;
  /** All flows that messages can go to, this one included; `undefined` where it is not known which there are. */
  readonly others?: ReadonlyMap<string, FlowDefinition>;
}

export interface CheckOptions {
  /** The flows that live beside this one. With them messages and links are checked; they are taken to be all there are. */
  readonly others?: readonly FlowDefinition[];
  /** Roles declared outside the flow, by its pack. */
  readonly roles?: readonly string[];
}

export function subjectOf(definition: FlowDefinition, { others, roles = [] }: CheckOptions): Subject {
  const flow = ownMembersOnly(definition);
  const sites = sitesOf(flow);
  const declared = [...Object.keys(flow.roles ?? {}), ...roles];
  return {
    flow,
    sites,
    ...(declared.length === 0 ? {} : { roles: new Set([...declared, ...kernelRoles]) }),
    // Of one that is malformed nobody can say what it takes: then it is not known which flows there are.
    ...(others === undefined || !others.every(isWellFormed)
      ? {}
      : { others: new Map([...others, flow].map((each) => [each.name, each])) }),
  };
}

const maps = [
  'states',
  'start',
  'events',
  'exceptions',
  'parameters',
  'mails',
  'destinations',
  'links',
  'children',
  'ladders',
  'computed',
  'calendars',
] as const;

/** Names are looked up as they were written: nothing is called "toString" because every object has such a member. */
function ownMembersOnly(definition: FlowDefinition): FlowDefinition {
  const safe = maps.flatMap((map) =>
    definition[map] === undefined ? [] : [[map, Object.assign(Object.create(null), definition[map])]],
  );
  return { ...definition, ...Object.fromEntries(safe) };
}

/**
 * The fields that a schema of data declares: own members only, so that no field is called "constructor" by itself. What stands
 * there and is no schema (`data-schema-broken` says so) leaves everything open.
 */
export function fieldsOf(schema: Schema): Readonly<Record<string, JsonObject>> {
  const known = fields.get(schema);
  if (known !== undefined) return known;
  const found = Object.create(null) as Record<string, JsonObject>;
  for (const [name, field] of Object.entries(isJsonObject(schema.properties) ? schema.properties : {}))
    found[name] = isJsonObject(field) ? field : {};
  fields.set(schema, found);
  return found;
}
const fields = new WeakMap<Schema, Readonly<Record<string, JsonObject>>>();

export function requiredOf(schema: Schema): readonly string[] {
  return Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
}
