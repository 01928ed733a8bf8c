import type {
  Actions,
  ApprovalDefinition,
  FlowDefinition,
  Lands,
  OpenChildDefinition,
  OpenDefinition,
  SendDefinition,
  TransitionDefinition,
} from '../definition/flow.ts';
import { pointer } from './finding.ts';

/** A place of a flow at which something is done: a transition or a rung. */
export interface Site {
  readonly kind: 'start' | 'state' | 'rung';
  /** JSON Pointer to the transition or rung. */
  readonly path: string;
  /** The event, or `ladder/rung`. */
  readonly label: string;
  /** The event whose data expressions can read; a rung has none. */
  readonly event?: string;
  /** Its place among the transitions of one event in one state (or start), or among the rungs of its ladder. */
  readonly index: number;
  /** The states in which it is done; none for a start. */
  readonly from: readonly string[];
  readonly to?: string;
  readonly when?: string;
  readonly roles?: readonly string[];
  /** The field that names who alone may. */
  readonly only?: string;
  readonly by?: TransitionDefinition['by'];
  readonly secondFactor?: boolean;
  readonly approval?: ApprovalDefinition;
  readonly newRound?: boolean;
  /** Windows of the calendar in which nobody can ask for it, with the place at which they are named. */
  readonly closed?: string | readonly string[];
  readonly actions: Actions;
}

/** All transitions and rungs of a flow, in the order of the document. */
export function sitesOf(flow: FlowDefinition): readonly Site[] {
  return [
    ...Object.entries(flow.start).flatMap(([event, list]) => transitions('start', ['start', event], event, [], list)),
    ...Object.entries(flow.states).flatMap(([state, { on }]) =>
      Object.entries(on ?? {}).flatMap(([event, list]) =>
        transitions('state', ['states', state, 'on', event], event, [state], list),
      ),
    ),
    ...Object.entries(flow.ladders ?? {}).flatMap(([name, ladder]) =>
      ladder.rungs.map(
        (rung, index): Site => ({
          kind: 'rung',
          path: pointer('ladders', name, 'rungs', index),
          label: `${name}/${rung.name}`,
          index,
          from: ladder.during,
          actions: rung,
          ...(rung.to === undefined ? {} : { to: rung.to }),
          ...(rung.approval === undefined ? {} : { approval: rung.approval }),
        }),
      ),
    ),
  ];
}

function transitions(
  kind: 'start' | 'state',
  path: readonly string[],
  event: string,
  from: readonly string[],
  list: TransitionDefinition | TransitionDefinition[],
): readonly Site[] {
  return [list].flat().map((transition, index) => {
    const { to, when, roles, only, by, secondFactor, approval, newRound, closed } = transition;
    return {
      kind,
      path: pointer(...path, ...(Array.isArray(list) ? [index] : [])),
      label: event,
      event,
      index,
      from,
      actions: transition,
      ...(to === undefined ? {} : { to }),
      ...(when === undefined ? {} : { when }),
      ...(roles === undefined ? {} : { roles }),
      ...(only === undefined ? {} : { only }),
      ...(by === undefined ? {} : { by }),
      ...(secondFactor === undefined ? {} : { secondFactor }),
      ...(approval === undefined ? {} : { approval }),
      ...(newRound === undefined ? {} : { newRound }),
      ...(closed === undefined ? {} : { closed }),
    };
  });
}

/** The states that `lands` names, with their places; `stay` is none. */
export function landings(
  lands: Lands | undefined,
  path: string,
): readonly { readonly to: string; readonly path: string; readonly when?: string }[] {
  if (lands === undefined) return [];
  const list =
    typeof lands === 'string'
      ? [{ to: lands, path }]
      : lands.map((landing, index) => ({ ...landing, path: `${path}/${index}/to` }));
  return list.filter(({ to }) => to !== 'stay');
}

/** One or several names, with their places. */
export function named(
  names: string | readonly string[] | undefined,
  path: string,
): readonly (readonly [name: string, path: string])[] {
  if (names === undefined) return [];
  return typeof names === 'string' ? [[names, path]] : names.map((name, index) => [name, `${path}/${index}`]);
}

/** The flow to which a message goes, or of which a case is opened; `undefined` for children that are not declared. */
export function targetOf(
  { children }: FlowDefinition,
  message: SendDefinition | OpenDefinition | OpenChildDefinition,
): string | undefined {
  return 'child' in message ? children?.[message.child]?.flow : message.flow;
}
