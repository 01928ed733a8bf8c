import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { type Path, withChange } from '../mutation/mutant.ts';
import { explore } from './explore.ts';
import type { VerdictCode } from './verdict.ts';

/** A claim: reported, judged with an approval above an amount, chased by its day, paid. */
const claim = {
  name: 'claim',
  title: 'Claim',
  owner: 'lead',
  key: 'number',
  data: {
    type: 'object',
    additionalProperties: false,
    required: ['number', 'amount', 'dueOn'],
    properties: {
      number: { type: 'string', minLength: 1, maxLength: 40 },
      amount: { type: 'integer', minimum: 0, maximum: 1_000_000 },
      dueOn: { type: 'string', kind: 'day', pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$' },
      note: { type: 'string', maxLength: 100 },
    },
  },
  events: {
    amend: {
      data: {
        type: 'object',
        additionalProperties: false,
        required: ['amount'],
        properties: { amount: { type: 'integer', minimum: 0, maximum: 1_000_000 } },
      },
      set: { amount: 'event.amount' },
    },
  },
  exceptions: { unpaid: { owner: 'lead', severity: 'low', resolutions: ['paid'] } },
  start: { report: [{ to: 'open' }] },
  states: {
    open: {
      owner: 'clerk',
      within: { days: 3 },
      on: {
        amend: [{}],
        judge: [
          { when: 'data.amount > 100', to: 'granted', approval: { roles: ['lead'], not: ['report', 'amend'] } },
          { when: 'data.amount <= 100', to: 'granted' },
        ],
      },
    },
    granted: {
      owner: 'clerk',
      on: {
        pay: [
          {
            to: 'paid',
            send: [{ flow: 'claim', key: 'data.number', event: 'amend', with: { amount: '1' }, onRefused: 'unpaid' }],
          },
        ],
      },
    },
    paid: { final: 'done' },
  },
  ladders: {
    chase: {
      anchor: 'data.dueOn',
      during: ['granted'],
      rungs: [
        { name: 'ask', after: { days: 2 }, task: { role: 'clerk', title: 'Ask' } },
        { name: 'tell', after: { days: 9 }, task: { role: 'lead', title: 'Tell' } },
      ],
    },
  },
} as unknown as FlowDefinition;

const judge = ['states', 'open', 'on', 'judge'];
const slips: readonly (readonly [string, readonly (readonly [Path, unknown])[], readonly VerdictCode[]])[] = [
  [
    'a state that nothing leads to',
    [[['states', 'lost'], { owner: 'clerk', within: { days: 1 }, on: { pay: [{ to: 'paid' }] } }]],
    ['state-unreachable'],
  ],
  ['no end in sight', [[['states', 'granted', 'on', 'pay', 0, 'to'], 'open']], ['no-way-out', 'state-unreachable']],
  [
    'a guard that nothing satisfies',
    [[[...judge, 0, 'when'], 'data.amount > 10 && data.amount < 5']],
    ['guards-incomplete', 'transition-never-taken'],
  ],
  [
    'a guard that one before it covers',
    [[[...judge, 0, 'when'], 'data.amount >= 0']],
    ['guards-overlap', 'transition-never-taken'],
  ],
  ['guards that meet', [[[...judge, 1, 'when'], 'data.amount <= 101']], ['guards-overlap']],
  ['guards with a gap', [[[...judge, 1, 'when'], 'data.amount < 100']], ['guards-incomplete']],
  ['a wait that nobody notices', [[['states', 'open', 'within'], undefined]], ['wait-without-deadline']],
  [
    'an anchor that may be missing',
    [
      [
        ['data', 'required'],
        ['number', 'amount'],
      ],
    ],
    ['wait-without-deadline'],
  ],
  ['a rung that comes with the next', [[['ladders', 'chase', 'rungs', 0, 'after'], { days: 9 }]], ['rung-never-fires']],
  ['a rung after the end', [[['ladders', 'chase', 'rungs', 0, 'to'], 'paid']], ['rung-never-fires']],
  ['a ladder that never counts', [[['ladders', 'chase', 'stopWhen'], 'data.amount >= 0']], ['rung-never-fires']],
  [
    'a payload that cannot be',
    [[['events', 'amend', 'data', 'properties', 'amount'], { type: 'integer', minimum: 2, maximum: 1 }]],
    ['event-unsendable'],
  ],
  ['an approver who reported it', [[[...judge, 0, 'approval', 'not'], ['amend']]], ['approver-can-be-author']],
  ['an approver who amended it', [[[...judge, 0, 'approval', 'not'], ['report']]], ['approver-can-be-author']],
  [
    'limits that some amounts are above',
    [[[...judge, 0, 'approval', 'limit'], { of: 'data.amount', by: { lead: '5000' } }]],
    ['approval-out-of-limits'],
  ],
  [
    'limits that nobody reaches',
    [[[...judge, 0, 'approval', 'limit'], { of: 'data.amount', by: { lead: '50' } }]],
    ['transition-never-taken'],
  ],
  [
    'a refusal that nobody hears of',
    [[['states', 'granted', 'on', 'pay', 0, 'send', 0, 'onRefused'], undefined]],
    ['refusal-unhandled'],
  ],
  [
    'a field that may be missing',
    [[['states', 'granted', 'on', 'pay', 0, 'send', 0, 'key'], 'data.note']],
    ['field-can-be-missing'],
  ],
  ['a division by nought', [[[...judge, 0, 'when'], '100 / data.amount < 1']], ['expression-can-fail']],
  ['nobody owns it', [[['states', 'open', 'owner'], undefined]], ['state-unowned']],
  ['a target that is none', [[['states', 'granted', 'on', 'pay', 0, 'to'], 'paied']], ['structural']],
  ['a field that is none', [[['ladders', 'chase', 'anchor'], 'data.dueAt']], ['structural']],
  ['a message that is not taken', [[['states', 'granted', 'on', 'pay', 0, 'send', 0, 'event'], 'change']], ['structural']],
  ['no JSON of a flow', [[['states'], 4]], ['structural']],
];

const codesOf = (definition: FlowDefinition) =>
  [
    ...new Set(
      explore(definition, { others: [] })
        .verdicts.filter(({ isAside }) => !isAside)
        .map(({ code }) => code),
    ),
  ].sort();

test('[T11] of a sound flow the explorer says nothing', () => {
  const { verdicts, reached } = explore(claim, { others: [] });
  assert.deepEqual(verdicts, []);
  assert.deepEqual([...reached].sort(), ['granted', 'open', 'paid']);
});

for (const [slip, changes, expected] of slips)
  test(`[T11] the explorer sees ${slip}`, () => {
    const changed = changes.reduce<unknown>((whole, [path, to]) => withChange(whole, path, to), claim);
    assert.deepEqual(codesOf(changed as FlowDefinition), [...expected].sort());
  });

test('[T11] who wrote in a round that is settled may approve in the next', () => {
  const draft = (settle: object) => ({ owner: 'clerk', within: { days: 1 }, on: { settle: [{ to: 'open', ...settle }] } });
  const build = (settle: object) =>
    [
      [['start', 'report', 0, 'to'], 'draft'],
      [['states', 'draft'], draft(settle)],
      [[...judge, 0, 'approval', 'not'], ['amend']],
    ].reduce<unknown>((whole, [path, to]) => withChange(whole, path as Path, to), claim) as FlowDefinition;
  assert.deepEqual(codesOf(build({})), ['approver-can-be-author']);
  assert.deepEqual(codesOf(build({ newRound: true })), []);
});

test('[T12] the same definition gives the same verdicts and costs the same', () => {
  const one = explore(claim, { others: [] });
  const other = explore(JSON.parse(JSON.stringify(claim)), { others: [] });
  assert.deepEqual(other.verdicts, one.verdicts);
  assert.equal(other.decisions, one.decisions);
});
