import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { invoice } from '../../test/invoice-flow.ts';
import { FlowDefinition } from '../definition/flow.ts';
import { canonical, type Json } from '../json.ts';
import { diffFlows } from './diff-flows.ts';

type Loose = { [name: string]: Loose } & Loose[];

/** The invoice flow, changed. */
function changed(change: (flow: Loose) => void): FlowDefinition {
  const copy = structuredClone(invoice) as unknown as Loose;
  change(copy);
  return copy as unknown as FlowDefinition;
}

function saidOf(change: (flow: Loose) => void): readonly string[] {
  return diffFlows(invoice, changed(change)).changes.map(
    ({ part, weight, direction, sentence }) => `${part}, ${[weight, direction].filter(Boolean).join(', ')}: ${sentence}`,
  );
}

test('[L287] what changes is said as a person in the business would say it', () => {
  const rows: readonly [(flow: Loose) => void, readonly string[]][] = [
    [
      (flow) => Object.assign(flow.parameters?.financeAfter ?? {}, { default: 10 }),
      [
        'escalation, behaviour, earlier: Dunning, “Finance”: 14 → 10 days, from the parameter “Finance after”',
        'thresholds, behaviour, earlier: Parameter “Finance after”: 14 → 10 days',
      ],
    ],
    [
      (flow) => Object.assign(flow.parameters?.legalAfter ?? {}, { to: 90 }),
      ['thresholds, behaviour, narrower: Parameter “Legal after” may be tuned to at most 90; before, at most 180'],
    ],
    [
      (flow) => Object.assign(flow.states?.disputed ?? {}, { within: { days: 5 }, owner: 'sales' }),
      [
        'deadlines, behaviour, earlier: “Disputed”: target time 10 → 5 days',
        'owners, behaviour: “Disputed” is now owned by sales; before, by collections',
      ],
    ],
    [
      (flow) => Object.assign(flow.states?.disputed?.on?.accept?.approval ?? {}, { quorum: 2 }),
      [
        'approvals, behaviour, stronger: In “Disputed”, “Accept” to “Credited” needs the approval of 2 persons; before, of one person',
      ],
    ],
    [
      (flow) => Object.assign(flow.states?.disputed?.on?.accept?.approval ?? {}, { each: 'data.sides' }),
      [
        'approvals, behaviour, stronger: In “Disputed”, “Accept” to “Credited” needs the approval of each role in “data.sides”; before, one was enough',
      ],
    ],
    [
      (flow) => Object.assign(flow.states?.disputed?.on?.accept?.approval ?? {}, { not: [] }),
      [
        'approvals, behaviour, weaker: In “Disputed”, “Accept” to “Credited” may not be approved by who asked, who revised; before, by who asked, who revised, and who did “Create”, “Dispute” and “Pay”',
      ],
    ],
    [
      (flow) => delete flow.states?.disputed?.on?.accept?.approval,
      ['approvals, behaviour, weaker: In “Disputed”, “Accept” to “Credited” no longer needs the approval of finance-lead'],
    ],
    [
      (flow) => Object.assign(flow.states?.created?.on?.send?.[0] ?? {}, { by: 'person' }),
      ['automation, breaking: In “Created”, “Send” to “Sent” is now done by persons alone; before, by automations'],
    ],
    [
      (flow) => flow.ladders?.dunning?.rungs?.pop(),
      [
        'escalation, behaviour: Dunning, “Legal” is gone; it came after 45 days (the case moves to “Legal”, with the approval of head-of-finance)',
      ],
    ],
    [
      (flow) => delete flow.exceptions?.partialPayment,
      ['exceptions, breaking: Gone: exception “Partial payment”, medium, owned by collections'],
    ],
    [
      (flow) => Object.assign(flow.data?.properties ?? {}, { costCentre: { type: 'string', default: 'none' } }),
      ['data, behaviour: The case: “Cost centre” is new, may be missing'],
    ],
    [(flow) => delete flow.states?.sent?.on?.dispute, ['transitions, breaking: In “Sent”, “Dispute” is no longer possible']],
    [
      (flow) => flow.states?.created?.on?.send?.reverse(),
      ['transitions, behaviour: In “Created”, “Send”: its ways are tried in another order'],
    ],
  ];
  for (const [change, said] of rows) assert.deepEqual(saidOf(change), said);
});

