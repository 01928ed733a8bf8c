import type { Millis } from './case.ts';
import { checkFlow } from './checker/check-flow.ts';
import { type Finding, finding, pointer } from './checker/finding.ts';
import { listed, suggestion } from './checker/nearest.ts';
import type { FlowDefinition, ParameterDefinition } from './definition/flow.ts';
import { amountText } from './expression/functions.ts';
import type { Context } from './input.ts';
import type { Json, JsonObject } from './json.ts';

/** One decision about parameters: from an instant on, these have these values; `null` gives one its default back. */
export interface ParameterRevision {
  /** 1, 2, ... in the order in which they were decided. */
  readonly revision: number;
  readonly from: Millis;
  /** By name; those that are not named stay as they are. */
  readonly values: JsonObject;
  /** Who decided it. */
  readonly by: string;
  readonly reason: string;
}

/** All decisions about the parameters of a flow, in any order. They live outside of its versions, and outlast them. */
export type ParameterTimeline = readonly ParameterRevision[];

/** What of a context the parameters are. */
export type ParametersInForce = Required<Pick<Context, 'parameters' | 'parameterRevision' | 'scheduled'>>;

/** What somebody wants to decide. */
export type ParameterChange = Omit<ParameterRevision, 'revision'>;

/**
 * The parameters that a flow has at an instant, and what they will be: to be spread into a `Context`. Each set is whole. Decisions take
 * effect in the order of their instants, of several at one instant in the order in which they were decided; `parameterRevision` is the last
 * of them (0: the defaults). What a version does not declare, or no longer takes, has no effect on it.
 */
export function parametersAt(flow: FlowDefinition, timeline: ParameterTimeline, now: Millis): ParametersInForce {
  const inOrder = timeline.toSorted((a, b) => a.from - b.from || a.revision - b.revision);
  const past = inOrder.filter(({ from }) => from <= now);
  let parameters = past.reduce((values, { values: changed }) => applied(flow, values, changed), defaultsOf(flow));
  const inForce = { parameters, parameterRevision: past.at(-1)?.revision ?? 0 };
  const scheduled: { readonly from: Millis; readonly parameters: JsonObject }[] = [];
  for (const { from, values } of inOrder.slice(past.length)) {
    parameters = applied(flow, parameters, values);
    if (scheduled.at(-1)?.from === from) scheduled.pop();
    scheduled.push({ from, parameters });
  }
  return { ...inForce, scheduled };
}

function defaultsOf({ parameters = {} }: FlowDefinition): JsonObject {
  return Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]));
}

function applied({ parameters = {} }: FlowDefinition, values: JsonObject, changed: JsonObject): JsonObject {
  const taken = Object.entries(changed).flatMap(([name, value]): [string, Json][] => {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) return [];
    if (value === null) return [[name, parameter.default]];
    return expectedOf(parameter, value) === undefined ? [[name, value]] : [];
  });
  return taken.length === 0 ? values : { ...values, ...Object.fromEntries(taken) };
}

/** What a parameter takes, in words, where it does not take the value. */
function expectedOf({ type, from, to }: ParameterDefinition, value: Json): string | undefined {
  if (type === 'flag') return typeof value === 'boolean' ? undefined : 'true or false';
  if (type === 'text') return typeof value === 'string' ? undefined : 'text';
  const isLength = type !== 'integer' && type !== 'money';
  const least = Math.max(from ?? Number.MIN_SAFE_INTEGER, isLength ? 0 : Number.MIN_SAFE_INTEGER);
  const most = Math.min(to ?? Number.MAX_SAFE_INTEGER, isLength ? lengthsMax[type] : Number.MAX_SAFE_INTEGER);
  if (Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) return undefined;
  const said = (bound: number) => valueText(type, bound);
  const range = `${least === Number.MIN_SAFE_INTEGER ? '' : ` from ${said(least)}`}${most === Number.MAX_SAFE_INTEGER ? '' : ` to ${said(most)}`}`;
  return type === 'money' ? `an amount${range}` : `a whole number${range}`;
}

/** A value as people say it. Amounts of a flow are of any currency, so its limits name none and have two digits. */
function valueText(type: ParameterDefinition['type'], value: Json): string {
  if (type === 'money' && Number.isSafeInteger(value)) return amountText(BigInt(value as number), 2);
  return JSON.stringify(value).slice(0, 80);
}

/** As of lengths that are written out in a flow. */
const lengthsMax = { days: 36_500, hours: 876_000, minutes: 52_560_000, businessDays: 10_000, businessHours: 100_000 } as const;

