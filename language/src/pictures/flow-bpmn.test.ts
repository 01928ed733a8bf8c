import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BpmnModdle } from 'bpmn-moddle';
import fc from 'fast-check';
import { anyFlow, longFlow } from '../../test/drawn-flows.ts';
import { invoice } from '../../test/invoice-flow.ts';
import { order } from '../../test/order-flow.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { exceptionFlow, taskFlow } from '../kernel-flows.ts';
import { flowBpmn } from './flow-bpmn.ts';
import { PictureError } from './picture-error.ts';

/** Reads it as other tools do; a warning is a failure. */
async function read(xml: string) {
  const moddle = new BpmnModdle();
  const { rootElement, warnings, elementsById } = await moddle.fromXML(xml);
  assert.deepEqual(
    warnings.map(({ message }) => message),
    [],
  );
  return { moddle, rootElement, elementsById };
}

/** Each arrow and shape of the diagram stands for an element of the process. */
function assertDrawn(xml: string): void {
  const elements = [...xml.matchAll(/<bpmn:(?:\w+Event|\w+Task|\w+Gateway|sequenceFlow) id="([^"]+)"/g)].map(([, id]) => id);
  const drawn = [...xml.matchAll(/bpmnElement="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(new Set(drawn.slice(1)), new Set(elements));
  assert.equal(new Set(elements).size, elements.length);
  for (const [edge] of xml.matchAll(/<bpmndi:BPMNEdge.*?<\/bpmndi:BPMNEdge>|<bpmndi:BPMNEdge[^>]*\/>/g)) {
    assert.ok((edge.match(/<di:waypoint/g)?.length ?? 0) >= 2, edge);
  }
}

for (const [name, flow] of Object.entries({ invoice, order, exceptionFlow, taskFlow })) {
  test(`[L306] ${name} as BPMN is read again without a warning, and written again it reads the same`, async () => {
    const xml = await flowBpmn(flow as FlowDefinition);
    assertDrawn(xml);
    const { moddle, rootElement } = await read(xml);
    const { xml: again } = await moddle.toXML(rootElement, { format: true });
    const { xml: thrice } = await moddle.toXML((await read(again)).rootElement, { format: true });
    assert.equal(thrice, again);
    assert.equal(await flowBpmn(JSON.parse(JSON.stringify(flow)) as FlowDefinition), xml);
  });
}

test('[L306] BPMN is read again without a warning whatever the names and texts are', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, async (flow) => {
      const xml = await flowBpmn(flow);
      assertDrawn(xml);
      await read(xml);
    }),
    { numRuns: 25 },
  );
});

test('[L306] an id stays when other things of the flow change', async () => {
  const ids = (xml: string) => new Set([...xml.matchAll(/<bpmn:\w+ id="([^"]+)"/g)].map(([, id]) => id as string));
  const before = ids(await flowBpmn(taskFlow));
  const states = { first: { on: { go: { to: 'open' } } }, ...taskFlow.states };
  const after = ids(await flowBpmn({ ...taskFlow, states } as FlowDefinition));
  assert.deepEqual(
    [...before].filter((id) => !after.has(id)),
    [],
  );
});

test('[L307] states are user tasks of their owners; rungs and target times are timers on them; ends say how it ended', async () => {
  const flow = {
    ...taskFlow,
    states: {
      open: {
        owner: 'desk',
        within: { hours: 8 },
        on: {
          done: [
            { when: 'data.ok', to: 'done', approval: { roles: ['lead'] } },
            { to: 'lost', raise: 'gone' },
          ],
          drop: { to: 'dropped' },
        },
      },
      done: { final: 'done' },
      lost: { final: 'failed' },
      dropped: { final: 'cancelled' },
    },
    exceptions: { gone: { owner: 'lead', severity: 'high', title: 'It is gone' } },
    ladders: {
      chase: {
        anchor: 'entered',
        during: ['open'],
        rungs: [
          { name: 'call', after: { days: 2 }, task: { role: 'desk', title: 'Call' } },
          { name: 'lose', after: { days: 9 }, to: 'lost' },
        ],
      },
    },
  } as unknown as FlowDefinition;
  const { elementsById } = await read(await flowBpmn(flow));
  const kind = (id: string) => elementsById[id]?.$type;
  const text = (id: string) => JSON.stringify(elementsById[id]);
  assert.equal(kind('State-open'), 'bpmn:UserTask');
  assert.match(text('State-open'), /"body":"desk"/);
  assert.equal(kind('Wait-open'), 'bpmn:EventBasedGateway');
  assert.equal(kind('Event-open-done'), 'bpmn:IntermediateCatchEvent');
  assert.equal(kind('Choice-open-done'), 'bpmn:ExclusiveGateway');
  assert.equal(kind('Approve-open-done-0'), 'bpmn:UserTask');
  assert.match(text('Raise-open-done-1-gone'), /EscalationEventDefinition/);
  assert.match(text('Overdue-open'), /"cancelActivity":false.*PT8H/);
  assert.match(text('Rung-chase-call-open'), /"cancelActivity":false.*P2D/);
  assert.match(text('Rung-chase-lose-open'), /P9D/);
  assert.doesNotMatch(text('Rung-chase-lose-open'), /"cancelActivity":false/);
  assert.match(text('State-lost'), /ErrorEventDefinition/);
  assert.match(text('State-dropped'), /TerminateEventDefinition/);
  assert.doesNotMatch(text('State-done'), /Definition/);
});

test('[L309] BPMN of too many states or shapes is refused', async () => {
  for (const flow of [longFlow(500), longFlow(90)]) {
    await assert.rejects(flowBpmn(flow), (error) => error instanceof PictureError && error.code === 'picture-too-large');
  }
});
