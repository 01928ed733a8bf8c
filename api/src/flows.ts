import Type, { type Static } from 'typebox';
import { Count, databaseParams, FieldKind, inDatabase, list, Name } from './primitives.ts';
import { defineRoutes, object, optional } from './route.ts';

/** A field that lists of the flow show, filter and sort by. */
export const Column = object({
  name: Name,
  title: Type.String(),
  kind: FieldKind,
  computed: Type.Boolean(),
});
export type Column = Static<typeof Column>;

export const FlowState = object({
  name: Name,
  title: Type.String(),
  owner: Type.Union([Type.String(), Type.Null()]),
  final: Type.Union([Type.Literal('done'), Type.Literal('failed'), Type.Literal('cancelled'), Type.Null()]),
  cases: Count,
});
export type FlowState = Static<typeof FlowState>;

export const FlowHead = object({
  name: Name,
  title: Type.String(),
  description: Type.String(),
  stream: Type.Union([Type.String(), Type.Null()]),
  stage: Type.Union([Type.String(), Type.Null()]),
  owner: Type.String(),
  version: Type.Integer({ minimum: 1 }),
  open: Count,
  cases: Count,
});
export type FlowHead = Static<typeof FlowHead>;

const formField = {
  name: Name,
  title: Type.String(),
  kind: FieldKind,
  required: Type.Boolean(),
  /** Several values are given, as a list. */
  many: optional(Type.Literal(true)),
  options: optional(list(Type.String(), 200)),
  minimum: optional(Type.Number()),
  maximum: optional(Type.Number()),
  maxLength: optional(Type.Integer()),
  /** Words for what is expected. */
  description: optional(Type.String()),
};

/** Form field of an event: what a person is asked for. */
export const FormField = object({
  ...formField,
  /** Each of the several values is made up of these, in this order. */
  parts: optional(list(object(formField), 20)),
});
export type FormField = Static<typeof FormField>;

export const FlowDetail = object({
  ...FlowHead.properties,
  key: object({ name: Name, title: Type.String() }),
  timeZone: Type.String(),
  columns: list(Column, 20),
  states: list(FlowState, 200),
  exceptions: list(object({ kind: Name, title: Type.String(), severity: Type.String(), open: Count }), 200),
  ladders: list(
    object({
      name: Name,
      title: Type.String(),
      rungs: list(object({ name: Name, title: Type.String(), after: Type.String() }), 32),
    }),
    50,
  ),
  /** How a case of it can be born by a person: the event, and what it asks for. */
  starts: list(
    object({
      type: Name,
      title: Type.String(),
      fields: list(FormField, 200),
      allowed: Type.Boolean(),
      why: optional(Type.String()),
    }),
    20,
  ),
  /** Roles by their names. */
  roles: list(object({ name: Name, title: Type.String() }), 200),
});
export type FlowDetail = Static<typeof FlowDetail>;

export const flowRoutes = defineRoutes({
  'GET /{database}/flows': {
    tag: 'flows',
    summary: 'The flows that are deployed',
    params: inDatabase,
    response: object({ items: list(FlowHead, 500) }),
    problems: ['database-not-ready'],
  },
  'GET /{database}/flows/{flow}': {
    tag: 'flows',
    summary: 'A flow: its states, columns, exceptions and ladders',
    params: object({ ...databaseParams, flow: Name }),
    response: FlowDetail,
    problems: ['flow-unknown', 'database-not-ready'],
  },
});
