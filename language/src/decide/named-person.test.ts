import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from '../../test/story.ts';
import {
  type Actor,
  actorAt,
  type CaseRecord,
  caseActions,
  checkFlow,
  compileFlow,
  days,
  decide,
  defineFlow,
  diffFlows,
  Fields,
  Integer,
  Optional,
  Text,
} from '../index.ts';

/** An answer of the one who is asked, who is named by their account. */
const feedback = defineFlow({
  name: 'feedback',
  title: 'Feedback',
  owner: 'desk',
  key: 'number',
  data: Fields({
    number: Text(),
    askedOf: Optional(Text()),
    note: Optional(Text()),
    score: Optional(Integer({ decided: true })),
  }),
  events: {
    answer: { data: Fields({ score: Integer() }), set: { score: 'event.score' } },
    handOver: { data: Fields({ to: Text() }), set: { askedOf: 'event.to' } },
  },
  start: { ask: { to: 'asked', roles: ['desk'] } },
  states: {
    asked: {
      owner: 'requester',
      within: days(30),
      on: {
        answer: { to: 'answered', only: 'askedOf' },
        handOver: { roles: ['desk'] },
        remind: { roles: ['desk'], task: { role: 'requester', only: 'askedOf', title: 'Say how it went' } },
        lapse: { roles: ['desk'], to: 'lapsed' },
      },
    },
    answered: { final: 'done' },
    lapsed: { final: 'cancelled' },
  },
});

test('[L424] of the persons of the roles only the one whom a field names may; where it names nobody, whoever holds a role', () => {
  tell(
    [feedback],
    '2026-01-01',
    `0 | dan (desk)      | F/ask {"number":"F","askedOf":"sam"} | asked |
     0 | kim (requester) | F/answer {"score":1}  | asked    | refused: named-person-required
     0 | sam (desk)      | F/answer {"score":1}  | asked    | refused: role-required
     1 | dan (desk)      | F/handOver {"to":"kim"} | asked  |
     1 | sam (requester) | F/answer {"score":1}  | asked    | refused: named-person-required
     1 | kim (requester) | F/answer {"score":4}  | answered |
     2 | dan (desk)      | G/ask {"number":"G"}  | asked    |
     2 | kim (requester) | G/answer {"score":4}  | answered |`,
  );
});

test('[L425] who alone may is not revised, neither by those who own the case; an event says otherwise, or an operator', () => {
  const story = tell(
    [feedback],
    '2026-01-01',
    `0 | dan (desk)      | ask {"number":"F","askedOf":"sam"} | asked |
     0 | kim (requester) | revise {"askedOf":"kim"} | asked | refused: data-invalid
     0 | kim (requester) | revise {"note":"soon"}   | asked |
     1 | ops (operator)  | repair {"data":{"askedOf":"kim"}} "Sam has left" | asked | manual`,
  );
  const record = [...story.cases.values()][0] as CaseRecord;
  const { needs } = caseActions(compileFlow(feedback), record, {
    actor: person('kim', 'requester'),
    context: { now: story.now },
  }).find(({ type }) => type === 'revise') as { needs: { data?: { properties?: object } } };
  assert.deepEqual(Object.keys(needs.data?.properties ?? {}), ['note']);
});

test('[L426] a task for the person is ticked off by them alone', () => {
  tell(
    [feedback],
    '2026-01-01',
    `0 | dan (desk)      | ask {"number":"F","askedOf":"sam"} | asked |
     1 | dan (desk)      | remind                          | asked | task remind
     2 | kim (requester) | remind#1/task.done {}           | open  | refused: named-person-required
     2 | sam (requester) | remind#1/task.done {}           | done  |`,
  );
});

function person(id: string, ...roles: string[]): Actor {
  return { id, kind: 'person', principal: id, roles };
}

const kim = person('kim', 'requester');
const flow = compileFlow(feedback);
const now = Date.UTC(2026, 0, 2);

function asked(of: string): CaseRecord {
  const input = { kind: 'command', type: 'ask', data: { number: 'F', askedOf: of }, actor: person('dan', 'desk') } as const;
  const born = decide(flow, { id: 'F', flow: 'feedback', entity: 'halden', key: 'F' }, input, { now });
  assert.ok(born.kind === 'applied');
  return born.next;
}

