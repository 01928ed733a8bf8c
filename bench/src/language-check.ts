import { checkFlow, Day, publishedFlowSchema } from '@throughline/language';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { type Benchmark, compare, time } from './measure.ts';

const checksARound = 5;

/**
 * A flow of so many states in a row, each with what flows have: an owner, a target time, guards that exclude each other, a step back,
 * and every so often an approval, an exception, a task, a ladder. `salt` stands in its guards, so that no two are the same text.
 */
export function longFlow(states: number, salt: number): object {
  const name = (index: number) => (index < states ? `step_${index + 1}` : 'done');
  return {
    name: 'long',
    title: 'Long',
    owner: 'lead',
    key: 'number',
    roles: { lead: {}, clerk: {}, checker: {} },
    data: dataSchema(states),
    computed: { open: 'data.amount - data.paid' },
    parameters: { patience: { type: 'days', default: 5, owner: 'lead', from: 1, to: 30 } },
    exceptions: { unclear: { owner: 'clerk', severity: 'medium', within: { days: 2 }, resolutions: ['explained'] } },
    events: {
      go: {
        data: {
          type: 'object',
          properties: { amount: { type: 'integer', minimum: 0 } },
          required: ['amount'],
          additionalProperties: false,
        },
      },
      note: { title: 'Note' },
    },
    start: { begin: { to: name(0) } },
    states: {
      ...Object.fromEntries(Array.from({ length: states }, (_, index) => [name(index), stateOf(index, name, salt)])),
      done: { final: 'done' },
      given_up: { final: 'failed' },
    },
    ladders: {
      chase: {
        anchor: 'data.due_on',
        during: [name(2), name(3)],
        stopWhen: 'computed.open <= 0',
        rungs: [
          { name: 'remind', after: 'patience', task: { role: 'clerk', title: 'Remind' } },
          { name: 'give_up', after: { days: 60 }, to: 'given_up' },
        ],
      },
    },
  };
}

function dataSchema(states: number): object {
  const fields = Array.from({ length: states / 4 }, (_, index) => [`field_${index + 1}`, { type: 'string', minLength: 1 }]);
  return {
    type: 'object',
    properties: {
      number: { type: 'string', minLength: 1 },
      amount: { type: 'integer', minimum: 0, maximum: 1_000_000_000 },
      paid: { type: 'integer', minimum: 0, maximum: 1_000_000_000, default: 0 },
      due_on: Day(),
      ...Object.fromEntries(fields),
    },
    required: ['number', 'amount', 'paid', 'due_on'],
    additionalProperties: false,
  };
}

function stateOf(index: number, name: (index: number) => string, salt: number): object {
  const next = name(index + 1);
  const limit = 1000 + index + salt;
  const field = `data.field_${1 + (index >> 2)}`;
  const guarded = [
    { when: `event.amount > ${limit} && computed.open > 0`, to: next },
    { when: `!(event.amount > ${limit} && computed.open > 0) && has(${field}) && size(${field}) > 3`, to: next },
    { when: `!(event.amount > ${limit} && computed.open > 0) && !(has(${field}) && size(${field}) > 3)`, to: name(index + 2) },
  ];
  return {
    owner: index % 2 === 0 ? 'clerk' : 'checker',
    within: { days: 3 },
    on: {
      go: index % 5 === 4 ? { to: next, approval: { roles: ['checker', 'lead'] } } : index + 2 < 40 ? guarded : { to: next },
      ...(index > 0 && index % 3 === 0 ? { back: { to: name(index - 1), by: 'person', reason: true } } : {}),
      ...(index % 7 === 3 ? { doubt: { raise: 'unclear' }, settle: { resolve: 'unclear' } } : {}),
      note: { task: { role: 'clerk', title: 'Read the note' } },
    },
  };
}

/** The whole judgement of a flow of 40 states, from its text. Beside it, what a validator says: the text parsed and held against the published schema. */
export const languageCheck: Benchmark = {
  name: 'language.check',
  run: async () => {
    const validate = new Ajv2020({ strict: false, allErrors: true }).compile(publishedFlowSchema());
    let salt = 0;
    const checkMs: number[] = [];
    let codes = new Set<string>();
    const options = { unit: 'checks/s', peer: 'JSON.parse and the published schema by Ajv, compiled before', rounds: 8 };
    const measured = await compare('language.check', options, async () => {
      const texts = Array.from({ length: checksARound }, (_, index) => JSON.stringify(longFlow(40, salt + index)));
      salt += checksARound;
      const ours = await time(async () => {
        for (const text of texts) codes = new Set(checkFlow(JSON.parse(text)).map(({ code }) => code));
        return texts.length;
      });
      checkMs.push(ours.milliseconds / ours.count);
      const peer = await time(async () => {
        for (let round = 0; round < 100; round += 1)
          for (const text of texts) if (!validate(JSON.parse(text))) throw new Error(JSON.stringify(validate.errors));
        return texts.length * 100;
      });
      return { ours, peer };
    });
    return {
      ...measured,
      note: `${Math.min(...checkMs).toFixed(0)} ms a check in the best round; found: ${[...codes].join(', ') || 'nothing'}`,
    };
  },
};
