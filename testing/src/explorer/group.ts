import type { Json, JsonObject } from '@throughline/language';
import {
  actionSources,
  carriesCase,
  conditionSources,
  dataSchema,
  type Examined,
  limitSources,
  listOf,
  payloadSchema,
  poolOf,
  readsOf,
  type Transition,
  type Truth,
  truthOf,
  valueIn,
} from './examined.ts';
import { defaulted, isValid } from './validity.ts';
import { childDimension, combinations, type Dimension, dimension, isRequired, plainest, type Valuation } from './valuations.ts';

/** How many inputs are tried for the guards of a list, and for one expression of what a transition does. */
export const bounds = { guards: 6000, expression: 24, alike: 4 } as const;

/** An input, and what the guards and landings of the list say of it. */
export interface Sample {
  readonly valuation: Valuation;
  readonly truths: readonly Truth[];
  readonly landings: readonly Truth[];
  /** Whether the messages of the transition taken are sent, on the case as it is after it. */
  readonly sent: readonly Truth[];
  /** The transition that a command takes; -1: no guard holds, -2: one failed before any held. */
  readonly chosen: number;
  /** Some role may approve so much, where an approval is needed. */
  readonly isGivable: boolean;
}

/** What enumeration shows of the transitions that one event has in one place. */
export interface Group {
  readonly event: string;
  readonly transitions: readonly Transition[];
  readonly hasLands: boolean;
  /** Of each pattern of truth the plainest few inputs. */
  readonly samples: readonly Sample[];
  /** Inputs on which what a transition does may fail. */
  readonly probes: readonly Sample[];
  readonly tried: number;
  /** Nothing satisfies the schema of what the event carries. */
  readonly hasNoPayload: boolean;
}

const remembered = new Map<string, Group>();
const rememberedMax = 4000;

/** What only this decides is kept from one examination to the next: mutants differ in one place. */
export function groupOf(examined: Examined, event: string, state: string | undefined): Group {
  const { definition } = examined;
  const transitions = listOf((state === undefined ? definition.start : definition.states[state]?.on)?.[event]);
  const { data, computed, parameters, events, mails, children, key } = definition;
  const used = transitions.flatMap((one) =>
    (one.effects ?? []).map((effect) =>
      effect.kind === 'mail' ? mails?.[effect.template] : definition.destinations?.[effect.to],
    ),
  );
  const inStart = Object.hasOwn(definition.start, event);
  const name = JSON.stringify([
    state === undefined,
    inStart,
    data,
    computed,
    parameters,
    events?.[event],
    transitions,
    used,
    key,
    children,
  ]);
  const known = remembered.get(name);
  if (known !== undefined) return { ...known, event };
  if (remembered.size >= rememberedMax) remembered.clear();
  const group = analyse(examined, event, state, transitions);
  remembered.set(name, group);
  return group;
}

interface Space {
  readonly examined: Examined;
  readonly event: string;
  readonly isBirth: boolean;
  readonly base: Valuation;
  readonly data: JsonObject;
  readonly payload: JsonObject;
  readonly judge: (valuation: Valuation) => Sample;
}

function analyse(examined: Examined, event: string, state: string | undefined, transitions: readonly Transition[]): Group {
  const { definition } = examined;
  const landing = definition.events?.[event]?.lands;
  const lands: readonly { readonly when?: string }[] = typeof landing === 'string' ? [] : (landing ?? []);
  const guards = [...transitions, ...lands].flatMap(({ when }) => (when === undefined ? [] : [when]));
  const empty = { event, transitions, hasLands: landing !== undefined, samples: [], probes: [], tried: 0 };
  const space = spaceOf(examined, event, state, guards);
  if (space === undefined) return { ...empty, hasNoPayload: true };
  const samples = new Map<string, Sample[]>();
  let tried = 0;
  for (const varied of combinations(
    space.base,
    dimensionsOf(space, [
      ...guards,
      ...transitions.flatMap((one) => [...conditionSources(definition, event, one), ...limitSources(one)]),
    ]),
    bounds.guards,
  )) {
    tried += 1;
    const sample = space.judge(settled(space, varied));
    const alike = `${sample.truths.join()}/${sample.landings.join()}/${sample.sent.join()}/${sample.isGivable}`;
    const others = samples.get(alike) ?? [];
    if (others.length >= bounds.alike || !isPossible(space, sample.valuation)) continue;
    samples.set(alike, [...others, sample]);
  }
  const found = [...samples.values()].flat();
  return { ...empty, samples: found, probes: probesOf(space, transitions, found), tried, hasNoPayload: found.length === 0 };
}

