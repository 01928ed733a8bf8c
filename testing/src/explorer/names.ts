import {
  branchesOf,
  builtInEvents,
  builtInExceptions,
  type ChosenLength,
  type FlowDefinition,
  isJsonObject,
  type JsonObject,
  kernelRoles,
  type Length,
  publishedFlowSchema,
  type Reply,
} from '@throughline/language';
import { callsOf, judgeCall, judgeDestinations } from './calls.ts';
import { actionSources, listOf, type Rung, type Transition } from './examined.ts';
import { tokensOf } from './tokens.ts';
import { defaulted, isValid, validator } from './validity.ts';
import { isRequired } from './valuations.ts';

/** What a definition is judged beside. */
export interface Surroundings {
  /** The flows that live beside it: taken to be all there are. */
  readonly others?: readonly FlowDefinition[];
  /** Roles declared outside of the flow. */
  readonly roles?: readonly string[];
}

type Say = (place: string, text: string) => void;
type Names = Record<
  'state' | 'event' | 'exception' | 'parameter' | 'mail' | 'destination' | 'link' | 'field' | 'role' | 'child' | 'window',
  ReadonlySet<string>
>;

/** The first faults of form: of the document's schema, and of names that lead nowhere. Empty: well formed. */
export function malformed(document: unknown, around: Surroundings = {}): readonly { place: string; text: string }[] {
  const faults: { place: string; text: string }[] = [];
  const say: Say = (place, text) => faults.push({ place, text });
  const check = validator(publishedFlowSchema());
  if (check?.(document) !== true) {
    const [error] = check?.errors ?? [];
    say(error?.instancePath ?? '', `${error?.message ?? 'is no flow'}`);
    return faults;
  }
  const definition = document as FlowDefinition;
  judgeData(definition, say);
  if (faults.length > 0) return faults;
  const names = namesOf(definition, around);
  judgePlaces(definition, names, say);
  judgeDestinations(definition, say);
  judgeRest(definition, names, say);
  for (const { place, source, event, item } of placedSources(definition))
    judgeSource(definition, { place, source, event, item }, say);
  return faults;
}

const keys = (value: object | undefined): readonly string[] => Object.keys(value ?? {});
const propertiesOf = (schema: JsonObject | undefined): JsonObject =>
  isJsonObject(schema?.['properties']) ? schema['properties'] : {};

function namesOf(definition: FlowDefinition, { roles = [] }: Surroundings): Names {
  const taken = Object.values(definition.states).flatMap(({ on }) => keys(on));
  const windows = Object.values(definition.calendars ?? {}).flatMap(({ windows }) => keys(windows));
  return {
    state: new Set(keys(definition.states)),
    event: new Set([...keys(definition.start), ...taken, ...builtInEvents]),
    exception: new Set([...keys(definition.exceptions), ...builtInExceptions]),
    parameter: new Set(keys(definition.parameters)),
    mail: new Set(keys(definition.mails)),
    destination: new Set(keys(definition.destinations)),
    link: new Set(keys(definition.links)),
    field: new Set(Object.keys(propertiesOf(definition.data as JsonObject))),
    role: rolesOf([...keys(definition.roles), ...roles]),
    child: new Set(keys(definition.children)),
    window: new Set(windows),
  };
}

/** Where roles are declared, those and the kernel's. */
function rolesOf(declared: readonly string[]): ReadonlySet<string> {
  return new Set(declared.length === 0 ? [] : [...declared, ...kernelRoles]);
}

function judgeData(definition: FlowDefinition, say: Say): void {
  const data = definition.data as JsonObject;
  if (data['type'] !== 'object' || data['additionalProperties'] !== false || !isJsonObject(data['properties']))
    return say('data', 'is not an object whose fields are all declared');
  if (validator(data) === undefined) return say('data', 'is no JSON Schema');
  const key = propertiesOf(data)[definition.key];
  if (!isJsonObject(key) || key['type'] !== 'string' || !isRequired(data, definition.key))
    say(`data/${definition.key}`, 'the key is no required text');
  for (const [name, field] of Object.entries(propertiesOf(data))) {
    if (!/^[A-Za-z_]\w*$/.test(name)) say(`data/${name}`, 'cannot be named in expressions');
    if (isJsonObject(field) && field['default'] !== undefined && !isValid(field, field['default']))
      say(`data/${name}/default`, 'does not satisfy its schema');
  }
  const requiredGhosts = (Array.isArray(data['required']) ? data['required'] : []).filter(
    (name) => !Object.hasOwn(propertiesOf(data), String(name)),
  );
  if (requiredGhosts.length > 0) say('data/required', `${requiredGhosts.join()} is required and not declared`);
  const listed = Object.values(propertiesOf(data)).filter((field) => isJsonObject(field) && field['list'] === true);
  if (listed.length + keys(definition.columns).length > 8) say('columns', 'are more than eight with the list fields');
}

