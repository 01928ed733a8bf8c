import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { FlowDefinition } from '@throughline/language';
import { flowBpmn, flowMermaid, flowPage, flowSvg } from '@throughline/language/pictures';
import { change, orderToCash } from '@throughline/packs';
import { fine } from './fines/flow.ts';

const flows: readonly FlowDefinition[] = [...orderToCash.flows, ...change.flows];

test('[L310] the pictures in docs/pictures are those of the packs', async () => {
  for (const flow of flows) {
    const committed = readFileSync(new URL(`../docs/pictures/${flow.name}.svg`, import.meta.url), 'utf8');
    assert.ok(
      committed === (await flowSvg(flow)),
      `docs/pictures/${flow.name}.svg is another: run \`node tools/write-pictures.ts\``,
    );
  }
});

test('[L310] each flow of the packs and examples has its pictures and its page', async () => {
  for (const flow of [...flows, fine as FlowDefinition]) {
    const metrics = [...orderToCash.metrics, ...change.metrics];
    assert.match(flowMermaid(flow), /^stateDiagram-v2\n/);
    assert.match(await flowBpmn(flow), /<bpmn:process id="Process-/);
    const read = metrics.filter((metric) => [metric.flow].flat().includes(flow.name));
    const page = flowPage(flow, { metrics });
    for (const { title } of read) assert.ok(page.includes(`| **${title}** |`), `${flow.name}: ${title}`);
  }
});
