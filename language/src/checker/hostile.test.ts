import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../../test/invoice-flow.ts';
import { edited } from '../../test/seeded-defects.ts';
import type { Json } from '../json.ts';
import { checkFlow } from './check-flow.ts';

const codesOf = (document: unknown) => checkFlow(document).map(({ code }) => code);
const text = { type: 'string', maxLength: 100 };

test('[L265] documents that are too large end in one finding that says so', () => {
  const many = Array.from({ length: 100_000 }, () => 'x');
  let deep: Json = 'x';
  for (let depth = 0; depth < 100_000; depth++) deep = [deep];
  for (const document of [
    many,
    Object.fromEntries(many.map((_, index) => [`name${index}`, {}])),
    { ...invoice, description: 'x'.repeat(10_000_000) },
    edited(invoice, ['/states/sent/on', Object.fromEntries(many.slice(0, 2001).map((_, index) => [`e${index}`, {}]))]),
    deep,
  ])
    assert.deepEqual(codesOf(document), ['too-large']);
  let nested: Json = 'x';
  for (let depth = 0; depth < 1000; depth++) nested = { nested };
  assert.deepEqual(codesOf({ ...invoice, data: nested }), ['schema-invalid']);
});

test('[L265] names that every object has are no names, wherever they stand, and mean nothing where they are used', () => {
  for (const name of ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__defineGetter__']) {
    for (const path of [
      'states',
      'events',
      'exceptions',
      'parameters',
      'mails',
      'links',
      'children',
      'ladders',
      'start',
      'calendars',
    ])
      assert.ok(codesOf(edited(invoice, [`/${path}/${name}`, {}])).includes('name-malformed'), `${path}/${name}`);
    assert.ok(codesOf(edited(invoice, [`/data/properties/${name}`, text])).includes('field-name-unreadable'), name);
    const uses: readonly (readonly [string, string])[] = [
      ['/states/paid/on/close/to', 'state-unknown'],
      ['/states/paid/on/close/resolve', 'exception-unknown'],
      ['/states/paid/within', 'parameter-unknown'],
      ['/ladders/dunning/rungs/0/effects/0/template', 'mail-unknown'],
      ['/states/disputed/on/accept/approval/not/0', 'event-unknown'],
      ['/ladders/dunning/during/0', 'state-unknown'],
    ];
    for (const [path, code] of uses)
      assert.ok((codesOf(edited(invoice, [path, name])) as string[]).includes(code), `${path} ${name}`);
    for (const source of [`data.${name} == "x"`, `has(data.${name})`, `data["${name}"] == "x"`])
      assert.ok(checkFlow(edited(invoice, ['/states/sent/on/pay/0/when', source])).length > 0, source);
  }
});

test('[L70] a field whose schema is none is told so, the key too', () => {
  for (const value of [null, 4, 'text', [], true])
    for (const field of ['number', 'amount', 'contact']) {
      const codes = checkFlow(edited(invoice, [`/data/properties/${field}`, value])).map(({ code }) => code);
      assert.ok(codes.includes('data-schema-broken'), `${field}: ${JSON.stringify(value)}: ${codes.join(', ')}`);
    }
});

test('[L70] whatever JSON stands at whatever place, there are findings or none, and nothing is thrown', () => {
  const places = pathsOf(invoice as unknown as Json);
  const names = [
    'constructor',
    'entered',
    'data.contact',
    'true',
    '[',
    'x'.repeat(3000),
    '((((((((((1',
    'data.amount / 0',
    'stay',
  ];
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.nat(places.length - 1), fc.oneof(fc.constantFrom(...names, 0, -1, true), fc.jsonValue({ maxDepth: 3 }))),
        { minLength: 1, maxLength: 3 },
      ),
      (edits) => {
        const document = structuredClone(invoice) as unknown as Json;
        for (const [at, value] of edits) put(document, places[at] as readonly string[], value as Json);
        for (const found of checkFlow(document)) assert.ok(found.witness.length > 0 && found.mend !== '');
      },
    ),
    { numRuns: 300 },
  );
});

function pathsOf(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, member]) => pathsOf(member as Json, [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function put(document: Json, path: readonly string[], value: Json): void {
  let target = document as Record<string, unknown>;
  for (const segment of path.slice(0, -1)) {
    const next = target[segment];
    if (typeof next !== 'object' || next === null) return;
    target = next as Record<string, unknown>;
  }
  target[path.at(-1) ?? ''] = value;
}

/** Forty states in a row, each with guarded ways on and back, a ladder over all of them and mails. */
function longFlow(states: number): Json {
  const name = (index: number) => `step${index}`;
  const fields = {
    number: text,
    amount: { type: 'integer', minimum: 0, maximum: 1_000_000 },
    paid: { type: 'integer', default: 0 },
    note: text,
  };
  return {
    name: 'long',
    title: 'Long',
    owner: 'clerk',
    key: 'number',
    data: { type: 'object', properties: fields, required: ['number', 'amount', 'paid'], additionalProperties: false },
    computed: { open: 'data.amount - data.paid' },
    events: {
      go: {
        data: {
          type: 'object',
          properties: { amount: { type: 'integer', minimum: 1 } },
          required: ['amount'],
          additionalProperties: false,
        },
        set: { paid: 'data.paid + event.amount' },
      },
    },
    mails: { told: { subject: '{{ data.number }}', text: '{{ computed.open }} are open.' } },
    start: { begin: { to: name(0) } },
    states: {
      ...Object.fromEntries(
        Array.from({ length: states }, (_, index) => [
          name(index),
          {
            owner: 'clerk',
            within: { days: 3 },
            on: {
              go: [
                {
                  when: `event.amount > computed.open + ${index}`,
                  to: name(index + 1),
                  effects: [
                    {
                      kind: 'mail',
                      template: 'told',
                      to: 'has(data.note) ? data.note : "a@b.example"',
                      delivery: 'at-most-once',
                    },
                  ],
                },
                { when: 'event.amount < 5 && has(data.note)', to: name(Math.max(0, index - 1)) },
                {},
              ],
              [`skip${index}`]: { when: `data.amount > ${index * 10}`, to: name(index + 1), by: 'person', reason: true },
            },
          },
        ]),
      ),
      [name(states)]: { final: 'done' },
    },
    ladders: {
      chase: {
        anchor: 'entered',
        during: Array.from({ length: states }, (_, index) => name(index)),
        rungs: [{ name: 'ask', after: { days: 7 }, task: { role: 'clerk', title: 'Ask' } }],
      },
    },
  } as unknown as Json;
}

test('[L266] a flow of forty states is judged by so many questions that a second is not needed', () => {
  const found = checkFlow(longFlow(40));
  assert.deepEqual([...new Set(found.map(({ code }) => code))], ['guards-overlap']);
});
