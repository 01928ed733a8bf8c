import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invoice } from '../../test/invoice-flow.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { taskFlow } from '../kernel-flows.ts';
import { flowDiffSvg } from './flow-diff-svg.ts';

const before = taskFlow;
const after = {
  ...taskFlow,
  states: {
    open: { owner: 'desk', on: { done: { to: 'review' }, close: { to: 'closed', by: 'automation' } } },
    review: { owner: 'lead', on: { done: { to: 'done' } } },
    done: { final: 'done' },
    closed: { final: 'cancelled' },
  },
  parameters: { patience: { type: 'days', default: 3, owner: 'lead' } },
} as unknown as FlowDefinition;

test('[L304] what is added, removed and changed between two versions is told by sign as well as by colour', async () => {
  const svg = await flowDiffSvg(before, after);
  assert.match(svg, /data-state="review" data-change="added".*?>\+ Review</);
  assert.match(svg, /data-state="open" data-change="changed".*?>± Open</);
  assert.match(svg, /text-decoration="line-through">− operations</);
  assert.match(svg, />\+ desk</);
  assert.match(svg, /data-from="open" data-to="done" data-change="removed"/);
  assert.match(svg, /data-from="open" data-to="review" data-change="added"/);
  assert.doesNotMatch(svg, /data-state="(done|closed)" data-change/);
});

test('[L304] the other way round, what was added is removed', async () => {
  const svg = await flowDiffSvg(after, before);
  assert.match(svg, /data-state="review" data-change="removed".*?box b-removed dashed/);
  assert.match(svg, /data-from="open" data-to="done" data-change="added"/);
});

test('[L304] what changes and is not drawn is named; where nothing changes, that is said', async () => {
  assert.match(await flowDiffSvg(before, after), />± parameters: \+ patience</);
  const same = await flowDiffSvg(invoice, JSON.parse(JSON.stringify(invoice)) as FlowDefinition);
  assert.match(same, />Nothing changes\.</);
  assert.doesNotMatch(same, /data-change/);
});

test('[L304] the part that changes alone has what changes and the states beside it, and says how much is left out', async () => {
  const longer = { ...invoice, states: { ...invoice.states, sent: { ...invoice.states['sent'], within: { days: 77 } } } };
  const svg = await flowDiffSvg(invoice, longer as FlowDefinition, { part: 'changes' });
  const others = Object.keys(invoice.states).length - 1;
  assert.deepEqual(svg.match(/data-state="[^"]*"/g), ['data-state="sent"']);
  assert.match(svg, new RegExp(`>${others} other states stay as they are, and are left out\\.<`));
  const both = await flowDiffSvg(before, after, { part: 'changes' });
  assert.match(both, /data-from="open" data-to="review" data-change="added"/);
  assert.match(await flowDiffSvg(invoice, invoice, { part: 'changes' }), />Nothing changes\.</);
});