function spaceOf(examined: Examined, event: string, state: string | undefined, guards: readonly string[]): Space | undefined {
  const data = dataSchema(examined);
  const payload = payloadSchema(examined, event);
  const pool = poolOf(examined, guards, [data, payload]);
  const document = plainest(data, pool);
  const carried = plainest(payload, pool);
  if (document === undefined || carried === undefined) return undefined;
  const { compiled, definition } = examined;
  const list = (state === undefined ? compiled.start.get(event) : compiled.states.get(state)?.on.get(event)) ?? [];
  const lands = compiled.events.get(event)?.lands ?? [];
  const { [definition.key]: key } = document;
  return {
    examined,
    event,
    isBirth: state === undefined,
    base: {
      data: document,
      event: { ...carried, ...(carriesCase(examined, event) && key !== undefined ? { [definition.key]: key } : {}) },
      children: {},
    },
    data,
    payload,
    judge(valuation) {
      const truths = list.map(({ when }) => truthOf(examined, when, valuation));
      const first = truths.findIndex((truth) => truth !== 'false');
      const chosen = first < 0 ? -1 : truths[first] === 'fails' ? -2 : first;
      return {
        valuation,
        truths,
        sent: messagesSent(examined, event, list[chosen], valuation),
        landings: lands.map(({ when }) => truthOf(examined, when, valuation)),
        chosen,
        isGivable: isGivable(examined, list[chosen], valuation),
      };
    },
  };
}

type Compiled = NonNullable<ReturnType<Examined['compiled']['start']['get']>>[number];

function messagesSent(examined: Examined, event: string, taken: Compiled | undefined, valuation: Valuation): readonly Truth[] {
  const conditions = [...(taken?.send ?? []), ...(taken?.open ?? [])].flatMap(({ when }) => (when === undefined ? [] : [when]));
  if (conditions.length === 0) return [];
  const assigned = [...(examined.compiled.events.get(event)?.set ?? []), ...(taken?.set ?? [])].map(
    ({ field, value }) => [field, valueIn(examined, value, valuation)] as const,
  );
  const after: Record<string, Json> = { ...valuation.data };
  for (const [field, value] of assigned) {
    if (value === undefined || value === null) delete after[field];
    else after[field] = value;
  }
  return conditions.map((when) => truthOf(examined, when, { ...valuation, data: after }));
}

/** A role without a limit may approve any; others, up to their limit. */
function isGivable(examined: Examined, taken: Compiled | undefined, valuation: Valuation): boolean {
  const { limit, each, roles = [] } = taken?.approval ?? {};
  if (limit === undefined) return true;
  const named = each === undefined ? [] : valueIn(examined, each, valuation);
  const asked = valueIn(examined, limit.of, valuation);
  const isWithin = (role: unknown) => {
    const most = limit.by.get(String(role));
    if (most === undefined) return true;
    const limited = valueIn(examined, most, valuation);
    return asked !== undefined && limited !== undefined && Number(asked) <= Number(limited);
  };
  // Whom the data names, each must approve; of the others one.
  return Array.isArray(named) && named.length > 0 ? named.every(isWithin) : roles.some(isWithin);
}

