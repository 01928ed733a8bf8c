import assert from 'node:assert/strict';
import { test } from 'node:test';
import { days, defineFlow, hours, mail } from './define-flow.ts';
import { Fields, Integer, Text } from './definition/fields.ts';

/*
 * Checked by the type checker: each `@ts-expect-error` names one slip that must be red in the editor. Where the slip is, only
 * that line may fail; an unused `@ts-expect-error` is itself an error.
 */

const head = {
  name: 'parcel',
  title: 'Parcel',
  owner: 'dispatch',
  key: 'number',
  data: Fields({ number: Text(), weight: Integer() }),
} as const;
const roles = { dispatch: {}, lead: {} } as const;
const dispute = { to: 'gone', reason: true } as const;

export const clean = defineFlow({
  ...head,
  roles,
  computed: { left: 'data.weight - 1' },
  columns: { left: { kind: 'number', title: 'Left' } },
  parameters: { slack: hours(4, { owner: 'lead' }) },
  exceptions: { lost: { owner: 'lead', severity: 'high', within: 'slack' } },
  mails: { late: { subject: 'Late', text: 'Late' } },
  links: { order: { flow: 'order' } },
  events: { weigh: { data: Fields({ grams: Integer() }), set: { weight: 'event.grams' }, lands: 'stay' } },
  start: { register: { to: 'waiting', link: { order: 'data.number' } } },
  states: {
    waiting: {
      owner: 'dispatch',
      within: 'slack',
      on: {
        weigh: {},
        dispute,
        lose: [{ when: 'true', to: 'gone', raise: 'lost' }, 'gone'],
        deliver: { to: 'gone', approval: { roles: ['lead'], not: ['weigh', 'revise'] } },
      },
    },
    gone: { final: 'done' },
  },
  ladders: {
    chase: {
      anchor: 'entered',
      during: ['waiting'],
      rungs: [{ name: 'a', after: 'slack', effects: [mail('late', { to: '"a@b.c"' })] }],
    },
  },
});

// Without `roles`, any role will do.
defineFlow({
  ...head,
  owner: 'anyone',
  start: { register: 'waiting' },
  states: { waiting: { owner: 'someone', on: { go: 'gone' } }, gone: { final: 'done' } },
});

export const slips = [
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: no such field to be the key
      key: 'numbr',
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: no such state
      start: { register: 'wating' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: no such state
      states: { waiting: { on: { go: 'gne' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: no such state, in the second of several
      states: { waiting: { on: { go: ['gone', { to: 'gne' }] } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: a start must lead to a state
      start: { register: { set: { weight: '1' } } },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: no such field
      states: { waiting: { on: { go: { to: 'gone', set: { wieght: '1' } } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      roles,
      start: { register: 'waiting' },
      // @ts-expect-error: no such role
      states: { waiting: { owner: 'dispach', on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      roles,
      // @ts-expect-error: no such role
      owner: 'dispach',
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      roles,
      // @ts-expect-error: no such role
      parameters: { slack: days(2, { owner: 'leed' }) },
      start: { register: 'waiting' },
      states: { waiting: { within: 'slack', on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      parameters: { slack: days(2, { owner: 'lead' }) },
      start: { register: 'waiting' },
      // @ts-expect-error: no such parameter
      states: { waiting: { within: 'slak', on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: no parameter is declared
      states: { waiting: { within: 'slack', on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      exceptions: { lost: { owner: 'lead', severity: 'high' } },
      start: { register: 'waiting' },
      // @ts-expect-error: no such exception
      states: { waiting: { on: { go: { to: 'gone', raise: 'lots' } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      exceptions: { lost: { owner: 'lead', severity: 'high' } },
      start: { register: 'waiting' },
      // @ts-expect-error: no such exception, among several
      states: { waiting: { on: { go: { to: 'gone', resolve: ['lost', 'lots'] } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      mails: { late: { subject: 'Late', text: 'Late' } },
      start: { register: 'waiting' },
      // @ts-expect-error: no such mail
      states: { waiting: { on: { go: { to: 'gone', effects: [mail('lat', { to: '"a@b.c"' })] } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      links: { order: { flow: 'order' } },
      start: { register: 'waiting' },
      // @ts-expect-error: no such link
      states: { waiting: { on: { go: { to: 'gone', link: { ordr: 'data.number' } } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: no such event
      states: { waiting: { on: { go: { to: 'gone', approval: { roles: ['lead'], not: ['og'] } } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: an event that nothing takes
      events: { og: {} },
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: a fact cannot land in a state that is not there
      events: { go: { lands: 'gne' } },
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: an event cannot set a field that is not there
      events: { go: { set: { wieght: '1' } } },
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: excess member of a state
      states: { waiting: { ownr: 'dispatch', on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      // @ts-expect-error: excess member of a transition
      states: { waiting: { on: { go: { to: 'gone', rais: 'x' } } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
      // @ts-expect-error: no such state
      ladders: { chase: { anchor: 'entered', during: ['wating'], rungs: [{ name: 'a', after: days(1) }] } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
      // @ts-expect-error: no such state for a rung to lead to
      ladders: { chase: { anchor: 'entered', during: ['waiting'], rungs: [{ name: 'a', after: days(1), to: 'gne' }] } },
    }),
  () =>
    defineFlow({
      ...head,
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
      // @ts-expect-error: excess member of the flow
      lader: {},
    }),
  () =>
    defineFlow({
      ...head,
      computed: { left: 'data.weight - 1' },
      // @ts-expect-error: no such computed field
      columns: { lft: { kind: 'number' } },
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      computed: { left: 'data.weight - 1' },
      // @ts-expect-error: no such kind
      columns: { left: { kind: 'euro' } },
      start: { register: 'waiting' },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
  () =>
    defineFlow({
      ...head,
      // @ts-expect-error: a birth waits for nobody
      start: { register: { to: 'waiting', approval: { roles: ['lead'] } } },
      states: { waiting: { on: { go: 'gone' } }, gone: { final: 'done' } },
    }),
];

test('[L11] the slips above are type errors, and what is right is not', () => {
  assert.equal(clean.name, 'parcel');
  assert.equal(slips.length, 27);
});
