import { type CompiledFlow, type FlowDefinition, isJsonObject, type Json, type JsonObject } from '@throughline/language';
import type { Pool } from './candidates.ts';
import { type Read, tokensOf } from './tokens.ts';
import type { Valuation } from './valuations.ts';

/** A flow under examination, and what has been spent on it. */
export interface Examined {
  readonly definition: FlowDefinition;
  readonly compiled: CompiledFlow;
  readonly roles: readonly string[];
  readonly spent: { evaluations: number; decisions: number };
}

export type Transition = Exclude<FlowDefinition['start'][string], readonly unknown[]>;
export type Rung = NonNullable<FlowDefinition['ladders']>[string]['rungs'][number];
type Actions = Transition | Rung;

const nothing: JsonObject = { type: 'object', properties: {}, additionalProperties: false };

export const dataSchema = ({ definition }: Examined): JsonObject => definition.data as JsonObject;

/** What an event carries (L60 ff. of the document's table): as declared; a start event without it the case's data; else nothing. */
export function payloadSchema({ definition }: Examined, event: string): JsonObject {
  const declared = definition.events?.[event]?.data as JsonObject | undefined;
  return declared ?? (Object.hasOwn(definition.start, event) ? (definition.data as JsonObject) : nothing);
}

/** Whether the case begins with what the start event carries. */
export const carriesCase = ({ definition }: Examined, event: string): boolean =>
  Object.hasOwn(definition.start, event) && definition.events?.[event]?.data === undefined;

export const listOf = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value as T];

/** The expressions of what a transition or a rung does, beside its guard. */
export function actionSources(definition: FlowDefinition, actions: Actions): readonly string[] {
  const templates = (actions.effects ?? []).flatMap((effect) => {
    if (effect.kind === 'call') return Object.values(effect.with ?? {});
    const { to, template } = effect;
    const mail = definition.mails?.[template];
    return [to, ...(mail === undefined ? [] : [mail.subject, mail.text].flatMap(templateSources))];
  });
  const sends = [...(actions.send ?? []), ...(actions.open ?? [])].flatMap((send) => [
    ...('each' in send && send.each !== undefined ? [send.each] : []),
    ...(send.when === undefined ? [] : [send.when]),
    send.key,
    ...Object.values(send.with ?? {}),
  ]);
  return [
    ...Object.values(actions.set ?? {}),
    ...templates,
    ...sends,
    ...Object.values(actions.link ?? {}),
    ...limitSources(actions),
  ];
}

/** Up to what each role may approve, and which of them must. */
export function limitSources({ approval }: Actions): readonly string[] {
  const { limit, each } = approval ?? {};
  return [
    ...(limit === undefined ? [] : [limit.of, ...Object.values(limit.by)]),
    ...(each === undefined ? [] : [each, `size(${each}) == 0`]),
    ...(each === undefined ? [] : Object.keys(limit?.by ?? {}).map((role) => `${JSON.stringify(role)} in (${each})`)),
  ];
}

/** What decides whether messages are sent, and what sets the fields that it reads. */
export function conditionSources(definition: FlowDefinition, event: string, transition: Transition): readonly string[] {
  const conditions = [...(transition.send ?? []), ...(transition.open ?? [])].flatMap(({ when }) =>
    when === undefined ? [] : [when],
  );
  const set: Readonly<Record<string, string>> = { ...definition.events?.[event]?.set, ...transition.set };
  const behind = readsOf({ definition }, conditions).flatMap(({ member }) => set[member] ?? []);
  return [...conditions, ...behind];
}

const templateSources = (template: string) => [...template.matchAll(/\{\{(.*?)\}\}/gs)].map(([, source = '']) => source.trim());

/** Which fields expressions read, through computed fields too. */
export function readsOf({ definition }: Pick<Examined, 'definition'>, sources: readonly string[]): readonly Read[] {
  const found = new Map<string, Read>();
  const computed = new Set<string>();
  const visit = (source: string) => {
    for (const read of tokensOf(source).reads) {
      found.set(`${read.variable}.${read.member}`, read);
      if (read.variable !== 'computed' || computed.has(read.member)) continue;
      computed.add(read.member);
      visit(definition.computed?.[read.member] ?? '');
    }
  };
  for (const source of sources) visit(source);
  return [...found.values()];
}

/** The constants that may matter where these expressions are evaluated, with the bounds of the fields that they read. */
export function poolOf(examined: Pick<Examined, 'definition'>, sources: readonly string[], schemas: readonly JsonObject[]): Pool {
  const reads = readsOf(examined, sources);
  const { definition } = examined;
  const own = [
    ...sources,
    ...reads.filter(({ variable }) => variable === 'computed').map(({ member }) => definition.computed?.[member] ?? ''),
  ];
  const tokens = own.map(tokensOf);
  const defaults = reads
    .filter(({ variable }) => variable === 'parameters')
    .map(({ member }) => definition.parameters?.[member]?.default);
  const bounds = reads.flatMap(({ member }) => schemas.flatMap((schema) => boundsOf(schema, member)));
  const integers = [...tokens.flatMap((one) => one.integers), ...defaults, ...bounds];
  const texts = [...tokens.flatMap((one) => one.texts), ...defaults];
  return {
    integers: [...new Set(integers.filter((value): value is number => typeof value === 'number'))],
    texts: [...new Set(texts.filter((value): value is string => typeof value === 'string'))],
  };
}

function boundsOf(schema: JsonObject, member: string): readonly number[] {
  const field = isJsonObject(schema.properties) ? schema.properties[member] : undefined;
  if (!isJsonObject(field)) return [];
  return [field.minimum, field.maximum, field.default].filter(
    (value): value is number => typeof value === 'number' && value !== 0 && Math.abs(value) < 1e12,
  );
}

interface Evaluable {
  evaluate(readings: Readonly<Record<string, Json | undefined | ((name: string) => Json | undefined)>>): Json;
}

/** Evaluates on an input; `undefined` where it fails. */
export function valueIn(examined: Examined, expression: Evaluable, valuation: Valuation): Json | undefined {
  examined.spent.evaluations += 1;
  const { compiled, definition } = examined;
  const readings = {
    data: valuation.data,
    event: valuation.event,
    children: (name: string): Json => ({ ...(valuation.children[name] ?? { open: 0, count: 0 }) }),
    computed: (name: string): Json | undefined => compiled.computed.get(name)?.evaluate(readings as never),
    parameters: (name: string): Json | undefined => definition.parameters?.[name]?.default,
  };
  try {
    return expression.evaluate(readings);
  } catch {
    return undefined;
  }
}

export type Truth = 'true' | 'false' | 'fails';

export function truthOf(examined: Examined, expression: Evaluable | undefined, valuation: Valuation): Truth {
  if (expression === undefined) return 'true';
  const value = valueIn(examined, expression, valuation);
  return value === undefined ? 'fails' : value === true ? 'true' : 'false';
}
