import type { FlowDefinition } from '@throughline/language';
import { type Change, type Node, type Operator, operator, type Path, rungsOf, transitionsOf } from './mutant.ts';

const entries = <T>(record: Readonly<Record<string, T>> | undefined) => Object.entries(record ?? {});
const gone = (path: Path, text: string): Change => ({ path, to: undefined, text });
const otherUnit = { days: 'hours', hours: 'days', minutes: 'hours', businessDays: 'days', businessHours: 'hours' } as const;

/** Each literal length in states, exceptions, tasks and rungs. */
function lengthsOf(definition: FlowDefinition): readonly { readonly path: Path; readonly node: Node }[] {
  const found: { path: Path; node: Node }[] = [];
  const visit = (node: unknown, path: Path): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [name, value] of Object.entries(node)) {
      const at = [...path, Array.isArray(node) ? Number(name) : name];
      if (['within', 'after', 'every'].includes(name) && typeof value === 'object') found.push({ path: at, node: value as Node });
      else visit(value, at);
    }
  };
  visit({ states: definition.states, ladders: definition.ladders, exceptions: definition.exceptions }, []);
  return found;
}

function ladderChanges(definition: FlowDefinition, change: (ladder: Node, path: Path) => readonly Change[]): readonly Change[] {
  return entries(definition.ladders).flatMap(([name, ladder]) => change(ladder as unknown as Node, ['ladders', name]));
}

/** Changes of ladders, lengths of time and parameters. */
export const timeOperators: readonly Operator[] = [
  operator('drop-ladder', (definition) => ladderChanges(definition, (_, path) => [gone(path, 'removed')])),
  operator('drop-rung', (definition) =>
    rungsOf(definition).map(({ path, node }) => {
      const ladder = path.slice(0, 2);
      const isOnly = rungsOf(definition).filter(({ path: other }) => other.slice(0, 2).join() === ladder.join()).length === 1;
      return gone(isOnly ? ladder : path, String(node['name']));
    }),
  ),
  operator('drop-during', (definition) =>
    ladderChanges(definition, ({ during }, path) => {
      const states = during as string[];
      return states.map((state, index) => (states.length === 1 ? gone(path, state) : gone([...path, 'during', index], state)));
    }),
  ),
  operator('anchor-entered', (definition) =>
    ladderChanges(definition, ({ anchor }, path) =>
      anchor === 'entered' ? [] : [{ path: [...path, 'anchor'], to: 'entered', text: `${anchor} -> entered` }],
    ),
  ),
  operator('rung-leaves', (definition) =>
    rungsOf(definition).flatMap(({ path, node }) => {
      const final = Object.keys(definition.states).find((name) => definition.states[name]?.final !== undefined);
      return final === undefined || node['to'] === final ? [] : [{ path: [...path, 'to'], to: final, text: `to ${final}` }];
    }),
  ),
  operator('equal-rungs', (definition) =>
    rungsOf(definition).flatMap(({ path, node }, index, all) => {
      const next = all[index + 1];
      if (next === undefined || next.path[1] !== path[1]) return [];
      return [{ path: [...path, 'after'], to: next.node['after'], text: `${node['name']} with ${next.node['name']}` }];
    }),
  ),
  operator('swap-rungs', (definition) =>
    rungsOf(definition).flatMap(({ path, node }, index, all) => {
      const next = all[index + 1];
      if (next === undefined || next.path[1] !== path[1]) return [];
      const text = `${node['name']} and ${next.node['name']} change their times`;
      return [
        [
          { path: [...path, 'after'], to: next.node['after'], text },
          { path: [...next.path, 'after'], to: node['after'], text },
        ],
      ];
    }),
  ),
  operator('same-rung-name', (definition) =>
    rungsOf(definition).flatMap(({ path, node }, index, all) => {
      const next = all[index + 1];
      return next === undefined || next.path[1] !== path[1]
        ? []
        : [{ path: [...next.path, 'name'], to: node['name'], text: 'the same name' }];
    }),
  ),
  operator('stop-always', (definition) =>
    ladderChanges(definition, (_, path) => [{ path: [...path, 'stopWhen'], to: 'true', text: 'stops at once' }]),
  ),
  operator('drop-stop', (definition) =>
    ladderChanges(definition, ({ stopWhen }, path) =>
      stopWhen === undefined ? [] : [gone([...path, 'stopWhen'], String(stopWhen))],
    ),
  ),
  operator('pause-all', (definition) =>
    ladderChanges(definition, ({ during }, path) => [
      { path: [...path, 'pauseWhile'], to: during, text: 'paused where it counts' },
    ]),
  ),
  operator('other-catch-up', (definition) =>
    ladderChanges(definition, ({ catchUp }, path) => {
      const to = catchUp === 'each' ? 'latest' : 'each';
      return [{ path: [...path, 'catchUp'], to, text: to }];
    }),
  ),
  operator('swap-units', (definition) =>
    lengthsOf(definition).flatMap(({ path, node }) =>
      Object.entries(node).map(([unit, amount]) => ({
        path,
        to: { [otherUnit[unit as keyof typeof otherUnit]]: amount },
        text: `${unit} -> ${otherUnit[unit as keyof typeof otherUnit]}`,
      })),
    ),
  ),
  operator('business-units', (definition) =>
    lengthsOf(definition)
      .slice(0, 5)
      .map(({ path }) => ({ path, to: { businessDays: 3 }, text: 'in business days' })),
  ),
  operator('rename-parameter', (definition) =>
    [
      ...entries(definition.states).map(([name, { within }]) => ({ path: ['states', name, 'within'], used: within })),
      ...rungsOf(definition).map(({ path, node }) => ({ path: [...path, 'after'], used: node['after'] })),
    ].flatMap(({ path, used }) => (typeof used === 'string' ? [{ path, to: `${used}x`, text: `${used} is misspelt` }] : [])),
  ),
  operator('drop-parameter', ({ parameters }) =>
    Object.keys(parameters ?? {}).map((name) => gone(['parameters', name], 'removed')),
  ),
  operator('parameter-out-of-bounds', ({ parameters }) =>
    entries(parameters).flatMap(([name, { to }]) =>
      to === undefined ? [] : [{ path: ['parameters', name, 'default'], to: to + 1, text: `${to + 1} of at most ${to}` }],
    ),
  ),
  operator('parameter-bounds-crossed', ({ parameters }) =>
    entries(parameters).flatMap(([name, { to }]) =>
      to === undefined ? [] : [{ path: ['parameters', name, 'from'], to: to + 1, text: `from ${to + 1} to ${to}` }],
    ),
  ),
  operator('parameter-other-type', ({ parameters }) =>
    entries(parameters).map(([name, { type }]) => ({
      path: ['parameters', name, 'type'],
      to: 'integer',
      text: `${type} -> integer`,
    })),
  ),
];

