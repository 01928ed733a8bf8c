import { type FlowDefinition, type JsonObject, type MigrationDefinition, proposeMigration } from '@throughline/language';

/*
 * Flows that use what can be torn apart by a fault: a job owns pieces, sends mails of each kind, asks a stock for something and takes its
 * answer, has a ladder whose lengths are parameters, somebody personal, and a second version. A note is there to be removed by retention.
 */

const text = { type: 'string', maxLength: 200 };
const fields = (properties: JsonObject, required: readonly string[] = ['number']): JsonObject => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const count = { type: 'integer', default: 0 };
const to = 'has(data.contact) ? data.contact : ""';
const days = (value: number) => ({ type: 'days', default: value, owner: 'lead', from: 0, to: 30 });
const answer = fields({ case: text, state: text, code: text, message: { type: 'string', maxLength: 2000 } }, []);
const ask = (event: string) => ({ flow: 'stock', event, key: 'data.stock' });

export const job = {
  name: 'job',
  title: 'Job',
  owner: 'desk',
  key: 'number',
  data: fields(
    {
      ...{ number: text, contact: { ...text, personal: true }, stock: text, dueOn: { ...text, kind: 'day' } },
      pieces: { type: 'array', items: text, maxItems: 20, default: [] },
      ...{ paid: count, got: count, missed: count },
    },
    ['number', 'stock', 'pieces', 'paid', 'got', 'missed'],
  ),
  mails: { letter: { subject: 'Job {{ data.number }}', text: 'Please look' } },
  parameters: { first: days(7), second: days(14) },
  exceptions: { lost: { owner: 'desk', severity: 'low', within: { days: 400 } } },
  children: { pieces: { flow: 'piece', ended: 'pieceEnded', end: 'drop' } },
  events: {
    pay: { data: fields({ amount: { type: 'integer' } }, ['amount']), set: { paid: 'data.paid + event.amount' }, lands: 'stay' },
    yes: { data: answer, set: { got: 'data.got + 1' } },
    no: { data: answer, set: { missed: 'data.missed + 1' } },
  },
  start: {
    begin: {
      to: 'open',
      open: [{ child: 'pieces', event: 'cut', each: 'data.pieces', key: 'item', with: { number: 'item' } }],
    },
  },
  states: {
    open: {
      owner: 'desk',
      within: { days: 4000 },
      on: {
        pay: {},
        pieceEnded: {},
        yes: {},
        no: {},
        tell: { effects: [{ kind: 'mail', template: 'letter', to, delivery: 'at-least-once' }] },
        shout: { effects: [{ kind: 'mail', template: 'letter', to, delivery: 'at-most-once' }] },
        reserve: { send: [{ ...ask('take'), reply: { applied: 'yes', refused: 'no' } }] },
        say: { send: [{ ...ask('hear'), onRefused: 'lost' }] },
        ask: { task: { role: 'desk', title: 'Look' } },
        finish: { to: 'finished' },
      },
    },
    finished: { final: 'done' },
  },
  ladders: {
    dunning: {
      anchor: 'data.dueOn',
      during: ['open'],
      catchUp: 'each',
      rungs: [
        { name: 'first', after: 'first', effects: [{ kind: 'mail', template: 'letter', to, delivery: 'at-least-once' }] },
        { name: 'second', after: 'second', task: { role: 'desk', title: 'Call' } },
      ],
    },
  },
} as unknown as FlowDefinition;

/** Open jobs are running ones here. */
export const secondJob = JSON.parse(
  JSON.stringify(job).replaceAll('"to":"open"', '"to":"running"').replaceAll('"during":["open"]', '"during":["running"]'),
  (_key, value) =>
    isRecord(value) && 'open' in value && 'finished' in value ? { running: value['open'], finished: value['finished'] } : value,
) as FlowDefinition;

export const piece = {
  name: 'piece',
  title: 'Piece',
  owner: 'desk',
  key: 'number',
  data: fields({ number: text }),
  start: { cut: { to: 'lying' } },
  states: {
    lying: { owner: 'desk', within: { days: 4000 }, on: { pick: { to: 'picked' }, drop: { to: 'dropped' } } },
    picked: { final: 'done' },
    dropped: { final: 'cancelled' },
  },
} as unknown as FlowDefinition;

export const stock = {
  name: 'stock',
  title: 'Stock',
  owner: 'desk',
  key: 'number',
  data: fields({ number: text, left: { type: 'integer', default: 2 } }, ['number', 'left']),
  start: { lay: { to: 'there' } },
  states: {
    there: {
      owner: 'desk',
      within: { days: 36500 },
      on: { take: { when: 'data.left > 0', set: { left: 'data.left - 1' } }, hear: {}, close: { to: 'gone' } },
    },
    gone: { final: 'done' },
  },
  events: { take: { data: fields({}, []) }, hear: { data: fields({}, []) } },
} as unknown as FlowDefinition;

export const note = {
  name: 'note',
  title: 'Note',
  owner: 'desk',
  key: 'number',
  data: fields({ number: text }),
  start: { write: { to: 'open' } },
  states: { open: { owner: 'desk', within: { days: 4000 }, on: { read: { to: 'over' } } }, over: { final: 'done' } },
} as unknown as FlowDefinition;

export const flows: readonly FlowDefinition[] = [piece, stock, note, job];

export function jobMapping(): MigrationDefinition {
  return proposeMigration(job, secondJob);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
