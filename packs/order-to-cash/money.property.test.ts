import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, CaseRecord, JsonObject } from '@throughline/language';
import fc from 'fast-check';
import { deliver, newStory, type Story } from '../../language/test/story.ts';
import { orderToCash } from './pack.ts';

/*
 * Whatever is paid, split, taken back, kept back, credited and written off, in whatever order: each invoice has what the cases that book
 * on it say, to the cent and in its own currency, and no cent of a payment is in two places.
 */

const start = Date.UTC(2026, 3, 7, 9);
const roles = Object.keys(orderToCash.roles);
const person = (id: string): Actor => ({ id, kind: 'person', principal: id, roles });
const [ann, bob] = [person('ann'), person('bob')];

const invoices = [
  { number: 'I-1', currency: 'EUR', amount: 10_000 },
  { number: 'I-2', currency: 'EUR', amount: 333 },
  { number: 'I-3', currency: 'JPY', amount: 7_777 },
] as const;
const reasons = ['taxDeduction', 'pricing', 'unexplained'] as const;

/** One thing that somebody does; numbers choose among what there is. */
const move = fc.record({
  act: fc.constantFrom(
    ...['receive', 'receive', 'allocate', 'allocate', 'split', 'reverse', 'unallocate', 'returnRest', 'pay', 'payBack'],
    ...['explain', 'accept', 'creditShortfall', 'creditNote', 'issue', 'writeOffRest', 'writeOff', 'dispute', 'uphold', 'reject'],
  ),
  which: fc.nat(50),
  invoice: fc.constantFrom(...invoices),
  cents: fc.integer({ min: 1, max: 12_000 }),
});
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never;

function casesOf(story: Story, flow: string, ...states: readonly string[]): readonly CaseRecord[] {
  return [...story.cases.values()].filter((one) => one.flow === flow && (states.length === 0 || states.includes(one.state)));
}

function ask(
  story: Story,
  target: { readonly flow: string; readonly key: string; readonly id?: string },
  type: string,
  data: object = {},
  actor = ann,
): void {
  const { flow, key, id = `${flow}/${key}` } = target;
  const known = story.cases.get(id);
  story.now += 60_000;
  deliver(
    story,
    story.give(id, known ?? { flow, key }, { kind: 'command', type, data: data as JsonObject, actor, reason: 'because' }),
  );
}

/** Asks, and lets somebody else approve. */
function agreed(story: Story, target: CaseRecord, type: string): void {
  ask(story, target, type);
  if (story.cases.get(target.id)?.clocks.pending?.[type] !== undefined) ask(story, target, 'approve', { of: type }, bob);
}

function perform(story: Story, { act, which, invoice, cents }: Move): void {
  const pick = (list: readonly CaseRecord[]): CaseRecord | undefined => list[which % Math.max(1, list.length)];
  const payment = pick(casesOf(story, 'payment'));
  const target = { flow: 'invoice', key: invoice.number };
  const name = { invoice: invoice.number };
  switch (act) {
    case 'receive': {
      const number = `P-${casesOf(story, 'payment').length + 1}`;
      const data = { number, currency: invoice.currency, amount: cents, receivedOn: '2026-04-08' };
      ask(story, { flow: 'payment', key: number }, 'receive', data);
      return ask(story, { flow: 'payment', key: number }, 'match', { ...name, expected: which * 100 });
    }
    case 'allocate':
      return payment && ask(story, payment, act, { ...name, amount: cents, deductions: { pricing: which + 1 } });
    case 'split': {
      const free = Number(payment?.data.amount ?? 0);
      const first = Math.min(cents, free - 1);
      const allocations = [
        { ...name, amount: first },
        { invoice: which % 2 ? 'I-1' : 'I-3', amount: free - first },
      ];
      return payment && ask(story, payment, act, { allocations });
    }
    case 'reverse':
    case 'returnRest':
      return payment && ask(story, payment, act);
    case 'unallocate':
      return payment && ask(story, payment, act, name);
    case 'pay':
      return ask(story, target, 'pay', { amount: cents });
    case 'payBack':
      return ask(story, target, 'reverse', { amount: cents });
    case 'explain':
      return ask(story, target, act, { amount: cents, reason: reasons[which % 3] });
    case 'creditNote': {
      const number = `CN-${casesOf(story, 'credit-note').length + 1}`;
      const { currency } = invoice;
      const data = { number, invoice: invoice.number, customer: 'C', currency, amount: cents, reason: 'pricing' };
      return ask(story, { flow: 'credit-note', key: number }, 'draft', data, person('cas'));
    }
    default:
      return onward(story, act, pick, target);
  }
}

