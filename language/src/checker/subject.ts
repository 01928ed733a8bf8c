import type { FlowDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type Graph, graphOf } from './graph.ts';
import { type Site, sitesOf } from './sites.ts';

/** What each family of checks looks at. */
export interface Subject {
  readonly flow: FlowDefinition;
  readonly sites: readonly Site[];
  readonly graph: Graph;
  /** The roles declared, by the flow or its pack; `undefined` where none are, so that any will do. */
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

export function subjectOf(flow: FlowDefinition, { others, roles = [] }: CheckOptions): Subject {
  const sites = sitesOf(flow);
  const declared = [...Object.keys(flow.roles ?? {}), ...roles];
  return {
    flow,
    sites,
    graph: graphOf(flow, sites),
    ...(declared.length === 0 ? {} : { roles: new Set(declared) }),
    ...(others === undefined ? {} : { others: new Map([...others, flow].map((each) => [each.name, each])) }),
  };
}

/** The fields that a schema of data declares. */
export function fieldsOf(schema: Schema): Readonly<Record<string, JsonObject>> {
  return isJsonObject(schema.properties) ? (schema.properties as Readonly<Record<string, JsonObject>>) : {};
}

export function requiredOf(schema: Schema): readonly string[] {
  return Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
}