/** A transition or rung and where it stands. */
interface Placed {
  readonly place: string;
  readonly actions: Transition | Rung;
  readonly event?: string;
}

function placedActions(definition: FlowDefinition): readonly Placed[] {
  const from = (place: string, on: FlowDefinition['start'] | undefined) =>
    Object.entries(on ?? {}).flatMap(([event, list]) =>
      listOf(list).map((actions, index) => ({ place: `${place}/${event}/${index}`, actions, event })),
    );
  return [
    ...from('start', definition.start),
    ...Object.entries(definition.states).flatMap(([name, { on }]) => from(name, on)),
    ...Object.entries(definition.ladders ?? {}).flatMap(([name, { rungs }]) =>
      rungs.map((actions) => ({ place: `${name}/${actions.name}`, actions })),
    ),
  ];
}

function judgePlaces(definition: FlowDefinition, names: Names, say: Say): void {
  for (const { place, actions, event } of placedActions(definition)) {
    const known = (kind: keyof Names, values: readonly (string | undefined)[]) => {
      for (const value of values)
        if (value !== undefined && !names[kind].has(value)) say(place, `${kind} "${value}" is not declared`);
    };
    const role = (values: readonly string[]) => (names.role.size === 0 ? undefined : known('role', values));
    known('state', [actions.to]);
    known('exception', [...listOf(actions.raise), ...listOf(actions.resolve)]);
    known(
      'exception',
      [...(actions.send ?? []), ...(actions.open ?? [])].map((send) => ('onRefused' in send ? send.onRefused : undefined)),
    );
    for (const { reply = {} } of actions.send ?? []) judgeReply(definition, reply, (text) => say(place, text));
    known(
      'mail',
      (actions.effects ?? []).flatMap((effect) => (effect.kind === 'mail' ? [effect.template] : [])),
    );
    const calls = callsOf(actions);
    known(
      'destination',
      calls.map(({ to }) => to),
    );
    known(
      'exception',
      calls.map(({ onFailed }) => onFailed),
    );
    for (const call of calls) judgeCall(definition, call, (text) => say(place, text));
    known('link', keys(actions.link));
    known('field', keys(actions.set));
    known(
      'child',
      (actions.open ?? []).map((open) => ('child' in open ? open.child : undefined)),
    );
    known(
      'parameter',
      branchesOf(actions.task?.within).flatMap(({ length }) => (typeof length === 'string' ? [length] : [])),
    );
    role([...(actions.task === undefined ? [] : [actions.task.role]), ...(actions.approval?.roles ?? [])]);
    known('event', actions.approval?.not ?? []);
    for (const limited of keys(actions.approval?.limit?.by))
      if (actions.approval?.roles.includes(limited) !== true) say(place, `limits ${limited}, which does not approve`);
    if (actions.set?.[definition.key] !== undefined) say(place, 'changes the key');
    if (event === undefined) continue;
    const transition = actions as Transition;
    role(transition.roles ?? []);
    known('window', listOf(transition.closed));
    if (place.startsWith('start/') && transition.to === undefined) say(place, 'leads to no state');
    if (place.startsWith('start/') && transition.approval !== undefined) say(place, 'waits for an approval before the birth');
  }
}

/** An answer is heard by an event that a state takes, and that needs no more than the answer has. */
function judgeReply(definition: FlowDefinition, reply: Reply, say: (text: string) => void): void {
  const has = { applied: ['case', 'state'], refused: ['case', 'code', 'message'] };
  for (const kind of ['applied', 'refused'] as const) {
    const event = reply[kind];
    if (event === undefined) continue;
    if (!Object.values(definition.states).some(({ on }) => keys(on).includes(event))) say(`no state takes the answer ${event}`);
    const schema = (definition.events?.[event]?.data ?? {}) as JsonObject;
    for (const [field, { type, default: other }] of Object.entries(propertiesOf(schema) as Record<string, JsonObject>)) {
      if (!has[kind].includes(field) && isRequired(schema, field) && other === undefined) say(`the answer has no ${field}`);
      if (has[kind].includes(field) && type !== undefined && type !== 'string') say(`the answer's ${field} is a text`);
    }
  }
}

