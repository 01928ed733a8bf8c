import fc from 'fast-check';
import type { FlowDefinition } from '../src/definition/flow.ts';

/* Flows for pictures: their form is right, their text is anything. */

const hostile = [
  'end',
  'note right of x : y',
  '%% comment',
  '"quoted"',
  'a --> b',
  'a: b; c',
  '#quot; &amp; <b>',
  ']]> <!-- x -->',
  '<script>alert(1)</script>',
  '{}[*]<<fork>>:::cls',
  'direction LR',
  '日本語のとても長い題名をここに書くとどうなるか',
  '👩‍🚀 naïve Ünïcode',
  '\u0000\u0007\u001b[31m',
  '\ud800 half',
  'a\nb\r\n\tc',
  '   ',
  '| cell ` tick \\ # heading',
  'Donaudampfschifffahrtsgesellschaftskapitänspatentsverlängerungsantrag',
];
const title = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).map((text) => text.slice(0, 80)),
);
const names = fc.uniqueArray(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_ -]{0,12}$/), { minLength: 2, maxLength: 9 });
const ends = ['done', 'failed', 'cancelled'] as const;

/** Flows of two to nine states with any transitions, ladders and texts. */
export const anyFlow: fc.Arbitrary<FlowDefinition> = names.chain((states) => {
  const state = fc.constantFrom(...states, 'not declared');
  const transition = fc.record(
    {
      to: state,
      when: title.filter((text) => text.length > 0),
      by: fc.constantFrom('person', 'automation', 'either'),
      reason: fc.boolean(),
      raise: fc.constantFrom('late', 'lost'),
      approval: fc.record({ roles: fc.array(title, { minLength: 1, maxLength: 3 }), quorum: fc.integer({ min: 1, max: 3 }) }),
      task: fc.record({ role: title, title }),
      effects: fc.constant([{ kind: 'mail', template: 'x', to: 'data.to' }]),
    },
    { requiredKeys: [] },
  );
  const on = fc.dictionary(
    fc.stringMatching(/^[A-Za-z][A-Za-z0-9_ -]{0,8}$/),
    fc.oneof(transition, fc.array(transition, { minLength: 1, maxLength: 3 })),
    { maxKeys: 4 },
  );
  const rung = fc.record(
    {
      name: title,
      after: fc.oneof(fc.constant('patience'), fc.record({ days: fc.nat(60) }), fc.record({ businessHours: fc.nat(60) })),
      to: state,
      raise: fc.constant('late'),
      task: fc.record({ role: title, title }),
    },
    { requiredKeys: ['name', 'after'] },
  );
  const ladder = fc.record(
    {
      title,
      anchor: fc.constantFrom('entered', 'data.dueOn'),
      during: fc.array(state, { minLength: 1, maxLength: 3 }),
      pauseWhile: fc.array(state, { maxLength: 2 }),
      rungs: fc.array(rung, { minLength: 1, maxLength: 4 }),
    },
    { requiredKeys: ['anchor', 'during', 'rungs'] },
  );
  const one = fc.record(
    { title, owner: title, within: fc.constant({ hours: 8 }), final: fc.constantFrom(...ends), on },
    { requiredKeys: [] },
  );
  return fc
    .record({
      title,
      owner: title,
      states: fc.tuple(...states.map(() => one)),
      start: on,
      ladders: fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6}$/), ladder, { maxKeys: 2 }),
      description: title,
    })
    .map((parts) => flowOf(states, parts));
});

function flowOf(
  states: readonly string[],
  parts: { readonly states: readonly object[]; readonly [member: string]: unknown },
): FlowDefinition {
  return {
    name: 'generated',
    key: 'id',
    data: { type: 'object', properties: { id: { type: 'string' }, dueOn: { type: 'string', kind: 'day' } }, required: ['id'] },
    parameters: { patience: { type: 'days', default: 3, owner: 'x', from: 1, to: 9 } },
    exceptions: {
      late: { owner: 'x', severity: 'low', runbook: 'Look.\n\n# Then <b>call</b>' },
      lost: { owner: 'x', severity: 'high', title: 'Lost | gone' },
    },
    ...parts,
    states: Object.fromEntries(states.map((name, index) => [name, parts.states[index]])),
  } as unknown as FlowDefinition;
}

/** A flow of so many states, each of which leads to those after it. */
export function longFlow(states: number, { ahead = 2 }: { readonly ahead?: number } = {}): FlowDefinition {
  const title = 'A state whose title is as long as a title may well be';
  const entries = Array.from({ length: states }, (_, index) => {
    if (index === states - 1) return [`s${index}`, { title, final: 'done' }] as const;
    const on = Object.fromEntries(
      Array.from({ length: ahead }, (_event, step) => [
        `go${step}`,
        { to: `s${Math.min(index + 1 + step * 3, states - 1)}`, when: `data.amount > ${index} && has(data.note)` },
      ]),
    );
    return [`s${index}`, { title: `${title} ${index}`, owner: 'desk', within: { hours: 24 }, on }] as const;
  });
  return {
    name: 'long',
    title: 'A long flow',
    owner: 'desk',
    key: 'id',
    data: { type: 'object', properties: { id: { type: 'string' } } },
    start: { begin: { to: 's0' } },
    states: Object.fromEntries(entries),
  } as unknown as FlowDefinition;
}
