import type { FlowDefinition } from '@throughline/language';
import { type Change, type Node, type Operator, operator, rungsOf, transitionsOf } from './mutant.ts';

const entries = <T>(record: Readonly<Record<string, T>> | undefined) => Object.entries(record ?? {});
const gone = (path: Change['path'], text: string): Change => ({ path, to: undefined, text });

function* redirects(definition: FlowDefinition): Generator<Change> {
  for (const { path, node } of transitionsOf(definition))
    for (const state of Object.keys(definition.states))
      if (state !== node['to']) yield { path: [...path, 'to'], to: state, text: `${node['to'] ?? 'stay'} -> ${state}` };
}

function* duplicates(definition: FlowDefinition): Generator<Change> {
  const states = Object.keys(definition.states);
  for (const { path, node } of transitionsOf(definition)) {
    const list = path.slice(0, -1);
    const siblings = transitionsOf(definition).filter(({ path: other }) => other.slice(0, -1).join() === list.join());
    const other = states.find((state) => state !== node['to']);
    if (siblings.length >= 16 || other === undefined) continue;
    const at = Number(path.at(-1));
    const all = siblings.map((one) => one.node);
    const to = [...all.slice(0, at + 1), { ...node, to: other }, ...all.slice(at + 1)];
    yield { path: list, to, text: `once more, to ${other}` };
  }
}

function* swaps(definition: FlowDefinition): Generator<Change> {
  const spots = transitionsOf(definition);
  for (const { path, node } of spots) {
    const at = Number(path.at(-1));
    const list = path.slice(0, -1);
    const all = spots.filter((one) => one.path.slice(0, -1).join() === list.join()).map((one) => one.node);
    const next = all[at + 1];
    if (next === undefined) continue;
    yield {
      path: list,
      to: all.map((one, index) => (index === at ? next : index === at + 1 ? node : one)),
      text: `${at} and ${at + 1}`,
    };
  }
}

/** Changes of states, of the transitions between them, and of who owns them. */
export const stateOperators: readonly Operator[] = [
  operator('drop-state-owner', ({ states }) =>
    entries(states).flatMap(([name, { owner }]) => (owner === undefined ? [] : [gone(['states', name, 'owner'], owner)])),
  ),
  operator('drop-flow-owner', ({ owner }) => [gone(['owner'], owner)]),
  operator('drop-within', ({ states }) =>
    entries(states).flatMap(([name, { within }]) =>
      within === undefined ? [] : [gone(['states', name, 'within'], JSON.stringify(within))],
    ),
  ),
  operator('not-final', ({ states }) =>
    entries(states).flatMap(([name, { final }]) => (final === undefined ? [] : [gone(['states', name, 'final'], final)])),
  ),
  operator('drop-start', ({ start }) => Object.keys(start).map((event) => gone(['start', event], event))),
  operator('redirect', redirects),
  operator('drop-to', (definition) =>
    transitionsOf(definition).flatMap(({ path, node }) =>
      node['to'] === undefined ? [] : [gone([...path, 'to'], String(node['to']))],
    ),
  ),
  operator('remove-transition', (definition) =>
    transitionsOf(definition).map(({ path }) => {
      const list = path.slice(0, -1);
      const siblings = transitionsOf(definition).filter(({ path: other }) => other.slice(0, -1).join() === list.join());
      return gone(siblings.length > 1 ? path : list, 'removed');
    }),
  ),
  operator('duplicate-transition', duplicates),
  operator('swap-transitions', swaps),
  operator('rename-target', (definition) =>
    [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
      typeof node['to'] === 'string' ? [{ path: [...path, 'to'], to: `${node['to']}x`, text: `${node['to']} is misspelt` }] : [],
    ),
  ),
  operator('rename-state', ({ states }) =>
    Object.keys(states).map((name) => {
      const renamed = Object.fromEntries(entries(states).map(([other, state]) => [other === name ? `${name}x` : other, state]));
      return { path: ['states'], to: renamed, text: `${name} is called ${name}x where it is declared` };
    }),
  ),
  operator('rename-event', ({ states }) =>
    entries(states).flatMap(([name, { on }]) =>
      entries(on).map(([event]) => {
        const renamed = Object.fromEntries(entries(on).map(([other, list]) => [other === event ? `${event}x` : other, list]));
        return { path: ['states', name, 'on'], to: renamed, text: `${event} is called ${event}x` };
      }),
    ),
  ),
  operator('rename-event-description', ({ events }) =>
    entries(events).map(([event]) => {
      const renamed = Object.fromEntries(entries(events).map(([other, one]) => [other === event ? `${event}x` : other, one]));
      return { path: ['events'], to: renamed, text: `${event} is described as ${event}x` };
    }),
  ),
  operator('drop-lands', ({ events }) =>
    entries(events).flatMap(([name, { lands }]) =>
      lands === undefined ? [] : [gone(['events', name, 'lands'], JSON.stringify(lands))],
    ),
  ),
  operator('only-person', (definition) =>
    transitionsOf(definition).flatMap(({ path, node }) =>
      node['by'] === 'person' ? [] : [{ path: [...path, 'by'], to: 'person', text: 'by persons alone' }],
    ),
  ),
];

