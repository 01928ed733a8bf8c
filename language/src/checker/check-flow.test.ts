import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import { edited, seededDefects } from '../../test/seeded-defects.ts';
import { definePack } from '../define-pack.ts';
import { exceptionFlow, taskFlow } from '../kernel-flows.ts';
import { findingCatalogue } from './catalogue.ts';
import { checkFlow } from './check-flow.ts';
import { checkPack } from './check-pack.ts';
import type { Finding } from './finding.ts';

const others = [invoice, order];
const codesOf = (findings: readonly Finding[]) => findings.map(({ code }) => code);
const textOf = ({ message, witness, mend }: Finding) => [message, ...witness, mend].join('\n');

test('[L60] of clean flows there is nothing to say', () => {
  assert.deepEqual(checkFlow(invoice, { others }), []);
  assert.deepEqual(checkFlow(order, { others }), []);
  assert.deepEqual(checkFlow(invoice), []);
});

for (const { code, slip, path, says, flow } of seededDefects) {
  test(`[L61] ${code}: ${slip}`, () => {
    const findings = checkFlow(flow, { others });
    const meant = findings.find((found) => found.code === code && found.path === path);
    assert.ok(meant, `not found at ${path}; found: ${JSON.stringify(findings, null, 1)}`);
    assert.ok(textOf(meant).includes(says), `"${says}" is not said in:\n${textOf(meant)}`);
  });
}

test('[L62] each code of the catalogue is shown by a defect', () => {
  const shown = new Set<string>(seededDefects.map(({ code }) => code));
  const ofPacks = ['flow-duplicate', 'metric-duplicate', 'metric-invalid', 'home-invalid', 'watch-invalid', 'watch-duplicate'];
  const ofChanges = Object.keys(findingCatalogue).filter((code) => /^(migration-|parameter-value-|parameter-change-)/.test(code));
  assert.deepEqual(
    Object.keys(findingCatalogue).filter((code) => !shown.has(code) && ![...ofPacks, ...ofChanges].includes(code)),
    [],
  );
});

test('[L63] every finding has the severity of its code, a place in the document, a witness and a mend', () => {
  for (const { flow } of seededDefects) {
    const findings = checkFlow(flow, { others });
    assert.ok(findings.length > 0);
    for (const found of findings) {
      assert.equal(found.severity, findingCatalogue[found.code].severity);
      assert.ok(found.witness.length > 0 && found.witness.every((line) => line !== ''), JSON.stringify(found));
      assert.ok(found.message !== '' && found.mend !== '', JSON.stringify(found));
      assert.ok(standsIn(flow, found.path), `${found.path} is no place of the document`);
    }
  }
});

/** Whether a JSON Pointer names a value of the document. */
function standsIn(document: unknown, path: string): boolean {
  let value = document;
  for (const segment of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = (value as Record<string, unknown>)[segment];
  }
  return true;
}

test('[L64] the witness of a state is the shortest path of events to it', () => {
  const flow = edited(invoice, ['/states/legal/within', undefined]);
  const [found] = checkFlow(flow);
  assert.equal(found?.code, 'wait-without-deadline');
  assert.deepEqual(found?.witness, [
    'create -> created',
    'send -> sent, with data.deliveryReference = "x", data.contact = "a@b.example"',
    'dunning/legal -> legal',
  ]);
});

test('[L64] of a trap and what leads into it only the trap is said', () => {
  const state = { owner: 'billing', within: { days: 1 } };
  const flow = edited(
    invoice,
    ['/states/lobby', { ...state, on: { go: { to: 'stuck' } } }],
    ['/states/stuck', state],
    ['/states/paid/on/close/to', 'lobby'],
  );
  const traps = checkFlow(flow).filter(({ code }) => code === 'no-way-out');
  assert.deepEqual(
    traps.map(({ path }) => path),
    ['/states/stuck'],
  );
});

test('[L65] without roles declared any role will do; with them, those of the pack count too', () => {
  const without = edited(invoice, ['/roles', undefined], ['/states/sent/owner', 'anybody']);
  assert.deepEqual(checkFlow(without), []);
  const owned = edited(invoice, ['/states/sent/owner', 'agency']);
  assert.deepEqual(codesOf(checkFlow(owned)), ['role-unknown']);
  assert.deepEqual(checkFlow(owned, { roles: ['agency'] }), []);
});

test('[L66] messages and links are judged only where it is known which flows there are', () => {
  const flow = edited(order, ['/links/invoice/flow', 'bill'], ['/states/placed/on/ship/open/0/event', 'creat']);
  assert.deepEqual(checkFlow(flow), []);
  assert.deepEqual(codesOf(checkFlow(flow, { others })), ['flow-unknown', 'message-not-accepted']);
});

test('[L67] what is wrong with a mail is said once, however many send it', () => {
  const flow = edited(
    invoice,
    ['/mails/reminder/text', '{{ data.nummer }}'],
    ['/ladders/dunning/rungs/1/effects', [{ kind: 'mail', template: 'reminder', to: '"a@b.example"', delivery: 'at-most-once' }]],
  );
  assert.deepEqual(codesOf(checkFlow(flow)), ['field-unknown']);
});

test('[L68] a transition that a landing fact can take is not shadowed', () => {
  const flow = edited(
    invoice,
    ['/events/pay/lands', [{ when: 'event.amount > 1', to: 'partially_paid' }, { to: 'paid' }]],
    ['/states/sent/on/pay/0/when', undefined],
  );
  assert.deepEqual(codesOf(checkFlow(flow)), []);
});

test('[L69] the kernel flows keep the rules, but that their names are theirs and their owners stand in the data', () => {
  for (const flow of [exceptionFlow, taskFlow])
    assert.deepEqual(codesOf(checkFlow(flow)), ['flow-name-reserved', 'state-unowned']);
});

test('[L70] what is no flow at all is told so, and nothing is thrown', () => {
  for (const nonsense of [null, 1, 'flow', [], {}, { states: null }, { states: { a: { on: { b: [] } } } }]) {
    const findings = checkFlow(nonsense);
    assert.ok(findings.length > 0);
    assert.ok(findings.every(({ code }) => code === 'schema-invalid'));
  }
});

test('[L71] a pack is judged as a whole: its flows beside each other, its metrics against them', () => {
  const metric = {
    id: 'invoices',
    title: 'Invoices',
    owner: 'finance',
    unit: 'count',
    direction: 'none',
    flow: 'invoice',
    formula: { kind: 'cases', at: { event: 'creat' } },
    dimensions: [],
  };
  const pack = definePack({ name: 'p', title: 'P', flows: [invoice, order], metrics: [] });
  assert.deepEqual(checkPack(pack), []);
  const twice = { ...pack, flows: [invoice, invoice], metrics: [metric, metric] } as unknown as typeof pack;
  const found = checkPack(twice).map(({ code, path }) => `${code} ${path}`);
  assert.ok(found.includes('flow-duplicate /flows/1/name'), found.join('\n'));
  assert.ok(found.includes('metric-duplicate /metrics/1/id'), found.join('\n'));
  assert.ok(
    found.some((line) => line.startsWith('metric-invalid /metrics/0')),
    found.join('\n'),
  );
});