/** Changes of approvals and of the data. */
export const dataOperators: readonly Operator[] = [
  operator('approve-anyone', (definition) =>
    approvals(definition, (_, path) => [{ path: [...path, 'not'], to: [], text: 'excludes nobody' }]),
  ),
  operator('approve-one-less', (definition) =>
    approvals(definition, ({ not }, path) =>
      ((not as string[] | undefined) ?? []).map((event, index) => gone([...path, 'not', index], event)),
    ),
  ),
  operator('approve-not-unset', (definition) =>
    approvals(definition, ({ not }, path) => (not === undefined ? [] : [gone([...path, 'not'], 'all who took part')])),
  ),
  operator('approve-no-roles', (definition) =>
    approvals(definition, (_, path) => [{ path: [...path, 'roles'], to: [], text: 'by nobody' }]),
  ),
  operator('approve-drop', (definition) => approvals(definition, (_, path) => [gone(path, 'without an approval')])),
  operator('approve-quorum', (definition) =>
    approvals(definition, ({ quorum }, path) => [
      quorum === undefined ? { path: [...path, 'quorum'], to: 2, text: 'by two' } : gone([...path, 'quorum'], 'by one'),
    ]),
  ),
  operator('approve-limited', (definition) =>
    approvals(definition, ({ roles }, path) => [
      {
        path: [...path, 'limit'],
        to: { of: '5', by: Object.fromEntries((roles as string[]).map((role) => [role, '4'])) },
        text: 'more than any may',
      },
    ]),
  ),
  operator('approve-misspelt', (definition) =>
    approvals(definition, (_, path) => [
      { path: [...path, 'not'], to: ['no such event'], text: 'excludes who did an event that is none' },
    ]),
  ),
  operator('new-round', (definition) =>
    transitionsOf(definition).flatMap(({ path, node }) =>
      path[0] === 'start' || node['newRound'] === true ? [] : [{ path: [...path, 'newRound'], to: true, text: 'begins a round' }],
    ),
  ),
  operator('drop-new-round', (definition) =>
    transitionsOf(definition).flatMap(({ path, node }) =>
      node['newRound'] === true ? [gone([...path, 'newRound'], 'removed')] : [],
    ),
  ),
  operator('optional-field', ({ data }) => {
    const required = (data['required'] as string[] | undefined) ?? [];
    return required.map((field, index) => gone(['data', 'required', index], field));
  }),
  operator('required-field', ({ data }) => {
    const required = (data['required'] as string[] | undefined) ?? [];
    return Object.keys((data['properties'] as Node | undefined) ?? {})
      .filter((field) => !required.includes(field))
      .map((field) => ({ path: ['data', 'required'], to: [...required, field], text: field }));
  }),
  operator('optional-payload-field', ({ events }) =>
    entries(events).flatMap(([name, { data }]) =>
      ((data?.['required'] as string[] | undefined) ?? []).map((field, index) =>
        gone(['events', name, 'data', 'required', index], field),
      ),
    ),
  ),
  operator('impossible-payload', ({ events }) =>
    entries(events).flatMap(([name, { data }]) => {
      const [field] = (data?.['required'] as string[] | undefined) ?? [];
      return field === undefined
        ? []
        : [
            {
              path: ['events', name, 'data', 'properties', field],
              to: { type: 'integer', minimum: 2, maximum: 1 },
              text: `no ${field} is right`,
            },
          ];
    }),
  ),
  operator('drop-field', ({ data }) =>
    Object.keys((data['properties'] as Node | undefined) ?? {}).map((field) => [
      gone(['data', 'properties', field], field),
      {
        path: ['data', 'required'],
        to: ((data['required'] as string[] | undefined) ?? []).filter((one) => one !== field),
        text: field,
      },
    ]),
  ),
  operator('open-data', () => [{ path: ['data', 'additionalProperties'], to: true, text: 'takes any field' }]),
  operator('set-key', (definition) =>
    transitionsOf(definition)
      .slice(0, 10)
      .map(({ path, node }) => ({
        path: [...path, 'set'],
        to: { ...(node['set'] as Node | undefined), [definition.key]: '"other"' },
        text: 'sets the business key',
      })),
  ),
];

function approvals(definition: FlowDefinition, change: (approval: Node, path: Path) => readonly Change[]): readonly Change[] {
  return [...transitionsOf(definition), ...rungsOf(definition)].flatMap(({ path, node }) =>
    node['approval'] === undefined ? [] : change(node['approval'] as Node, [...path, 'approval']),
  );
}
