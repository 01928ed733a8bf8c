import { hash } from 'node:crypto';
import { Compile } from 'typebox/compile';
import type { BuiltInException } from '../built-in.ts';
import { calendarOf } from '../calendar.ts';
import type {
  Actions,
  Duration,
  ExceptionDefinition,
  FlowDefinition,
  Lands,
  RungDefinition,
  TransitionDefinition,
} from '../definition/flow.ts';
import { compileExpression, type Expression, type Schema, type Scope } from '../expression/expression.ts';
import { canonical, isJsonObject, type Json } from '../json.ts';
import type {
  CompiledActions,
  CompiledAssignment,
  CompiledData,
  CompiledDuration,
  CompiledEvent,
  CompiledFlow,
  CompiledLadder,
  CompiledRung,
  CompiledSend,
  CompiledState,
  CompiledTemplate,
  CompiledTransition,
} from './compiled.ts';
import { listedOf } from './listed.ts';
import { eventSchema, scopeOf, scopeOfEach } from './scope.ts';

/**
 * Makes a definition ready for `decide`. Throws where an expression does not parse or a name leads nowhere: `checkFlow` says
 * the same as findings, with place and mend, and is what people should be shown.
 */
export function compileFlow(
  definition: FlowDefinition,
  version = 1,
  options: { readonly ownerField?: string } = {},
): CompiledFlow {
  const names = eventNames(definition);
  const data = compileData(definition.data as Schema);
  const events = new Map(names.map((name) => [name, compileEvent(definition, name)]));
  const transitions = (event: string, list: TransitionDefinition | TransitionDefinition[]) =>
    [list].flat().map((transition) => compileTransition(definition, event, transition));
  return {
    name: definition.name,
    version,
    definition,
    hash: hash('sha256', canonical(definition as unknown as Json)),
    calendar: calendarOf(definition.timeZone ?? 'UTC'),
    data,
    computed: compileComputed(definition),
    listed: listedOf(definition, data.personal),
    events,
    start: new Map(Object.entries(definition.start).map(([event, list]) => [event, transitions(event, list)])),
    states: new Map(
      Object.entries(definition.states).map(([name, state]): [string, CompiledState] => [
        name,
        {
          name,
          definition: state,
          final: state.final !== undefined,
          ...(state.within === undefined ? {} : { within: compileDuration(definition, state.within) }),
          on: new Map(Object.entries(state.on ?? {}).map(([event, list]) => [event, transitions(event, list)])),
        },
      ]),
    ),
    ladders: new Map(Object.entries(definition.ladders ?? {}).map(([name]) => [name, compileLadder(definition, name)])),
    exceptions: new Map([...Object.entries(kernelExceptions(definition.owner)), ...Object.entries(definition.exceptions ?? {})]),
    ...options,
  };
}

/** The exceptions that every flow has; its owner answers for them. A flow may declare them itself to say otherwise. */
function kernelExceptions(owner: string): Readonly<Record<BuiltInException, ExceptionDefinition>> {
  return {
    deviation: { title: 'Deviation from the flow', owner, severity: 'medium', within: { days: 2 } },
    overdue: { title: 'Target time passed', owner, severity: 'medium', within: { days: 2 } },
    effectFailed: { title: 'An effect failed', owner, severity: 'high', within: { days: 1 } },
  };
}

function eventNames(definition: FlowDefinition): readonly string[] {
  const ofStates = Object.values(definition.states).flatMap((state) => Object.keys(state.on ?? {}));
  return [...new Set([...Object.keys(definition.start), ...Object.keys(definition.events ?? {}), ...ofStates])];
}

export function compileData(schema: Schema): CompiledData {
  const validator = Compile(schema as never);
  return {
    schema,
    personal: personalIn(schema),
    errors(value) {
      if (validator.Check(value)) return [];
      return validator
        .Errors(value)
        .filter((error) => error.keyword !== 'boolean')
        .map((error) => {
          const { additionalProperties, requiredProperties } = error.params as {
            additionalProperties?: string[];
            requiredProperties?: string[];
          };
          const [member] = additionalProperties ?? requiredProperties ?? [];
          return { path: member === undefined ? error.instancePath : `${error.instancePath}/${member}`, message: error.message };
        });
    },
  };
}

/** The fields of a schema that are marked `personal`. */
export function personalIn(schema: Schema): ReadonlySet<string> {
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  return new Set(Object.keys(properties).filter((field) => isPersonal(properties[field])));
}

/** A field is personal as a whole where any part of it is: a list of contacts, an address with a name in it. */
function isPersonal(schema: Json | undefined): boolean {
  if (Array.isArray(schema)) return schema.some(isPersonal);
  return isJsonObject(schema) && (schema.personal === true || Object.values(schema).some(isPersonal));
}

function compileComputed(definition: FlowDefinition): ReadonlyMap<string, Expression> {
  const scope = scopeOf(definition);
  const inOrder = Object.keys(scope.computed?.properties ?? {});
  return new Map(inOrder.map((name) => [name, compileExpression(definition.computed?.[name] ?? '', scope)]));
}

