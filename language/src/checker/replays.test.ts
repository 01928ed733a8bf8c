import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { edited, seededDefects } from '../../test/seeded-defects.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { readingsOf } from '../decide/readings.ts';
import type { Decision } from '../decision.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Expression, Readings } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import { type Replayed, replay } from '../replay.ts';
import type { FindingCode } from './catalogue.ts';
import { checkFlow } from './check-flow.ts';
import type { Finding } from './finding.ts';

interface Run {
  readonly flow: CompiledFlow;
  readonly found: Finding;
  readonly steps: readonly Replayed[];
}

const last = ({ steps }: Run) => steps.at(-1) as Replayed;
const stateOf = ({ found }: Run) => /^\/states\/([^/]+)/.exec(found.path)?.[1];
const isThere = (run: Run) => last(run).record?.state === stateOf(run);

function fails(decision: Decision): boolean {
  if (decision.kind === 'refused') return decision.code === 'expression-failed';
  if (decision.kind === 'ignored') return false;
  return decision.event.deviation?.code === 'expression-failed' || (decision.event.outcome.failures ?? []).length > 0;
}

/** What guards see when the last step is decided. */
function seen({ flow, steps }: Run): Readings {
  const { input } = (steps.at(-1) as Replayed).step;
  assert.ok(input.kind !== 'deadline');
  const isBirth = steps.length === 1;
  const data = isBirth ? input.data : steps.at(-2)?.record?.data;
  return readingsOf(flow, data ?? {}, { now: 0 }, input.data);
}

function guardsAt({ flow, found }: Run): readonly (Expression | undefined)[] {
  const [, part, name = '', , event = ''] = found.path.split('/');
  if (part === 'events') return (flow.events.get(name)?.lands ?? []).map(({ when }) => when);
  const list = part === 'start' ? flow.start.get(name) : flow.states.get(name)?.on.get(event);
  return (list ?? []).map(({ when }) => when);
}

const holding = (run: Run) => guardsAt(run).filter((when) => when?.evaluate(seen(run)) === true);

/** What must be seen at the end of the history that a finding gives. */
const shows: Partial<Record<FindingCode, (run: Run) => boolean>> = {
  'state-unowned': isThere,
  'no-way-out': isThere,
  'wait-without-deadline': (run) => {
    const { decision } = last(run);
    return isThere(run) && 'dueAt' in decision && decision.dueAt === null;
  },
  'guards-overlap': (run) => holding(run).length > 1 && last(run).decision.kind === 'applied',
  'guards-incomplete': (run) => {
    const { decision } = last(run);
    const isFact = run.found.path.startsWith('/events');
    return holding(run).length === 0 && (isFact || (decision.kind === 'refused' && decision.code === 'guard-failed'));
  },
  'approver-can-be-author': (run) => {
    const { decision, step } = last(run);
    if (decision.kind !== 'applied' || step.input.kind !== 'command' || step.input.type !== 'approve') return false;
    const { principal } = step.input.actor;
    const own = run.steps
      .slice(0, -1)
      .filter(({ decision: each }) => each.kind === 'applied' && each.event.principal === principal);
    return own.some(({ decision: each }) => each.kind === 'applied' && each.event.patch.data !== undefined);
  },
  'approval-out-of-limits': (run) => {
    const { decision } = last(run);
    return decision.kind === 'refused' && decision.code === 'approval-limit';
  },
  'field-can-be-missing': (run) => fails(last(run).decision),
  'expression-can-fail': (run) => fails(last(run).decision),
};

const others = [invoice, order];
const shown = new Map<FindingCode, number>();

for (const { code, slip, flow } of seededDefects) {
  const found = checkFlow(flow, { others }).filter((each) => each.replay !== undefined);
  if (found.length === 0) continue;
  test(`[L261] ${code}: ${slip}: what is said can be run`, () => {
    const compiled = compileFlow(flow as unknown as FlowDefinition);
    for (const each of found) {
      assert.ok(each.replay);
      const run: Run = { flow: compiled, found: each, steps: replay(compiled, each.replay) };
      const predicate = shows[each.code];
      assert.ok(predicate, `nothing says what a history of ${each.code} shows`);
      const told = run.steps.map(
        ({ step, decision }) => `${JSON.stringify(step.input)} ${decision.kind === 'refused' ? decision.message : decision.kind}`,
      );
      assert.ok(predicate(run), `${each.path} ${each.message}\n${told.join('\n')}`);
      shown.set(each.code, (shown.get(each.code) ?? 0) + 1);
    }
  });
}

