import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Value } from 'typebox/value';
import { type HostileFlow, hostileFlows } from '../test/hostile-flows.ts';
import { invoice } from '../test/invoice-flow.ts';
import { order } from '../test/order-flow.ts';
import {
  type Actor,
  type CaseRecord,
  caseActions,
  checkFlow,
  checkPack,
  compileFlow,
  deadlines,
  decide,
  diffFlows,
  type FlowDefinition,
  FlowSchema,
  isJsonObject,
  type Json,
  type JsonObject,
  listedFields,
  nextDueAt,
  type Pack,
} from './index.ts';
import { flowBpmn, flowMermaid, flowPage, flowSvg, PictureError } from './pictures/index.ts';

const now = Date.UTC(2026, 0, 5);
const actor: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['clerk'] };

for (const { what, code, flow, inputs = [] } of hostileFlows) {
  test(`[L332] ${what}: a finding or a clear answer, soon`, { timeout: 120_000 }, async () => {
    const errors = checkFlow(flow).filter(({ severity }) => severity === 'error');
    if (code === undefined) {
      assert.deepEqual(errors, []);
      live(flow as unknown as FlowDefinition, inputs);
    } else {
      assert.equal(errors[0]?.code, code, JSON.stringify(errors).slice(0, 500));
      for (const { message, witness, mend } of errors) assert.ok(`${message}${witness}${mend}`.length < 2000);
    }
    if (Value.Check(FlowSchema, flow)) compared(flow as unknown as FlowDefinition);
    await drawn(flow as unknown as FlowDefinition);
  });
}

/** A case is born, moves on, and is asked about; deadlines are fired until none is due, or often enough. */
function live(definition: FlowDefinition, inputs: NonNullable<HostileFlow['inputs']>): void {
  const flow = compileFlow(definition);
  let record: CaseRecord | undefined;
  for (const [type, data] of inputs) {
    const subject = record ?? { id: 'c', flow: definition.name, entity: 'e', key: 'N-1' };
    const decision = decide(flow, subject, { kind: 'command', type, data, actor }, { now });
    if (decision.kind === 'refused') assert.ok(decision.message.length < 2000);
    else if (decision.kind !== 'ignored') record = decision.next;
  }
  if (record === undefined) return;
  const context = { now: now + 3_650 * 86_400_000 };
  for (let count = 0; count < 50; count += 1) {
    const decision = decide(flow, record, { kind: 'deadline' }, context);
    if (decision.kind !== 'applied') break;
    record = decision.next;
  }
  deadlines(flow, record, context);
  nextDueAt(flow, record, context);
  listedFields(flow, record, context);
  caseActions(flow, record, { actor, context });
}

function compared(flow: FlowDefinition): void {
  assert.deepEqual(diffFlows(flow, flow).changes, []);
  assert.ok(diffFlows(flow, invoice).changes.length > 0);
  assert.ok(diffFlows(invoice, flow).changes.length > 0);
}

async function drawn(flow: FlowDefinition): Promise<void> {
  for (const draw of [flowSvg, flowBpmn, flowMermaid, flowPage])
    try {
      assert.ok((await draw(flow)).length > 0);
    } catch (error) {
      assert.ok(error instanceof PictureError, String(error));
    }
}

test('[L332] what no JSON is, as code can hand it over, is told too', () => {
  const handed: readonly unknown[] = [
    undefined,
    () => 1,
    Symbol('x'),
    10n,
    { ...invoice, title: 5n },
    { ...invoice, columns: undefined },
  ];
  for (const document of handed)
    assert.deepEqual(
      checkFlow(document).map(({ code }) => code),
      ['schema-invalid'],
    );
  assert.ok(isJsonObject(invoice as unknown as Json));
});

test('[L332] what is malformed beside a flow is told of itself, and hinders nothing else', () => {
  const whole = invoice as unknown as JsonObject;
  const malformed: readonly JsonObject[] = [
    { states: {} },
    { name: 'invoice', states: null },
    { name: 'invoice', states: 5, start: 5 },
    { name: 'invoice', states: { a: null }, start: { create: null } },
    { ...whole, data: 5 },
    { ...whole, data: { type: 'object', properties: 5 } },
    { ...whole, name: 5 },
    { ...whole, events: { pay: null } },
  ];
  const metric = { id: 'paid', flow: 'invoice', formula: { kind: 'share', where: [] }, dimensions: [] };
  for (const beside of malformed) {
    const bad = beside as unknown as FlowDefinition;
    assert.deepEqual(checkFlow(order, { others: [bad] }), []);
    const pack = { name: 'p', title: 'P', flows: [order, bad], metrics: [metric], roles: {}, home: {} } as unknown as Pack;
    const found = checkPack(pack);
    assert.ok(found.some(({ path }) => path.startsWith('/flows/1')));
    assert.ok(found.every(({ path }) => !path.startsWith('/flows/0')));
  }
});