function compileEvent(definition: FlowDefinition, name: string): CompiledEvent {
  const declared = definition.events?.[name];
  const scope = scopeOf(definition, name);
  const lands = (list: Lands) =>
    (typeof list === 'string' ? [{ to: list }] : list).map(({ when, to }: { when?: string; to: string }) => ({
      to,
      ...(when === undefined ? {} : { when: compileExpression(when, scope) }),
    }));
  return {
    name,
    data: compileData(eventSchema(definition, name)),
    set: compileAssignments(declared?.set, scope),
    late: declared?.late ?? 'fill',
    ...(declared?.lands === undefined ? {} : { lands: lands(declared.lands) }),
  };
}

function compileTransition(definition: FlowDefinition, event: string, transition: TransitionDefinition): CompiledTransition {
  const scope = scopeOf(definition, event);
  const { when, to, by, roles, reason, approval } = transition;
  return {
    ...compileActions(definition, scope, transition),
    by: by ?? 'either',
    reason: reason ?? false,
    ...(when === undefined ? {} : { when: compileExpression(when, scope) }),
    ...(to === undefined ? {} : { to }),
    ...(roles === undefined ? {} : { roles }),
    ...(approval === undefined ? {} : { approval }),
  };
}

function compileActions(definition: FlowDefinition, scope: Scope, actions: Actions): CompiledActions {
  const list = (value: string | string[] | undefined) => (value === undefined ? [] : [value].flat());
  return {
    set: compileAssignments(actions.set, scope),
    raise: list(actions.raise),
    resolve: list(actions.resolve),
    ...(actions.task === undefined ? {} : { task: actions.task }),
    effects: (actions.effects ?? []).map((effect) => {
      const template = definition.mails?.[effect.template];
      if (template === undefined) throw new Error(`Flow ${definition.name} has no mail "${effect.template}"`);
      return {
        definition: effect,
        to: compileExpression(effect.to, scope),
        subject: compileTemplate(template.subject, scope),
        text: compileTemplate(template.text, scope),
      };
    }),
    send: (actions.send ?? []).map((send) => compileSend(send, scope)),
    open: (actions.open ?? []).map(({ each, ...send }) => ({
      ...compileSend(send, scopeOfEach(scope, each)),
      ...(each === undefined ? {} : { each: compileExpression(each, scope) }),
    })),
    link: Object.entries(actions.link ?? {}).map(([name, key]) => ({ name, key: compileExpression(key, scope) })),
  };
}

function compileSend(
  send: { flow: string; event: string; key: string; when?: string; with?: Record<string, string>; onRefused?: string },
  scope: Scope,
): CompiledSend {
  return {
    flow: send.flow,
    event: send.event,
    key: compileExpression(send.key, scope),
    with: compileAssignments(send.with, scope),
    ...(send.when === undefined ? {} : { when: compileExpression(send.when, scope) }),
    ...(send.onRefused === undefined ? {} : { onRefused: send.onRefused }),
  };
}

function compileAssignments(
  assignments: Readonly<Record<string, string>> | undefined,
  scope: Scope,
): readonly CompiledAssignment[] {
  return Object.entries(assignments ?? {}).map(([field, source]) => ({ field, value: compileExpression(source, scope) }));
}

/** `Invoice {{ data.number }} is due` -> text, expression, text. */
export function templateParts(template: string): readonly { readonly text: string; readonly isExpression: boolean }[] {
  return template
    .split(/\{\{(.*?)\}\}/s)
    .map((text, index) => ({ text: index % 2 === 1 ? text.trim() : text, isExpression: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

function compileTemplate(template: string, scope: Scope): CompiledTemplate {
  return templateParts(template).map(({ text, isExpression }) => (isExpression ? compileExpression(text, scope) : text));
}

function compileDuration(definition: FlowDefinition, duration: Duration | string): CompiledDuration {
  if (typeof duration !== 'string') return duration;
  const parameter = definition.parameters?.[duration];
  if (parameter?.type !== 'days' && parameter?.type !== 'hours')
    throw new Error(`Flow ${definition.name} has no parameter "${duration}" of type days or hours`);
  return { parameter: duration, unit: parameter.type };
}

function compileLadder(definition: FlowDefinition, name: string): CompiledLadder {
  const ladder = definition.ladders?.[name];
  if (ladder === undefined) throw new Error(`Flow ${definition.name} has no ladder "${name}"`);
  const scope = scopeOf(definition);
  const [hours = 9, minutes = 0] = (ladder.at ?? '09:00').split(':').map(Number);
  return {
    name,
    ...(ladder.anchor === 'entered' ? {} : { anchor: compileExpression(ladder.anchor, scope) }),
    during: new Set(ladder.during),
    pauseWhile: new Set(ladder.pauseWhile ?? []),
    ...(ladder.stopWhen === undefined ? {} : { stopWhen: compileExpression(ladder.stopWhen, scope) }),
    minuteOfDay: hours * 60 + minutes,
    catchUp: ladder.catchUp ?? 'latest',
    rungs: ladder.rungs.map((rung) => compileRung(definition, scope, rung)),
  };
}

function compileRung(definition: FlowDefinition, scope: Scope, rung: RungDefinition): CompiledRung {
  return {
    ...compileActions(definition, scope, rung),
    name: rung.name,
    after: compileDuration(definition, rung.after),
    ...(rung.to === undefined ? {} : { to: rung.to }),
    ...(rung.approval === undefined ? {} : { approval: rung.approval }),
  };
}