test('[L261] each finding that a history can show has shown one', () => {
  assert.deepEqual([...shown.keys()].sort(), Object.keys(shows).sort());
});

const pay = '/states/sent/on/pay/0';
const codes: ReadonlySet<FindingCode> = new Set(['field-can-be-missing', 'expression-can-fail']);
const failing = (...edits: readonly (readonly [string, Json | undefined])[]) =>
  checkFlow(edited(invoice, ...edits), { others }).filter(({ code }) => codes.has(code));

test('[L263] what is asked for first, defaulted, required or kept out by the guard cannot fail, and is not accused', () => {
  const mail = (to: string) => [{ kind: 'mail', template: 'reminder', to, delivery: 'at-most-once' }];
  for (const edits of [
    [[`${pay}/when`, 'has(data.deliveryReference) && data.deliveryReference != ""']],
    [[`${pay}/when`, 'has(data.deliveryReference) ? data.deliveryReference != "" : event.amount > 5']],
    [[`${pay}/when`, '!has(data.contact) || data.contact != "a@b.example"']],
    [[`${pay}/when`, 'data.paid != 0 && event.amount / data.paid > 2']],
    [[`${pay}/set/paid`, 'data.paid / (data.amount > 0 ? data.amount : 1)']],
    // The one before takes what has no contact.
    [['/states/sent/on/pay', [{ when: '!has(data.contact)', to: 'paid' }, { when: 'data.contact != ""', to: 'paid' }, {}]]],
    // It is set by the event before the mail is written.
    [
      ['/events/pay/set', { contact: '"a@b.example"' }],
      [`${pay}/effects`, mail('data.contact')],
    ],
    // A computed field that asks first.
    [
      ['/computed/greeting', 'has(data.contact) ? data.contact : "you"'],
      [`${pay}/effects`, mail('computed.greeting')],
    ],
    // Anchors and ends of ladders may fail: then the ladder waits.
    [
      ['/ladders/dunning/anchor', 'addDays(data.deliveryReference, 3)'],
      ['/ladders/dunning/stopWhen', 'data.contact == ""'],
    ],
  ] as const satisfies readonly (readonly (readonly [string, Json])[])[])
    assert.deepEqual(failing(...(edits as readonly (readonly [string, Json])[])), [], JSON.stringify(edits));
});

test('[L263] a guard does not protect from facts that land, nor what the transition itself takes away', () => {
  const landing = failing(
    ['/events/pay/lands', 'paid'],
    ['/states/sent/on/pay', { when: 'has(data.contact)', to: 'paid', set: { customer: 'data.contact' } } as unknown as Json],
  );
  assert.deepEqual(
    landing.map(({ code, path }) => [code, path]),
    [['field-can-be-missing', '/states/sent/on/pay/set/customer']],
  );
});

test('[L262] a list of one transition is never incomplete, and one of two that together say everything is not either', () => {
  const found = (when: readonly [string, string]) =>
    checkFlow(edited(invoice, [`${pay}/when`, when[0]], ['/states/sent/on/pay/1/when', when[1]])).map(({ code }) => code);
  assert.deepEqual(found(['event.amount >= computed.open', 'event.amount < computed.open']), []);
  assert.deepEqual(found(['has(data.contact)', '!has(data.contact)']), []);
  assert.deepEqual(found(['data.currency == "EUR"', 'data.currency != "EUR"']), []);
  assert.deepEqual(found(['data.currency == "EUR"', 'data.currency == "USD"']), ['guards-incomplete']);
  assert.deepEqual(found(['event.amount > 5', 'event.amount > 7']), [
    'transition-shadowed',
    'guards-overlap',
    'guards-incomplete',
  ]);
});

test('[L264] a new round, or a list of events that names all who wrote, keeps author and approver apart', () => {
  const accept = '/states/disputed/on/accept/approval/not';
  const codesOf = (...edits: readonly (readonly [string, Json | undefined])[]) =>
    checkFlow(edited(invoice, ...edits)).map(({ code }) => code);
  assert.deepEqual(codesOf([accept, undefined]), []);
  assert.deepEqual(codesOf([accept, ['create', 'pay']]), []);
  assert.deepEqual(codesOf([accept, []]), ['approver-can-be-author']);
  const rounds = ['sent', 'partially_paid'].map((state): readonly [string, Json] => [
    `/states/${state}/on/dispute/newRound`,
    true,
  ]);
  assert.deepEqual(codesOf([accept, []], ...rounds), [], 'whoever began the case or paid did so in an earlier round');
});