export interface ParameterChangeOptions {
  readonly timeline: ParameterTimeline;
  readonly now: Millis;
  /** The roles of whoever decides; absent: it has been judged elsewhere who may. */
  readonly roles?: readonly string[];
  /** For what is brought in from elsewhere with its own dates. What was decided under other values then is not decided again. */
  readonly allowPast?: boolean;
}

/**
 * Judges a change of parameters before it is decided: that the flow has them, that the values are of their types and within their bounds, that
 * it takes effect from now on at the earliest, who may do it, and what the flow would have wrong with these values. Paths are of the
 * change.
 */
export function checkParameterChange(
  definition: FlowDefinition,
  change: ParameterChange,
  { timeline, now, roles, allowPast = false }: ParameterChangeOptions,
): readonly Finding[] {
  const before = parametersAt(definition, timeline, Math.max(change.from, now)).parameters;
  const named = Object.entries(change.values).flatMap(([name, value]) => valueFindings(definition, name, value, roles));
  const past =
    change.from >= now || allowPast
      ? []
      : [
          finding('parameter-change-past', '/from', {
            message: `it would take effect at ${instantText(change.from)}, before it is decided`,
            witness: [`it is ${instantText(now)}; deadlines that have passed since are not decided again`],
            mend: 'Let it take effect from now on, or later.',
          }),
        ];
  if (named.some(({ severity }) => severity === 'error')) return [...named, ...past];
  const after = applied(definition, before, change.values);
  const changes = Object.keys(after).filter((name) => after[name] !== before[name]);
  if (changes.length === 0)
    return [
      ...past,
      finding('parameter-change-empty', '/values', {
        message: 'all parameters have these values already',
        witness: [`then in force: ${JSON.stringify(before)}`],
        mend: 'Leave it, or give another value.',
      }),
    ];
  return [...past, ...consequences(definition, before, after)];
}

function valueFindings(
  { parameters = {} }: FlowDefinition,
  name: string,
  value: Json,
  roles: readonly string[] | undefined,
): readonly Finding[] {
  const path = pointer('values', name);
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  const names = Object.keys(parameters);
  if (parameter === undefined)
    return [
      finding('parameter-unknown', path, {
        message: `there is no parameter "${name}"`,
        witness: [names.length === 0 ? 'the flow has none' : `there is: ${listed(names)}`],
        mend: suggestion(name, names, 'Take it out.'),
      }),
    ];
  const expected = value === null ? undefined : expectedOf(parameter, value);
  const { owner, type, from, to } = parameter;
  const bound = (value: number | undefined) => (value === undefined ? 'none' : valueText(type, value));
  return [
    ...(expected === undefined
      ? []
      : [
          finding('parameter-value-invalid', path, {
            message: `expected ${expected}, found ${valueText(type, value)}`,
            witness: [`type ${type}, from ${bound(from)}, to ${bound(to)}`],
            mend: `Give ${expected}${type === 'money' ? ', in files and programs as a whole number of hundredths' : ''}. Other bounds need another version of the flow.`,
          }),
        ]),
    ...(roles === undefined || roles.includes(owner)
      ? []
      : [
          finding('parameter-change-not-owned', path, {
            message: `"${name}" is tuned by ${owner}`,
            witness: [roles.length === 0 ? 'who changes it holds no role' : `who changes it holds ${listed(roles)}`],
            mend: `Let somebody with the role ${owner} decide it.`,
          }),
        ]),
  ];
}

/** What the checker finds with the values to come and not with those before them. */
function consequences(definition: FlowDefinition, before: JsonObject, after: JsonObject): readonly Finding[] {
  const findingsWith = (values: JsonObject) =>
    checkFlow({
      ...definition,
      parameters: Object.fromEntries(
        Object.entries(definition.parameters ?? {}).map(([name, parameter]) => [
          name,
          { ...parameter, default: (values[name] ?? parameter.default) as ParameterDefinition['default'] },
        ]),
      ),
    });
  const key = ({ code, path }: Finding) => `${code} ${path}`;
  const known = new Set(findingsWith(before).map(key));
  return findingsWith(after)
    .filter((found) => !known.has(key(found)))
    .map((found) => ({ ...found, path: '/values', message: `with these values, at ${found.path}: ${found.message}` }));
}

function instantText(at: Millis): string {
  return Number.isFinite(at) && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : String(at);
}
