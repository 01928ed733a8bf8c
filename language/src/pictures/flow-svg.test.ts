import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyFlow, longFlow } from '../../test/drawn-flows.ts';
import { invoice } from '../../test/invoice-flow.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { exceptionFlow, taskFlow } from '../kernel-flows.ts';
import { flowSvg } from './flow-svg.ts';
import { graphOf } from './graph.ts';
import { PictureError } from './picture-error.ts';

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Cards and labels; the ground of the whole picture has no place of its own. */
function rectangles(svg: string): readonly Rectangle[] {
  return [...svg.matchAll(/<rect class="(?:box|ground)[^"]*" x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g)].map(
    ([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }),
  );
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return across > 0.5 && down > 0.5;
}

function assertNothingOverlaps(svg: string): void {
  const all = rectangles(svg);
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1))
      assert.ok(!overlap(one, other), `${JSON.stringify(one)} over ${JSON.stringify(other)}`);
  }
}

/** Each element that is opened is closed, and no sign stands bare. */
export function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml.replace(
    /<\?xml[^>]*\?>|<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (_all, close, name, _attributes, empty) => {
      if (close === '/') assert.equal(open.pop(), name);
      else if (name !== undefined && empty !== '/') open.push(name as string);
      return '';
    },
  );
  assert.deepEqual(open, []);
  assert.doesNotMatch(rest, /[<>]|&(?!(?:amp|lt|gt|quot|#\d+);)/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML cannot hold them.
  assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/u);
}

test('[L300] the same definition gives the same picture, whatever was drawn before', async () => {
  const first = await flowSvg(invoice);
  await flowSvg(exceptionFlow);
  assert.equal(await flowSvg(JSON.parse(JSON.stringify(invoice)) as FlowDefinition), first);
});

test('[L301] the picture of a flow shows each state with its owner and target time, and each way', async () => {
  const svg = await flowSvg(invoice);
  const { nodes, arrows } = graphOf(invoice);
  for (const { name, kind } of nodes) if (kind !== 'start') assert.ok(svg.includes(`data-state="${name}"`), name);
  for (const { from, to } of arrows) assert.ok(svg.includes(`data-from="${from}" data-to="${to}"`), `${from} to ${to}`);
  assert.match(svg, />Billing · within 24 hours</i);
  assertNothingOverlaps(svg);
});

test('[L301] cards and labels do not overlap and stay in the picture, whatever the flow', async () => {
  await fc.assert(
    fc.asyncProperty(anyFlow, async (flow) => {
      const svg = await flowSvg(flow);
      assertWellFormed(svg);
      assertNothingOverlaps(svg);
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
      for (const { x, y, ...size } of rectangles(svg)) {
        assert.ok(x >= 0 && y >= 0 && x + size.width <= Number(width) && y + size.height <= Number(height));
      }
    }),
    { numRuns: 60 },
  );
});

test('[L302] many arrows into one state stand in the cards that they leave', async () => {
  const steps = Array.from({ length: 9 }, (_, index) => [
    `s${index}`,
    { on: { next: { to: `s${index + 1}` }, stop: { to: 'stopped' } } },
  ]);
  const flow = {
    ...taskFlow,
    ladders: {},
    start: { open: { to: 's0' } },
    states: { ...Object.fromEntries(steps), s9: { final: 'done' }, stopped: { final: 'cancelled' } },
  };
  const svg = await flowSvg(flow as FlowDefinition);
  assert.ok(!svg.includes('data-to="stopped"'));
  assert.equal(svg.match(/>Stopped: Stop</g)?.length, 9);
  assert.match(svg, /from 9 states, named there/);
  assert.ok(svg.includes('data-from="s0" data-to="s1"'));
});

test('[L303] the picture says itself in words, and loads nothing', async () => {
  const svg = await flowSvg(invoice);
  assert.match(svg, /role="img" aria-label="Invoice"/);
  assert.match(svg, /<title>Invoice<\/title>\n<desc>Here cases begin\. From the start to Created: /);
  assert.match(svg, /prefers-color-scheme:dark/);
  assert.doesNotMatch(svg, /<script|href=|url\(|@import|\son\w+=/);
  assert.doesNotMatch(await flowSvg(invoice, { theme: 'light' }), /prefers-color-scheme/);
  assertWellFormed(svg);
});

test('[L309] forty states are one picture in which nothing overlaps; of far more it is said that they are too many', async () => {
  assertNothingOverlaps(await flowSvg(longFlow(40)));
  for (const flow of [longFlow(500), longFlow(140, { ahead: 5 })]) {
    await assert.rejects(flowSvg(flow), (error) => error instanceof PictureError && error.code === 'picture-too-large');
  }
});

test('[L309] a name that leads nowhere is drawn as such; what is no flow is refused with its place', async () => {
  const broken = { ...taskFlow, states: { open: { on: { done: { to: 'dome' } } } } } as unknown as FlowDefinition;
  assert.match(await flowSvg(broken), /data-state="dome".*not declared/);
  const none = { ...taskFlow, states: { open: { within: 'x', final: 'gone' } } } as unknown as FlowDefinition;
  await assert.rejects(
    flowSvg(none),
    (error) => error instanceof PictureError && error.code === 'flow-invalid' && error.message.includes('/states/open/final'),
  );
});
