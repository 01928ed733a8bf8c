import type { FlowDefinition } from '@throughline/language';

/*
 * Two flows that talk: one asks the other for the last of something, and confirms or lets go by the answer; and says things that must arrive
 * in their order.
 */

const fields = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const text = { type: 'string', maxLength: 200 };
const answer = fields({ case: text, state: text, code: text, message: { type: 'string', maxLength: 2000 } });

export const asker = {
  name: 'asker',
  title: 'Asker',
  owner: 'sales',
  key: 'number',
  data: fields({ number: text, got: { type: 'integer', default: 0 }, missed: { type: 'integer', default: 0 } }, [
    'number',
    'got',
    'missed',
  ]),
  exceptions: { unheard: { owner: 'sales', severity: 'low', within: { days: 1 } } },
  events: { reserve: { data: fields({}) }, say: { data: fields({}) }, yes: { data: answer }, no: { data: answer } },
  start: { begin: { to: 'asking' } },
  states: {
    asking: {
      owner: 'sales',
      within: { days: 4000 },
      on: {
        reserve: { send: [{ flow: 'stock', event: 'take', key: '"K1"', reply: { applied: 'yes', refused: 'no' } }] },
        say: { send: [{ flow: 'stock', event: 'hear', key: '"K1"', onRefused: 'unheard' }] },
        yes: { set: { got: 'data.got + 1' } },
        no: { set: { missed: 'data.missed + 1' } },
        stop: { to: 'over' },
      },
    },
    over: { final: 'done' },
  },
} as unknown as FlowDefinition;

export const stock = {
  name: 'stock',
  title: 'Stock',
  owner: 'store',
  key: 'number',
  data: fields({ number: text, left: { type: 'integer', default: 3 } }, ['number', 'left']),
  events: { take: { data: fields({}) }, hear: { data: fields({}) }, fill: { data: fields({}) } },
  start: { stock: { to: 'there' } },
  states: {
    there: {
      owner: 'store',
      within: { days: 4000 },
      on: {
        take: { when: 'data.left > 0', set: { left: 'data.left - 1' } },
        fill: { set: { left: 'data.left + 1' } },
        hear: {},
        close: { to: 'gone' },
      },
    },
    gone: { final: 'done' },
  },
} as unknown as FlowDefinition;