for (const [who, actor, code] of [
  ['a key of the person', { ...kim, id: 'key:7', principal: 'sam' }, 'applied'],
  ['a key of another', { ...kim, id: 'key:7' }, 'named-person-required'],
  ['a bot of the person', { id: 'bot', kind: 'automation', principal: 'sam', roles: [] }, 'applied'],
  ['a bot of another', { id: 'bot', kind: 'automation', principal: 'kim', roles: [] }, 'named-person-required'],
  ['a program that acts for nobody, as `by` lets it', { id: 'bot', kind: 'automation', principal: 'bot', roles: [] }, 'applied'],
  ['who stands in for the person', { ...kim, deputyOf: [{ principal: 'sam', roles: ['requester'] }] }, 'applied'],
  [
    'who stands in for them here',
    { ...kim, deputyOf: [{ principal: 'sam', roles: ['requester'], entities: ['halden'] }] },
    'applied',
  ],
  [
    'who stands in for them elsewhere',
    { ...kim, deputyOf: [{ principal: 'sam', roles: ['requester'], entities: ['other'] }] },
    'named-person-required',
  ],
  [
    'who stands in for them in another matter',
    { ...kim, deputyOf: [{ principal: 'sam', roles: ['desk'] }] },
    'named-person-required',
  ],
  ['who stands in for another', { ...kim, deputyOf: [{ principal: 'zoe', roles: ['requester'] }] }, 'named-person-required'],
] as const satisfies readonly (readonly [string, Actor, string])[])
  test(`[L427] ${who}: ${code}; what is offered is what is allowed, and a replay decides alike`, () => {
    const record = asked('sam');
    const input = { kind: 'command', type: 'answer', data: { score: 5 }, actor } as const;
    const decision = decide(flow, record, input, { now });
    assert.equal(decision.kind === 'refused' ? decision.code : decision.kind, code);
    const action = caseActions(flow, record, { actor, context: { now } }).find(({ type }) => type === 'answer');
    assert.equal(action?.allowed, code === 'applied');
    if (decision.kind !== 'applied') return assert.equal(decision.kind === 'refused' && decision.message, 'Only sam may do this');
    // The event keeps for whom somebody stood in: what it keeps decides the same again.
    const { deputyOf, roles = [] } = decision.event.context as unknown as Partial<Actor>;
    const again = { ...actor, roles, ...(deputyOf === undefined ? {} : { deputyOf }) };
    assert.deepEqual(deputyOf, actorAt(actor, 'halden').deputyOf);
    assert.equal(decide(flow, record, { ...input, actor: again }, { now }).kind, 'applied');
  });

test('[L428] a refusal does not tell who it is where the field is personal and the asker does not see it', () => {
  const hidden = structuredClone(feedback);
  Object.assign((hidden.data as { properties: { askedOf: object } }).properties.askedOf, { personal: true });
  const told = (reads: object) => {
    const input = { kind: 'command', type: 'answer', data: { score: 5 }, actor: kim } as const;
    return decide(compileFlow({ ...hidden, reads }), asked('sam'), input, { now }) as { message: string; expected?: unknown };
  };
  assert.equal(told({ personal: ['desk', 'requester'] }).message, 'Only sam may do this');
  const kept = told({ personal: ['desk'] });
  assert.equal(kept.message, 'Only the person whom the case names may do this');
  assert.equal(JSON.stringify(kept).includes('sam'), false);
});

const findings = (edit: (flow: typeof feedback) => void) => {
  const edited = structuredClone(feedback) as typeof feedback;
  edit(edited);
  return checkFlow(edited).map(({ code, path }) => `${code} ${path}`);
};
const answer = '/states/asked/on/answer/only';
const answering = ({ states }: typeof feedback) => states['asked']?.on?.['answer'] as { only?: string };

test('[L429] the checker tells of a field that is no text, that nothing fills in, that a birth cannot know, and of a task that tells', () => {
  assert.deepEqual(
    findings(() => undefined),
    [],
  );
  assert.deepEqual(
    findings((edited) => Object.assign(answering(edited), { only: 'askedBy' })),
    [`field-unknown ${answer}`],
  );
  assert.deepEqual(
    findings((edited) => Object.assign(answering(edited), { only: 'score' })),
    [`only-invalid ${answer}`],
  );
  const birth = findings((edited) => Object.assign(edited.start['ask'] as object, { only: 'askedOf' }));
  assert.deepEqual(birth, ['only-invalid /start/ask/only']);
  const unfilled = findings((edited) => {
    Object.assign(edited.events?.['handOver'] as object, { set: {} });
    Object.assign(edited, { events: { ...edited.events, ask: { data: Fields({ why: Text() }) } } });
  });
  assert.deepEqual(unfilled, [`only-invalid ${answer}`]);
  const told = findings((edited) =>
    Object.assign((edited.data as { properties: { askedOf: object } }).properties.askedOf, { personal: true }),
  );
  assert.deepEqual(told, ['task-tells-person /states/asked/on/remind/task/only']);
});

test('[L429] that somebody alone may, or no longer, is a change of who may', () => {
  const open = structuredClone(feedback) as typeof feedback;
  delete answering(open).only;
  const said = (before: typeof feedback, after: typeof feedback) =>
    diffFlows(before, after).changes.map(({ part, weight, direction, sentence }) => [part, weight, direction, sentence]);
  assert.deepEqual(said(open, feedback), [
    ['permissions', 'breaking', 'stronger', 'In “Asked”, “Answer” to “Answered” is for the person in “Asked of” alone'],
  ]);
  assert.deepEqual(said(feedback, open), [
    ['permissions', 'behaviour', 'weaker', 'In “Asked”, “Answer” to “Answered” is no longer for the person in “Asked of” alone'],
  ]);
});
