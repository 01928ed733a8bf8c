import { hash } from 'node:crypto';
import { type BuiltInException, mergedState, retractedState } from '../built-in.ts';
import { type Calendar, calendarOf } from '../calendar.ts';
import type { ExceptionDefinition, FlowDefinition, Lands, TransitionDefinition } from '../definition/flow.ts';
import { compileExpression, type Expression, type Schema } from '../expression/expression.ts';
import { canonical, type Json } from '../json.ts';
import { compileActions, compileApproval, compileAssignments } from './compile-actions.ts';
import { compileCalendar } from './compile-calendar.ts';
import { compileData } from './compile-data.ts';
import { compileDuration } from './compile-duration.ts';
import { compileLadder } from './compile-ladder.ts';
import type { CompiledEvent, CompiledFlow, CompiledState, CompiledTransition } from './compiled.ts';
import { listedOf } from './listed.ts';
import { eventSchema, scopeOf } from './scope.ts';

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
  for (const { within } of Object.values(definition.exceptions ?? {}))
    if (within !== undefined) compileDuration(definition, within);
  const events = new Map(names.map((name) => [name, compileEvent(definition, name)]));
  const transitions = (event: string, list: TransitionDefinition | TransitionDefinition[]) =>
    [list].flat().map((transition) => compileTransition(definition, event, transition));
  return {
    name: definition.name,
    version,
    definition,
    hash: hash('sha256', canonical(definition as unknown as Json)),
    ...compileCalendars(definition),
    data,
    naming: new Set(
      Object.values(definition.states).flatMap(({ on = {} }) =>
        Object.values(on)
          .flat()
          .flatMap(({ only = [] }) => only),
      ),
    ),
    computed: compileComputed(definition),
    listed: listedOf(definition, data.personal),
    events,
    start: new Map(Object.entries(definition.start).map(([event, list]) => [event, transitions(event, list)])),
    states: new Map(
      Object.entries(statesOf(definition)).map(([name, state]): [string, CompiledState] => [
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
    children: new Map(Object.entries(definition.children ?? {}).map(([name, child]) => [name, { name, ...child }])),
    ...(definition.expected === undefined
      ? {}
      : {
          expected: {
            within: compileDuration(definition, definition.expected.within),
            owner: definition.expected.owner ?? definition.owner,
          },
        }),
    exceptions: new Map([...Object.entries(kernelExceptions(definition.owner)), ...Object.entries(definition.exceptions ?? {})]),
    ...options,
  };
}

/** A flow that names a calendar has its time zone for its days, else its own. */
function compileCalendars(definition: FlowDefinition): Pick<CompiledFlow, 'calendar' | 'calendars'> {
  const calendars = new Map(
    Object.entries(definition.calendars ?? {}).map(([name, calendar]): [string, Calendar] => [name, compileCalendar(calendar)]),
  );
  const chosen = definition.calendar;
  if (chosen === undefined) return { calendar: calendarOf(definition.timeZone ?? 'UTC'), calendars };
  const missing = [chosen.default, ...Object.values(chosen.entities ?? {})].find((name) => !calendars.has(name));
  if (missing !== undefined) throw new Error(`Flow ${definition.name} names the calendar "${missing}" and does not declare it`);
  return { calendar: calendars.get(chosen.default) as Calendar, calendars };
}

/**
 * With those of the kernel: every case may end as `merged` or `retracted`, and where facts may wait for a case that is not born, `expected` has an
 * owner and a target time.
 */
function statesOf({ states, expected, owner }: FlowDefinition): FlowDefinition['states'] {
  return {
    ...states,
    ...(expected === undefined ? {} : { expected: { owner: expected.owner ?? owner, within: expected.within } }),
    [mergedState]: { title: 'Merged into another', final: 'cancelled' },
    [retractedState]: { title: 'Taken back', final: 'cancelled' },
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
  const { when, to, by, roles, only, reason, secondFactor, approval, newRound, closed } = transition;
  return {
    ...compileActions(definition, scope, transition),
    by: by ?? 'either',
    reason: reason ?? false,
    secondFactor: secondFactor ?? false,
    ...(when === undefined ? {} : { when: compileExpression(when, scope) }),
    ...(to === undefined ? {} : { to }),
    ...(roles === undefined ? {} : { roles }),
    ...(only === undefined ? {} : { only }),
    newRound: newRound ?? false,
    closed: closed === undefined ? [] : [closed].flat(),
    ...(approval === undefined ? {} : { approval: compileApproval(scope, approval) }),
  };
}