function judgeRest(definition: FlowDefinition, names: Names, say: Say): void {
  const known = (place: string, kind: keyof Names, values: readonly (string | undefined)[]) => {
    for (const value of values)
      if (value !== undefined && !names[kind].has(value)) say(place, `${kind} "${value}" is not declared`);
  };
  const role = (place: string, value: string | undefined) => {
    if (names.role.size > 0) known(place, 'role', [value]);
  };
  const length = (place: string, value: unknown) => {
    if (typeof value !== 'string') return;
    known(place, 'parameter', [value]);
    const type = definition.parameters?.[value]?.type;
    if (type !== undefined && !['days', 'hours', 'minutes', 'businessDays', 'businessHours'].includes(type))
      say(place, `${value} is no length`);
    if (type?.startsWith('business') && definition.calendar === undefined) say(place, 'business time without a calendar');
  };
  const lengths = (place: string, value: Length | undefined) => {
    const chooser = typeof value === 'object' && 'by' in value ? value : undefined;
    if (chooser !== undefined) judgeChooser(definition, chooser, (text) => say(place, text));
    for (const branch of branchesOf(value)) written(place, branch.length);
  };
  const written = (place: string, value: unknown) => {
    length(place, value);
    if (isJsonObject(value as JsonObject) && ('businessDays' in (value as object) || 'businessHours' in (value as object)))
      if (definition.calendar === undefined) say(place, 'business time without a calendar');
  };
  if (keys(definition.start).length === 0) say('start', 'nothing starts a case');
  role('owner', definition.owner);
  for (const [what, readers] of Object.entries(definition.reads ?? {}))
    for (const reader of readers) role(`reads ${what}`, reader);
  for (const [name, state] of Object.entries(definition.states)) {
    role(name, state.owner);
    lengths(name, state.within);
    for (const event of keys(state.on))
      if ((builtInEvents as readonly string[]).includes(event)) say(name, `${event} is built in`);
  }
  for (const [name, { owner }] of Object.entries(definition.destinations ?? {})) role(name, owner);
  for (const [name, exception] of Object.entries(definition.exceptions ?? {})) {
    role(name, exception.owner);
    lengths(name, exception.within);
  }
  for (const [name, event] of Object.entries(definition.events ?? {})) {
    known(name, 'field', keys(event.set));
    if (event.set?.[definition.key] !== undefined) say(name, 'changes the key');
    const lands = typeof event.lands === 'string' ? [event.lands] : (event.lands ?? []).map(({ to }) => to);
    known(
      name,
      'state',
      lands.filter((to) => to !== 'stay'),
    );
    if (event.data !== undefined && validator(event.data as JsonObject) === undefined) say(name, 'its data is no JSON Schema');
  }
  for (const { place, actions } of placedActions(definition)) lengths(place, actions.task?.within);
  for (const [name, ladder] of Object.entries(definition.ladders ?? {})) {
    known(name, 'state', [...ladder.during, ...(ladder.pauseWhile ?? [])]);
    known(name, 'event', ladder.renewedBy ?? []);
    const rungs = ladder.rungs.map((rung) => rung.name);
    if (new Set(rungs).size < rungs.length) say(name, 'two rungs have one name');
    for (const rung of ladder.rungs) {
      lengths(`${name}/${rung.name}`, rung.after);
      lengths(`${name}/${rung.name}`, rung.every);
    }
  }
  judgeParameters(definition, role, say);
  judgeBirths(definition, say);
}

/** A length is chosen by a text of the data, for values that it can have. */
function judgeChooser({ data }: FlowDefinition, { by, is }: ChosenLength, say: (text: string) => void): void {
  const { properties } = data as { readonly properties?: Readonly<Record<string, JsonObject>> };
  const field = properties !== undefined && Object.hasOwn(properties, by) ? properties[by] : undefined;
  if (field === undefined) return say(`the field ${by} is not declared`);
  if (field.type !== 'string') return say(`${by} is no text`);
  for (const value of keys(is)) if (validator(field)?.(value) === false) say(`${by} is never ${value}`);
}

