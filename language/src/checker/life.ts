import { markedIn } from '../compile/compile-data.ts';
import type { Behaving } from './behaviour.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { type Graph, reachableFrom } from './graph.ts';
import { listed } from './nearest.ts';
import type { Site } from './sites.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** Whether a case can be born, reach every state and come to an end. */
export function checkLife(subject: Behaving): readonly Finding[] {
  return [...starts(subject), ...unreachable(subject), ...traps(subject)];
}

function starts({ flow, sites }: Subject): readonly Finding[] {
  const births = sites.filter(({ kind }) => kind === 'start');
  if (births.length === 0) {
    return [
      finding('start-missing', '/start', {
        message: 'no event starts a case',
        witness: ['"start" is empty'],
        mend: 'Name the event by which a case is born, and the state it leads to.',
      }),
    ];
  }
  const aimless = births.filter(({ to }) => to === undefined);
  return [
    ...aimless.map(({ path, label }) =>
      finding('start-without-state', path, {
        message: `"${label}" starts a case and leads to no state`,
        witness: ['a case that is not yet born has no state to stay in'],
        mend: `Add "to". The flow has the states ${listed(Object.keys(flow.states))}.`,
      }),
    ),
    ...births.flatMap((birth) => incomplete(flow, birth)),
    ...births
      .filter(({ approval }) => approval !== undefined)
      .map(({ path, label }) =>
        finding('approval-on-start', `${path}/approval`, {
          message: `"${label}" starts a case: there is none yet that could wait for an approval`,
          witness: ['an approval is kept in the case that waits for it'],
          mend: 'Start in a state of its own, and let the transition that leaves it need the approval.',
        }),
      ),
  ];
}

function incomplete(flow: Subject['flow'], { path, label, by, actions }: Subject['sites'][number]): readonly Finding[] {
  const declared = flow.events?.[label];
  const fields = fieldsOf(flow.data as never);
  const given = new Set([...Object.keys(declared?.set ?? {}), ...Object.keys(actions.set ?? {})]);
  const absent = requiredOf(flow.data as never).filter(
    (field) => field !== flow.key && !given.has(field) && fields[field]?.default === undefined,
  );
  if (declared?.data === undefined) {
    const ungiven = absent.filter((field) => by === 'person' && markedIn(flow.data as never, 'decided').has(field));
    return ungiven.length === 0 ? [] : [neverGiven(path, label, ungiven)];
  }
  if (absent.length === 0) return [];
  return [
    finding('start-incomplete', path, {
      message: `a case born by "${label}" has no ${listed(absent)}, which the data requires`,
      witness: [
        `"${label}" declares data of its own, so that the case begins with what is set and the defaults, beside its key`,
        `set: ${listed([...given]) || 'nothing'}`,
      ],
      mend: `Set ${listed(absent)} from the event, make them optional, or take the event's "data" out, so that it carries the case's.`,
    }),
  ];
}

/** A birth that only persons can ask for, of data that no person gives: none is ever valid. */
function neverGiven(path: string, label: string, fields: readonly string[]): Finding {
  return finding('start-incomplete', path, {
    message: `no case can be born by "${label}": the data requires ${listed(fields)}, which no person gives`,
    witness: [`"${label}" is for persons alone, and ${listed(fields)} marked decided: only events write it`],
    mend: `Set ${listed(fields)} in "${label}", give a default, or make ${fields.length > 1 ? 'them' : 'it'} optional.`,
  });
}

function unreachable({ flow, sites, graph, behaviour }: Behaving): readonly Finding[] {
  return Object.keys(flow.states).flatMap((state): Finding[] => {
    if (graph.planned.has(state)) return [];
    const path = pointer('states', state);
    const deviation = graph.withDeviations.get(state);
    if (deviation !== undefined) {
      return [
        finding('state-only-by-deviation', path, {
          message: `only a fact that does not fit the flow leads to "${state}"`,
          witness: deviation,
          mend: 'Let the states from which it may come take the event.',
        }),
      ];
    }
    const reached = [...graph.planned.keys()].filter((each) => flow.states[each] !== undefined);
    const ways = sites.filter(({ to }) => to === state).map((site) => whyNot(behaviour, site));
    return [
      finding('state-unreachable', path, {
        message: `no event leads to "${state}"`,
        witness: [
          reached.length === 0 ? 'no start leads to a state' : `from the start one can reach only ${listed(reached)}`,
          ...ways.slice(0, 8),
        ],
        mend: 'Let a transition lead to it, or take it out.',
      }),
    ];
  });
}

/** Why a transition or rung that would lead there does not. */
function whyNot(behaviour: Behaving['behaviour'], site: Site): string {
  const name = `"${site.label}" at ${site.path}`;
  if (!behaviour.isReached(site)) return `${name} leads there from ${listed(site.from)}, where no case comes`;
  return site.kind === 'rung' ? `${name} never fires` : `${name} is never taken`;
}

function traps({ flow, graph, history }: Behaving): readonly Finding[] {
  const finals = new Set(Object.keys(flow.states).filter((state) => flow.states[state]?.final !== undefined));
  const trapped = [...graph.planned.keys()].filter(
    (state) => flow.states[state] !== undefined && ![...reachableFrom(graph, state)].some((reached) => finals.has(reached)),
  );
  const said = new Set<string>();
  return trapped.flatMap((state): Finding[] => {
    const circle = reachableFrom(graph, state);
    // Of states that lead into a trap, only the trap itself is said: those from which every way leads back.
    const isBottom = [...circle].every((reached) => reachableFrom(graph, reached).has(state));
    if (!isBottom || said.has(state)) return [];
    for (const each of circle) said.add(each);
    const replay = history.reach(state);
    return [{ ...noWayOut(graph, state, [...circle], finals), ...(replay === undefined ? {} : { replay }) }];
  });
}

function noWayOut(graph: Graph, state: string, circle: readonly string[], finals: ReadonlySet<string>): Finding {
  const where = circle.length > 1 ? `from ${listed(circle)} a case can only go round` : `from "${state}" a case can go nowhere`;
  return finding('no-way-out', pointer('states', state), {
    message: `${where}: it never ends`,
    witness: graph.planned.get(state) ?? [],
    mend:
      finals.size === 0
        ? 'Mark a state as "final".'
        : `Add a transition that leads towards ${listed([...finals])}, or mark the state as "final".`,
  });
}
