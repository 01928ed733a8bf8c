import { compileFlow, type FlowDefinition } from '@throughline/language';
import { approvalsByAuthors } from './authors.ts';
import type { Examined } from './examined.ts';
import { bounds } from './group.ts';
import { judgeGuards } from './guards.ts';
import { judgeLadders, judgeWaits } from './ladders.ts';
import { misdirected } from './messages.ts';
import { malformed, type Surroundings } from './names.ts';
import { type Reached, reach } from './reach.ts';
import type { Verdict } from './verdict.ts';

export interface Exploration {
  readonly verdicts: readonly Verdict[];
  readonly reached: readonly string[];
  /** What it took: expressions evaluated by themselves, and decisions. */
  readonly evaluations: number;
  readonly decisions: number;
}

/**
 * Judges a definition by running it. States, inputs and histories are enumerated up to fixed bounds, each step is decided by
 * `decide`, and what happened is held against what the rules say can happen (language/SPEC.md, L200 to L207). It shares neither
 * code nor approach with the checker; verdicts that something never happens name their bound. The same definition always gives
 * the same verdicts.
 */
export function explore(document: unknown, around: Surroundings = {}): Exploration {
  const nothing = { reached: [], evaluations: 0, decisions: 0 };
  const faults = malformed(document, around);
  if (faults.length > 0) return { verdicts: faults.map(structural), ...nothing };
  const definition = document as FlowDefinition;
  const astray = around.others === undefined ? [] : misdirected(definition, around.others);
  if (astray.length > 0) return { verdicts: astray.map(structural), ...nothing };
  let compiled: Examined['compiled'];
  try {
    const flow = compileFlow(definition);
    // Which values events could give to a field that only they write is not worked out: it may have any, as one that is revised (L201).
    compiled = { ...flow, naming: new Set(), data: { ...flow.data, decided: new Set() } };
  } catch (error) {
    return { verdicts: [structural({ place: '', text: `cannot be compiled: ${(error as Error).message}` })], ...nothing };
  }
  const examined: Examined = {
    definition,
    compiled,
    roles: rolesOf(definition, around),
    spent: { evaluations: 0, decisions: 0 },
  };
  const reached = reach(examined);
  const verdicts = judge(examined, reached);
  return { verdicts, reached: [...reached.walks.keys()], ...examined.spent };
}

const structural = ({ place, text }: { place: string; text: string }): Verdict => ({ code: 'structural', place, text });

/** Whatever role the flow names, somebody holds. */
export function rolesOf(definition: FlowDefinition, { roles = [] }: Surroundings): readonly string[] {
  const found = new Set([...roles, ...Object.keys(definition.roles ?? {}), definition.owner]);
  const visit = (value: unknown, name: string): void => {
    if (typeof value === 'string' && (name === 'owner' || name === 'role' || name === 'roles')) found.add(value);
    else if (Array.isArray(value)) for (const one of value) visit(one, name);
    else if (typeof value === 'object' && value !== null) for (const [key, member] of Object.entries(value)) visit(member, key);
  };
  visit({ ...definition, data: {} }, '');
  return [...found].sort();
}

function judge(examined: Examined, reached: Reached): readonly Verdict[] {
  const verdicts = [
    ...judgeStates(examined, reached),
    ...judgeGuards(examined, reached),
    ...judgeWaits(examined, reached),
    ...judgeLadders(examined, reached),
    ...approvalsByAuthors(examined, reached),
  ];
  return [...verdicts, ...judgeSeen(reached, verdicts)];
}

function judgeStates({ definition }: Examined, { walks, edges, seen }: Reached): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const bound = `${edges.length} steps taken, ${bounds.guards} inputs for each list of guards`;
  const deviations = statesByDeviation(definition);
  for (const [place, state] of Object.entries(definition.states)) {
    if (state.owner === undefined && state.final === undefined)
      verdicts.push({ code: 'state-unowned', place, text: 'nobody owns it' });
    if (walks.has(place)) continue;
    if (deviations.landed.has(place))
      verdicts.push({ code: 'state-only-by-deviation', place, text: 'only a deviation leads there', bound });
    else
      verdicts.push({
        code: 'state-unreachable',
        place,
        text: 'nothing leads there',
        bound,
        ...(deviations.after.has(place) ? { isAside: true as const } : {}),
      });
  }
  const ending = endingStates(definition, edges);
  // Of a transition that fails whatever comes, that is said, and not where it would have led.
  const wouldEnd = endingStates(definition, [...edges, ...failingSteps(definition, seen)]);
  for (const [place, walk] of walks) {
    if (ending.has(place)) continue;
    const aside = wouldEnd.has(place) ? { isAside: true as const } : {};
    verdicts.push({ code: 'no-way-out', place, text: 'leads to no end', bound, history: walk.steps, ...aside });
  }
  return verdicts;
}

interface Step {
  readonly from: string | undefined;
  readonly to: string;
}

/** The states from which these steps lead to an end. */
function endingStates({ states }: FlowDefinition, steps: readonly Step[]): ReadonlySet<string> {
  const ending = new Set(Object.keys(states).filter((name) => states[name]?.final !== undefined));
  for (let grown = true; grown; ) {
    grown = false;
    for (const { from, to } of steps) {
      if (from === undefined || ending.has(from) || !ending.has(to)) continue;
      ending.add(from);
      grown = true;
    }
  }
  return ending;
}

function failingSteps({ states }: FlowDefinition, { failures }: Reached['seen']): readonly Step[] {
  return [...failures.values()].flatMap(({ place }) => {
    const [from = '', event = ''] = place.split('/');
    return [states[from]?.on?.[event] ?? []].flat().map(({ to }): Step => ({ from, to: to ?? from }));
  });
}

/** Where facts may land, whatever the plan says; and what the plan leads to from there. */
function statesByDeviation(definition: FlowDefinition): { landed: ReadonlySet<string>; after: ReadonlySet<string> } {
  const landed = new Set(
    Object.values(definition.events ?? {}).flatMap(({ lands }) =>
      typeof lands === 'string' ? [lands] : (lands ?? []).map(({ to }) => to),
    ),
  );
  const after = new Set<string>();
  const queue = [...landed];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    const targets = Object.values(definition.states[state]?.on ?? {}).flatMap((list) => [list].flat().map(({ to }) => to));
    for (const to of targets) {
      if (to === undefined || after.has(to)) continue;
      after.add(to);
      queue.push(to);
    }
  }
  return { landed, after };
}

function judgeSeen({ seen }: Reached, said: readonly Verdict[]): readonly Verdict[] {
  const failures = [...seen.failures.values()].map(
    ({ isMissing, place, text, history }): Verdict => ({
      code: isMissing ? 'field-can-be-missing' : 'expression-can-fail',
      place,
      text,
      history,
    }),
  );
  const unhandled = [...seen.emitted.values()]
    .filter(({ isHandled }) => !isHandled)
    .map(
      ({ place, flow, event, history }): Verdict => ({
        code: 'refusal-unhandled',
        place,
        text: `${flow}/${event} may be refused, and nothing is raised then`,
        history,
      }),
    );
  // Where nobody may ever approve it, that is said of the transition or rung.
  const never = said.filter(({ code }) => code === 'transition-never-taken' || code === 'rung-never-fires');
  const ungiven = [...seen.ungiven].map(
    ([place, history]): Verdict => ({
      code: 'approval-out-of-limits',
      place,
      text: 'no role may approve so much',
      history,
      ...(never.some((one) => one.place === place || one.place.startsWith(`${place}/`)) ? { isAside: true } : {}),
    }),
  );
  return [...failures, ...unhandled, ...ungiven];
}
