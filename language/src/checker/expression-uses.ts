import { templateParts } from '../compile/compile-actions.ts';
import { eventSchema, scopeOf, scopeOfEach } from '../compile/scope.ts';
import type { Actions, OpenChildDefinition, OpenDefinition, SendDefinition } from '../definition/flow.ts';
import type { Schema, Scope } from '../expression/expression.ts';
import { pointer } from './finding.ts';
import { landings, type Site, targetOf } from './sites.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** What an expression must give. */
export type Needed =
  | { readonly kind: 'anything' }
  | { readonly kind: 'condition' }
  | { readonly kind: 'text'; readonly of: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'roles' }
  | { readonly kind: 'number'; readonly of: string }
  | { readonly kind: 'field'; readonly name: string; readonly schema: Schema; readonly required: boolean };

/** An expression of the definition: where it stands, what it can name and what it must give. */
export interface ExpressionUse {
  readonly path: string;
  readonly source: string;
  readonly scope: Scope;
  readonly needed: Needed;
}

const condition: Needed = { kind: 'condition' };
const anything: Needed = { kind: 'anything' };
const text = (of: string): Needed => ({ kind: 'text', of });

/** All expressions of a flow, in the order of the document. Mail templates come once for each place that sends them. */
export function expressionsOf(subject: Subject): readonly ExpressionUse[] {
  const { flow, sites } = subject;
  const plain = scopeOf(flow);
  return [
    ...Object.entries(flow.computed ?? {}).map(([name, source]) => ({
      path: pointer('computed', name),
      source,
      scope: plain,
      needed: anything,
    })),
    ...Object.keys(flow.events ?? {}).flatMap((event) => ofEvent(subject, event)),
    ...sites.flatMap((site) => ofSite(subject, site)),
    ...Object.entries(flow.ladders ?? {}).flatMap(([name, { anchor, stopWhen }]) => [
      ...(anchor === 'entered'
        ? []
        : one(pointer('ladders', name, 'anchor'), anchor, plain, text('the day or instant from which rungs count'))),
      ...one(pointer('ladders', name, 'stopWhen'), stopWhen, plain, condition),
    ]),
  ];
}

function ofEvent({ flow }: Subject, event: string): readonly ExpressionUse[] {
  const { set, lands } = flow.events?.[event] ?? {};
  const scope = scopeOf(flow, event);
  const path = pointer('events', event);
  return [
    ...assignments(`${path}/set`, set, scope, flow.data as Schema),
    ...landings(lands, `${path}/lands`).flatMap((landing) =>
      one(landing.path.replace(/\/to$/, '/when'), landing.when, scope, condition),
    ),
  ];
}

function ofSite(subject: Subject, { path, event, when, approval, actions }: Site): readonly ExpressionUse[] {
  const scope = scopeOf(subject.flow, event);
  const number = (of: string): Needed => ({ kind: 'number', of });
  return [
    ...one(`${path}/when`, when, scope, condition),
    ...one(`${path}/approval/each`, approval?.each, scope, { kind: 'roles' }),
    ...one(`${path}/approval/limit/of`, approval?.limit?.of, scope, number('what is limited')),
    ...Object.entries(approval?.limit?.by ?? {}).flatMap(([role, most]) =>
      one(`${path}/approval/limit/by${pointer(role)}`, most, scope, number('up to which the role may approve')),
    ),
    ...ofActions(subject, path, actions, scope),
  ];
}

function ofActions(subject: Subject, path: string, actions: Actions, scope: Scope): readonly ExpressionUse[] {
  const { set, effects = [], send = [], open = [], link = {} } = actions;
  return [
    ...assignments(`${path}/set`, set, scope, subject.flow.data as Schema),
    ...effects.flatMap((effect, index) => {
      const place = `${path}/effects/${index}`;
      return effect.kind === 'call'
        ? assignments(`${place}/with`, effect.with, scope, subject.flow.destinations?.[effect.to]?.data as Schema | undefined)
        : [...one(`${place}/to`, effect.to, scope, text('the address')), ...ofTemplate(subject, effect.template, scope)];
    }),
    ...send.flatMap((message, index) => ofMessage(subject, `${path}/send/${index}`, message, scope)),
    ...open.flatMap((message, index) => ofOpen(subject, `${path}/open/${index}`, message, scope)),
    ...Object.entries(link).flatMap(([name, key]) =>
      one(path + pointer('link', name), key, scope, text('the key of the case to link to')),
    ),
  ];
}

function ofOpen(
  subject: Subject,
  path: string,
  open: OpenDefinition | OpenChildDefinition,
  scope: Scope,
): readonly ExpressionUse[] {
  return [
    ...one(`${path}/each`, open.each, scope, { kind: 'list' }),
    ...ofMessage(subject, path, open, scopeOfEach(scope, open.each)),
  ];
}

function ofMessage(
  { flow, others }: Subject,
  path: string,
  message: SendDefinition | OpenDefinition | OpenChildDefinition,
  scope: Scope,
): readonly ExpressionUse[] {
  const target = others?.get(targetOf(flow, message) ?? '');
  return [
    ...one(`${path}/key`, message.key, scope, text('the key of the other case')),
    ...one(`${path}/when`, message.when, scope, condition),
    ...assignments(`${path}/with`, message.with, scope, target === undefined ? undefined : eventSchema(target, message.event)),
  ];
}

function ofTemplate({ flow }: Subject, template: string, scope: Scope): readonly ExpressionUse[] {
  const mail = flow.mails?.[template];
  if (mail === undefined) return [];
  return (['subject', 'text'] as const).flatMap((part) =>
    templateParts(mail[part])
      .filter(({ isExpression }) => isExpression)
      .map(({ text: source }) => ({ path: pointer('mails', template, part), source, scope, needed: anything })),
  );
}

function one(path: string, source: string | undefined, scope: Scope, needed: Needed): readonly ExpressionUse[] {
  return source === undefined ? [] : [{ path, source, scope, needed }];
}

/** `schema` is that of what is assigned to; `undefined` where it is not known. */
function assignments(
  path: string,
  set: Readonly<Record<string, string>> | undefined,
  scope: Scope,
  schema: Schema | undefined,
): readonly ExpressionUse[] {
  const fields = schema === undefined ? {} : fieldsOf(schema);
  return Object.entries(set ?? {}).map(([name, source]) => {
    const field = fields[name];
    const needed: Needed =
      field === undefined
        ? anything
        : { kind: 'field', name, schema: field, required: requiredOf(schema as Schema).includes(name) };
    return { path: path + pointer(name), source, scope, needed };
  });
}