function judgeParameters(definition: FlowDefinition, role: (place: string, value: string) => void, say: Say): void {
  const types = { flag: 'boolean', text: 'string' } as const;
  for (const [name, { type, default: standard, owner, from, to }] of Object.entries(definition.parameters ?? {})) {
    role(name, owner);
    if (typeof standard !== (type in types ? types[type as keyof typeof types] : 'number'))
      say(name, 'its default is of another type');
    if (from !== undefined && to !== undefined && from > to) say(name, 'its bounds contradict each other');
    if (type in types && (from !== undefined || to !== undefined)) say(name, 'has bounds and no number');
    if (typeof standard === 'number' && ((from !== undefined && standard < from) || (to !== undefined && standard > to)))
      say(name, 'its default is out of its bounds');
    if (type !== 'integer' && type !== 'money' && typeof standard === 'number' && standard < 0) say(name, 'is a negative length');
  }
  for (const column of keys(definition.columns)) {
    if (definition.computed?.[column] === undefined) say(`columns/${column}`, 'is no computed field');
  }
}

/** Of what a case must have, each is carried, has a default or is set. */
function judgeBirths(definition: FlowDefinition, say: Say): void {
  const data = definition.data as JsonObject;
  for (const [event, list] of Object.entries(definition.start)) {
    if (definition.events?.[event]?.data === undefined) continue;
    listOf(list).forEach((transition, index) => {
      const set = { ...definition.events?.[event]?.set, ...transition.set };
      const born = defaulted(data, { [definition.key]: 'x' });
      const required = (Array.isArray(data['required']) ? data['required'] : []).map(String);
      const lacking = required.filter((name) => !Object.hasOwn(born, name) && !Object.hasOwn(set, name));
      if (lacking.length > 0) say(`start/${event}/${index}`, `lacks ${lacking.join()}`);
    });
  }
}

interface PlacedSource {
  readonly place: string;
  readonly source: string;
  readonly event?: string | undefined;
  readonly item?: boolean | undefined;
}

function placedSources(definition: FlowDefinition): readonly PlacedSource[] {
  const ofActions = placedActions(definition).flatMap(({ place, actions, event }) => [
    ...actionSources(definition, actions).map((source) => ({ place, source, event })),
    ...('when' in actions && actions.when !== undefined ? [{ place, source: actions.when, event }] : []),
  ]);
  const ofEvents = Object.entries(definition.events ?? {}).flatMap(([event, { set, lands }]) => [
    ...Object.values(set ?? {}).map((source) => ({ place: event, source, event })),
    ...(typeof lands === 'string'
      ? []
      : (lands ?? []).flatMap(({ when }) => (when === undefined ? [] : [{ place: event, source: when, event }]))),
  ]);
  const ofLadders = Object.entries(definition.ladders ?? {}).flatMap(([place, { anchor, stopWhen }]) => [
    ...(anchor === 'entered' ? [] : [{ place, source: anchor }]),
    ...(stopWhen === undefined ? [] : [{ place, source: stopWhen }]),
  ]);
  const ofComputed = Object.entries(definition.computed ?? {}).map(([place, source]) => ({ place, source }));
  return [...ofActions, ...ofEvents, ...ofLadders, ...ofComputed];
}

/** Each member that is read is declared. */
function judgeSource(definition: FlowDefinition, { place, source, event }: PlacedSource, say: Say): void {
  const declared = event === undefined ? undefined : (definition.events?.[event]?.data as JsonObject | undefined);
  const carried =
    declared ?? (event !== undefined && Object.hasOwn(definition.start, event) ? (definition.data as JsonObject) : undefined);
  const members: Readonly<Record<string, object>> = {
    data: propertiesOf(definition.data as JsonObject),
    event: propertiesOf(carried),
    computed: definition.computed ?? {},
    parameters: definition.parameters ?? {},
    children: { ...definition.children, exceptions: 1, tasks: 1 },
  };
  for (const { variable, member } of tokensOf(source).reads)
    if (!Object.hasOwn(members[variable] ?? {}, member)) say(place, `${variable}.${member} is not declared`);
}