test('[L288] a state under another name is found by what it is called and what leads in and out, and that is said to be a guess', () => {
  const text = JSON.stringify(invoice)
    .replaceAll('"disputed"', '"in_dispute"')
    .replace('"deduction accepted","in_dispute"', '"deduction accepted","disputed"');
  const renamed = JSON.parse(text) as FlowDefinition;
  const { changes, renamed: found } = diffFlows(invoice, renamed);
  assert.deepEqual(
    found.map(({ from, to }) => [from, to]),
    [['disputed', 'in_dispute']],
  );
  assert.deepEqual(
    changes.map(({ sentence, guess, before, after, roles }) => ({
      sentence,
      isGuess: guess !== undefined,
      before,
      after,
      roles,
    })),
    [
      {
        sentence: 'State “Disputed” is now called “In dispute”',
        isGuess: true,
        before: '/states/disputed',
        after: '/states/in_dispute',
        roles: ['collections'],
      },
    ],
  );
});

test('[L288] a state in which cases wait is never taken for one that ends them', () => {
  const after = changed((flow) => {
    Object.assign(flow.states ?? {}, { disputed_: { final: 'done' } });
    delete flow.states?.disputed;
  });
  assert.deepEqual(diffFlows(invoice, after).renamed, []);
});

const validator = Compile(FlowDefinition);
const original = JSON.parse(JSON.stringify(invoice)) as Json;

/** Every member and item of a document, by JSON Pointer. */
function pointersOf(value: Json, at = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([name, member]) => pointersOf(member as Json, `${at}/${name}`))];
}

function resolve(document: unknown, at: string): unknown {
  return at
    .split('/')
    .slice(1)
    .reduce((value, name) => (value as Record<string, unknown> | undefined)?.[name], document);
}

function mutated(document: Json, at: string, how: number): Json {
  const copy = structuredClone(document) as Json;
  const cut = at.lastIndexOf('/');
  const owner = resolve(copy, at.slice(0, cut)) as unknown as Record<string, Json>;
  const name = at.slice(cut + 1);
  const value = owner[name] as Json;
  if (how === 0) Array.isArray(owner) ? void owner.splice(Number(name), 1) : delete owner[name];
  else if (how === 1 && typeof value === 'string') owner[name] = `${value}x`;
  else if (how === 1 && typeof value === 'number') owner[name] = value + 1;
  else if (how === 1 && typeof value === 'boolean') owner[name] = !value;
  else if (Array.isArray(owner)) owner.push(structuredClone(value));
  else owner[`${name}Copy`] = structuredClone(value);
  return copy;
}

test('[L289] nothing that differs is passed over, nothing is said of what is the same, and every place is there', () => {
  const pointers = pointersOf(original).filter((at) => at !== '');
  const mutation = fc.tuple(fc.constantFrom(...pointers), fc.nat({ max: 2 }));
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
      const after = mutations.reduce((document, [at, how]) => {
        if (resolve(document, at) === undefined) return document;
        const next = mutated(document, at, how);
        return validator.Check(next) ? next : document;
      }, original);
      const { changes } = diffFlows(invoice, after as unknown as FlowDefinition);
      assert.equal(changes.length === 0, canonical(after) === canonical(original));
      for (const { before, after: now, sentence, kind } of changes) {
        assert.ok(before !== undefined || now !== undefined, sentence);
        if (before !== undefined && kind !== 'added')
          assert.notEqual(resolve(invoice, before), undefined, `${sentence}: ${before}`);
        if (now !== undefined && kind !== 'removed') assert.notEqual(resolve(after, now), undefined, `${sentence}: ${now}`);
      }
    }),
    { numRuns: 400 },
  );
});

test('[L289] the order of keys changes nothing', () => {
  const reversed = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(reversed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, member]) => [name, reversed(member as Json)]),
          )
        : value;
  assert.deepEqual(diffFlows(invoice, reversed(original) as unknown as FlowDefinition).changes, []);
});