/** Changes of exceptions, tasks and messages. */
export const exceptionOperators: readonly Operator[] = [
  operator('drop-exception-owner', ({ exceptions }) =>
    entries(exceptions).map(([name, { owner }]) => gone(['exceptions', name, 'owner'], owner)),
  ),
  operator('drop-resolutions', ({ exceptions }) =>
    entries(exceptions).flatMap(([name, one]) =>
      one.resolutions === undefined ? [] : [gone(['exceptions', name, 'resolutions'], one.resolutions.join())],
    ),
  ),
  operator('rename-exception', (definition) =>
    [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
      ['raise', 'resolve'].flatMap((member) =>
        typeof node[member] === 'string'
          ? [{ path: [...path, member], to: `${node[member]}x`, text: `${node[member]} is misspelt` }]
          : [],
      ),
    ),
  ),
  operator('drop-raise', (definition) => dropped(definition, 'raise')),
  operator('drop-resolve', (definition) => dropped(definition, 'resolve')),
  operator('drop-reason', (definition) => dropped(definition, 'reason')),
  operator('drop-task', (definition) => dropped(definition, 'task')),
  operator('drop-on-refused', (definition) =>
    messages(definition, (message, path) =>
      [gone([...path, 'onRefused'], 'removed')].filter(() => message['onRefused'] !== undefined),
    ),
  ),
  operator('unknown-flow', (definition) =>
    messages(definition, (message, path) =>
      message['flow'] === undefined
        ? []
        : [{ path: [...path, 'flow'], to: `${message['flow']}x`, text: `${message['flow']} is misspelt` }],
    ),
  ),
  operator('unknown-message', (definition) =>
    messages(definition, (message, path) => [
      { path: [...path, 'event'], to: `${message['event']}x`, text: `${message['event']} is misspelt` },
    ]),
  ),
  operator('drop-message-field', (definition) =>
    messages(definition, (message, path) =>
      Object.keys((message['with'] as Node | undefined) ?? {}).map((field) => gone([...path, 'with', field], field)),
    ),
  ),
  operator('rename-message-field', (definition) =>
    messages(definition, (message, path) =>
      Object.entries((message['with'] as Node | undefined) ?? {}).map(([field, source]) => {
        const { [field]: _, ...others } = message['with'] as Node;
        return { path: [...path, 'with'], to: { ...others, [`${field}x`]: source }, text: `${field} is misspelt` };
      }),
    ),
  ),
  operator('rename-mail', (definition) =>
    [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
      ((node['effects'] as Node[] | undefined) ?? []).map((effect, index) => ({
        path: [...path, 'effects', index, 'template'],
        to: `${effect['template']}x`,
        text: `${effect['template']} is misspelt`,
      })),
    ),
  ),
  operator('drop-delivery', (definition) =>
    [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
      ((node['effects'] as Node[] | undefined) ?? []).flatMap((effect, index) =>
        effect['delivery'] === undefined ? [] : [gone([...path, 'effects', index, 'delivery'], String(effect['delivery']))],
      ),
    ),
  ),
];

function dropped(definition: FlowDefinition, member: string): readonly Change[] {
  return [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
    node[member] === undefined ? [] : [gone([...path, member], JSON.stringify(node[member]))],
  );
}

function messages(
  definition: FlowDefinition,
  change: (message: Node, path: Change['path']) => readonly Change[],
): readonly Change[] {
  return [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
    ['send', 'open'].flatMap((member) =>
      ((node[member] as Node[] | undefined) ?? []).flatMap((message, index) => change(message, [...path, member, index])),
    ),
  );
}
