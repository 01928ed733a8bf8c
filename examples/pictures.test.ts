import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { flowBpmn, flowMermaid, flowPage, flowSvg } from '@throughline/language/pictures';
import { change, orderToCash } from '@throughline/packs';
import { drawnFlows } from './drawn-flows.ts';
import { fine } from './fines/flow.ts';

test('[L310] the pictures that are kept are those of the flows', async () => {
  for (const [path, flow] of drawnFlows) {
    const committed = readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    assert.ok(committed === (await flowSvg(flow)), `${path} is another: run \`node tools/write-pictures.ts\``);
  }
});

test('[L310] each flow of the packs and examples has its pictures and its page', async () => {
  for (const flow of [...drawnFlows.map(([, drawn]) => drawn), fine as FlowDefinition]) {
    const metrics = [...orderToCash.metrics, ...change.metrics];
    assert.match(flowMermaid(flow), /^stateDiagram-v2\n/);
    assert.match(await flowBpmn(flow), /<bpmn:process id="Process-/);
    const read = metrics.filter((metric) => [metric.flow].flat().includes(flow.name));
    const page = flowPage(flow, { metrics });
    for (const { title } of read) assert.ok(page.includes(`| **${title}** |`), `${flow.name}: ${title}`);
  }
});