/** One of each pattern of messages, those first that send most: what only a message asks for is seen where it is sent. */
function perMessages(samples: readonly Sample[]): readonly Sample[] {
  const weight = ({ sent }: Sample) => sent.filter((truth) => truth === 'true').length;
  const patterns = [...Map.groupBy(samples, ({ sent }) => sent.join()).values()].flatMap((alike) => alike.slice(0, 1));
  return patterns.sort((a, b) => weight(b) - weight(a)).slice(0, 3);
}

/** One of each pattern of guards and landings: a fact may take a transition whose guard does not hold. */
function perPattern(samples: readonly Sample[]): readonly Sample[] {
  const patterns = Map.groupBy(samples, ({ truths, landings }) => `${truths.join()}/${landings.join()}`);
  return [...patterns.values()].flatMap((alike) => alike.slice(0, 1)).slice(0, 8);
}

/** Only sums and comparisons of fields that are always there: it cannot fail. */
function isSafe({ examined, data, payload }: Space, source: string): boolean {
  return (
    !/[/%([]/.test(source) &&
    readsOf(examined, [source]).every(
      ({ variable, member }) =>
        variable === 'parameters' || (variable !== 'computed' && isRequired(variable === 'data' ? data : payload, member)),
    )
  );
}

/** A case at its birth has what its start event carries, or its key and the defaults. */
function settled({ examined, event, isBirth, data, base }: Space, valuation: Valuation): Valuation {
  if (!isBirth) return valuation;
  const { key } = examined.definition;
  const born = carriesCase(examined, event) ? valuation.event : { [key]: base.data[key] ?? 'x' };
  return { ...valuation, data: defaulted(data, born) };
}

function isPossible({ data, payload, isBirth }: Space, valuation: Valuation): boolean {
  if (!isValid(payload, defaulted(payload, valuation.event))) return false;
  // At its birth a case may still lack what its start event sets.
  return isBirth || isValid(data, valuation.data);
}

/** The fields that the expressions read, each with what it may be. */
function dimensionsOf(space: Space, sources: readonly string[], most?: number): readonly Dimension[] {
  const { examined, event, isBirth, data, payload } = space;
  const pool = poolOf(examined, sources, [data, payload]);
  const found = readsOf(examined, sources).flatMap(({ variable, member }) => {
    if (variable === 'children') return isBirth ? [] : [childDimension(member)];
    if (variable !== 'data' && variable !== 'event') return [];
    if (isBirth && variable === 'data' && !carriesCase(examined, event)) return [];
    const from = isBirth ? 'event' : variable;
    const one = dimension(from, member, from === 'data' ? data : payload, pool, most);
    return one === undefined ? [] : [one];
  });
  return found.filter(
    (one, index) => found.findIndex(({ variable, member }) => variable === one.variable && member === one.member) === index,
  );
}

/** Around inputs that lead to a transition, those that vary what its other expressions read: absent, plain, empty, nought. */
function probesOf(space: Space, transitions: readonly Transition[], samples: readonly Sample[]): readonly Sample[] {
  const { examined, event } = space;
  const { definition } = examined;
  const hasLands = definition.events?.[event]?.lands !== undefined;
  const sets = Object.values(definition.events?.[event]?.set ?? {});
  const probes = new Map<string, Sample>();
  transitions.forEach((transition, index) => {
    const leading = perMessages(samples.filter(({ chosen }) => chosen === index));
    const starts = hasLands ? [...leading, ...perPattern(samples)] : leading;
    for (const source of new Set([...sets, ...actionSources(definition, transition)]))
      for (const start of isSafe(space, source) ? starts.slice(0, 1) : starts)
        for (const varied of combinations(
          start.valuation,
          dimensionsOf(space, [source], 4),
          isSafe(space, source) ? 1 : bounds.expression,
        )) {
          const sample = space.judge(settled(space, varied));
          if (sample.chosen !== index && !hasLands) continue;
          const name = JSON.stringify(sample.valuation);
          if (!probes.has(name) && isPossible(space, sample.valuation)) probes.set(name, sample);
        }
  });
  return [...probes.values()];
}
