import assert from 'node:assert/strict';
import { test } from 'node:test';
import { days, defineFlow, Fields, Optional, Text } from '@throughline/language';
import { access, change, orderToCash } from '@throughline/packs';
import { holdBuiltIns, holdTransitions, type Tally } from './matrix.ts';
import { holdMessages } from './messages.ts';
import { type Stage, stageOf } from './occasions.ts';

const stages = new Map<string, Stage>();

/** To drive cases into each state takes the most time of all: once for each flow. */
function stageIn({ flows, roles }: typeof change, name: string): Stage {
  const flow = flows.find((each) => each.name === name) as (typeof flows)[number];
  const stage = stages.get(name) ?? stageOf(flow, { roles: Object.keys(roles) });
  stages.set(name, stage);
  return stage;
}

/** Its approvals ask for roles that the definition names. */
const plain = change.flows.find(({ name }) => name === 'release') as (typeof change.flows)[number];
const sound = () => stageOf(plain, { roles: Object.keys(change.roles) });

test('[L372] the matrix tells where more is allowed than a definition says, or less', () => {
  const stage = sound();
  const told = (edit: (definition: typeof stage.definition) => void) => {
    const definition = structuredClone(stage.definition);
    edit(definition);
    // What decides has the definition as it was; what is read is another.
    return () => {
      holdTransitions({ ...stage, definition, occasions: reread(stage.occasions, definition) }, new Map());
      holdBuiltIns({ ...stage, definition }, new Map());
    };
  };
  assert.doesNotThrow(told(() => undefined));
  const [state = ''] = stage.occasions.flatMap(({ record }) => record?.state ?? []);
  assert.throws(
    told((definition) => Object.assign(definition.states[state] ?? {}, { owner: 'stranger' })),
    /not role-required/,
  );
  const asking = stage.occasions.find(({ transition }) => transition.approval !== undefined);
  assert.ok(asking?.record !== undefined);
  const approving = (definition: typeof stage.definition) =>
    [definition.states[asking.record?.state ?? '']?.on?.[asking.event] ?? []].flat();
  assert.throws(
    told((definition) => {
      for (const { approval } of approving(definition)) approval?.roles.push('stranger');
    }),
    /approve .* by stranger/,
  );
  assert.throws(
    told((definition) => {
      for (const { on = {} } of Object.values(definition.states))
        for (const transition of Object.values(on).flat()) transition.by = 'person';
    }),
    /by a machine/,
  );
});

type Occasions = ReturnType<typeof sound>['occasions'];

/** The same occasions with the transitions of another definition. */
function reread(occasions: Occasions, definition: ReturnType<typeof sound>['definition']): Occasions {
  const before = new Map<unknown, unknown>();
  const lists = (flow: typeof definition) =>
    [...Object.values(flow.start), ...Object.values(flow.states).flatMap(({ on = {} }) => Object.values(on))].flat();
  lists(plain).forEach((transition, index) => {
    before.set(transition, lists(definition)[index]);
  });
  return occasions.map((occasion) => ({
    ...occasion,
    transition: (before.get(occasion.transition) ?? occasion.transition) as never,
  }));
}

for (const pack of [access, change, orderToCash])
  test(`[L371] ${pack.name}: every role may do what the definitions say, and nothing else`, (context) => {
    const tally: Tally = new Map();
    for (const flow of pack.flows) {
      const began = performance.now();
      const stage = stageIn(pack, flow.name);
      holdTransitions(stage, tally);
      holdBuiltIns(stage, tally);
      const reached = new Set(stage.cases.map(({ state }) => state));
      context.diagnostic(
        `${flow.name}: ${reached.size} states, ${stage.occasions.length} transitions, ${Math.round(performance.now() - began)} ms`,
      );
    }
    context.diagnostic([...tally].map(([code, count]) => `${code} ${count}`).join(', '));
    for (const code of ['applied', 'role-required']) assert.ok((tally.get(code) ?? 0) > 0, code);
  });

/** What is for one person alone, beside what is for a role. */
const feedback = defineFlow({
  name: 'feedback',
  title: 'Feedback',
  owner: 'desk',
  key: 'number',
  data: Fields({ number: Text(), askedOf: Optional(Text()) }),
  start: { ask: 'asked' },
  states: {
    asked: {
      owner: 'requester',
      within: days(30),
      on: {
        answer: { to: 'answered', only: 'askedOf' },
        withdraw: { to: 'withdrawn', by: 'person', roles: ['desk', 'requester'], only: 'askedOf', reason: true },
        lapse: { to: 'lapsed', roles: ['desk'] },
      },
    },
    answered: { final: 'done' },
    withdrawn: { final: 'cancelled' },
    lapsed: { final: 'cancelled' },
  },
});

test('[L371] [L424] [L427] what is for one person alone is for nobody else of the role, but for those who stand in for them there', () => {
  const tally: Tally = new Map();
  const stage = stageOf(feedback);
  holdTransitions(stage, tally);
  holdBuiltIns(stage, tally);
  holdMessages(stage, tally);
  // Of each of two transitions: another person, one who stands in elsewhere, in another role, and for somebody else.
  assert.equal(tally.get('named-person-required'), 8);
});

for (const pack of [access, change, orderToCash])
  test(`[L376] ${pack.name}: a message of another case does nothing that asks for a person, and approves nothing`, (context) => {
    const tally: Tally = new Map();
    for (const { name } of pack.flows) holdMessages(stageIn(pack, name), tally);
    context.diagnostic([...tally].map(([code, count]) => `${code} ${count}`).join(', '));
    for (const code of ['person-required', 'applied']) assert.ok((tally.get(code) ?? 0) > 0, code);
  });

test('[L376] a message that is taken although the definition asks for a person is told', () => {
  const stage = sound();
  const definition = structuredClone(stage.definition);
  for (const { on = {} } of Object.values(definition.states))
    for (const transition of Object.values(on).flat()) transition.by = 'person';
  assert.throws(
    () => holdMessages({ ...stage, definition, occasions: reread(stage.occasions, definition) }, new Map()),
    /by a message/,
  );
});