function onward(
  story: Story,
  act: string,
  pick: (list: readonly CaseRecord[]) => CaseRecord | undefined,
  target: { readonly flow: string; readonly key: string },
): void {
  const shortfall = pick(casesOf(story, 'shortfall', 'with_finance', 'with_sales', 'with_collections'));
  const note = pick(casesOf(story, 'credit-note', 'draft'));
  const dispute = pick(casesOf(story, 'dispute', 'opened', 'upheld'));
  const invoice = story.cases.get(`invoice/${target.key}`);
  if (act === 'accept' && shortfall) agreed(story, shortfall, 'accept');
  if (act === 'creditShortfall' && shortfall) ask(story, shortfall, 'credit');
  if (act === 'issue' && note) agreed(story, note, 'issue');
  if (act === 'writeOffRest') ask(story, target, act);
  if (act === 'writeOff' && invoice && pick([invoice])?.seq !== undefined && Number(invoice.data.paid) > 300)
    agreed(story, invoice, 'writeOff');
  if (act === 'dispute') ask(story, target, act);
  if (act === 'uphold' && dispute) ask(story, dispute, dispute.state === 'upheld' ? 'credit' : 'uphold');
  if (act === 'reject') ask(story, target, act);
}

const sum = (cases: readonly CaseRecord[]) => cases.reduce((total, { data }) => total + Number(data.amount), 0);
const number = (record: CaseRecord, field: string) => Number(record.data[field] ?? 0);

/** What each invoice and payment says is what the cases that book on it add up to. */
function requireBalance(story: Story, paidBeside: ReadonlyMap<string, number>): void {
  for (const invoice of casesOf(story, 'invoice')) {
    const of = (flow: string, ...states: string[]) =>
      casesOf(story, flow, ...states).filter(({ data }) => data.invoice === invoice.key);
    const taken = of('allocation', 'confirmed');
    assert.ok([...taken, ...of('credit-note', 'issued')].every(({ data }) => data.currency === invoice.data.currency));
    const paid = sum(taken) - sum(of('allocation', 'returned')) + (paidBeside.get(invoice.key) ?? 0);
    assert.deepEqual(
      [number(invoice, 'paid'), number(invoice, 'deducted'), number(invoice, 'credited')],
      [paid, sum(of('shortfall', 'accepted')), sum(of('credit-note', 'issued'))],
    );
    const open =
      number(invoice, 'amount') -
      paid -
      number(invoice, 'deducted') -
      number(invoice, 'credited') -
      number(invoice, 'writtenOff');
    assert.ok(open >= 0 || (paidBeside.get(invoice.key) ?? 0) > 0, 'only what a bank says has happened is more than is open');
    if (['paid', 'credited', 'written_off'].includes(invoice.state)) assert.ok(open <= 0);
    if (['sent', 'partially_paid', 'disputed'].includes(invoice.state)) assert.ok(open > 0);
  }
  for (const payment of casesOf(story, 'payment')) {
    const own = casesOf(story, 'allocation').filter(({ parent }) => parent === payment.id);
    const inState = (state: string) => sum(own.filter((one) => one.state === state));
    const [allocated, reserved, returned] = ['allocated', 'reserved', 'returned'].map((field) => number(payment, field)) as [
      number,
      number,
      number,
    ];
    assert.ok(number(payment, 'amount') - allocated - reserved - returned >= 0, 'nothing is spent twice');
    assert.equal(reserved, 0, 'all were answered');
    assert.equal(allocated, payment.state === 'reversed' ? 0 : inState('confirmed') - inState('returned'));
  }
}

test('[P40] allocations, deductions, credit notes, write-offs and reversals sum to the cent, in each currency', () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(fc.array(move, { minLength: 10, maxLength: 40 }), (moves) => {
      const story = newStory(orderToCash.flows);
      story.now = start;
      for (const { number: key, currency, amount } of invoices) {
        const data = {
          number: key,
          customer: 'C',
          currency,
          amount,
          dueOn: '2026-05-01',
          deliveryReference: 'D',
          contact: 'a@b.test',
        };
        ask(story, { flow: 'invoice', key }, 'create', data);
        ask(story, { flow: 'invoice', key }, 'send', {});
      }
      const beside = new Map<string, number>();
      for (const one of moves) {
        const before = new Map(casesOf(story, 'invoice').map((each) => [each.key, number(each, 'paid')]));
        perform(story, one);
        if (one.act === 'pay' || one.act === 'payBack') {
          const { number: key } = one.invoice;
          const paid = Number(story.cases.get(`invoice/${key}`)?.data.paid);
          beside.set(key, (beside.get(key) ?? 0) + paid - (before.get(key) ?? 0));
        }
        requireBalance(story, beside);
      }
      for (const record of story.cases.values()) met.add(`${record.flow} ${record.state}`);
      story.requireFolds();
    }),
    { numRuns: 150 },
  );
  for (const state of [
    ...['invoice paid', 'invoice partially_paid', 'payment reversed', 'allocation confirmed', 'allocation refused'],
    ...['allocation returned', 'shortfall accepted', 'credit-note issued'],
  ])
    assert.ok(met.has(state), `${state} was come to`);
});
