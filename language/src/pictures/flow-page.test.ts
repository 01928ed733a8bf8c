import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { anyFlow, longFlow } from '../../test/drawn-flows.ts';
import { invoice } from '../../test/invoice-flow.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import { defineMetric } from '../define-metric.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { eventTitle, exceptionTitle, ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import { flowPage } from './flow-page.ts';
import { code, plain } from './page-markdown.ts';

const parts = ['## 1. Business flow', '## 2. System behaviour', '## 3. Exceptions', '## 4. Automation', '## 5. KPI impact'];

const late = defineMetric({
  id: 'late-share',
  title: 'Late share',
  description: 'Of those paid, the share that was late.',
  owner: 'finance-lead',
  unit: 'share',
  direction: 'down',
  target: { to: 0.4 },
  flow: 'invoice',
  formula: { kind: 'share', at: { enters: 'paid' }, that: [{ event: 'dispute' }] },
  dimensions: [],
});

test('[L308] a page has its five parts in order, whatever the flow, and each heading once', () => {
  fc.assert(
    fc.property(anyFlow, (flow) => {
      const lines = flowPage(flow).split('\n');
      assert.deepEqual(
        lines.filter((line) => line.startsWith('## ')),
        parts,
      );
      assert.equal(lines.filter((line) => line.startsWith('# ')).length, 1);
      const tables = lines.filter((line) => line.startsWith('|'));
      for (const line of tables) assert.match(line, / \|$/);
    }),
    { numRuns: 200 },
  );
});

test('[L308] a page names each state, event, exception and rung of its flow, its hash, and who answers', () => {
  const page = flowPage(invoice as FlowDefinition, { metrics: [late], findings: [] });
  const flow = invoice as FlowDefinition;
  const said = (text: string) => assert.ok(page.includes(plain(text)), text);
  for (const state of Object.keys(flow.states)) said(stateTitle(flow, state));
  for (const event of Object.keys(flow.events ?? {})) said(eventTitle(flow, event));
  for (const kind of Object.keys(flow.exceptions ?? {})) said(exceptionTitle(flow, kind));
  for (const [name, { rungs }] of Object.entries(flow.ladders ?? {})) {
    said(ladderTitle(flow, name));
    for (const rung of rungs) said(rungTitle(flow, name, rung.name));
  }
  for (const name of Object.keys(flow.parameters ?? {})) said(name);
  assert.ok(page.includes(compileFlow(flow).hash.slice(0, 12)));
  assert.match(page, /The checker finds nothing to say against it\./);
  assert.match(page, /\*\*personal\*\*/);
});

test('[L308] metrics that read the flow are told with owner, target and what moves them; others are not', () => {
  const other = { ...late, id: 'other', title: 'Of another flow', flow: 'order' };
  const page = flowPage(invoice as FlowDefinition, { metrics: [late, other] });
  assert.match(page, /\| \*\*Late share\*\* \| finance-lead \| lower \| at most 40 % \| gets to Paid or Disputed? \|/);
  assert.doesNotMatch(page, /Of another flow/);
  assert.match(flowPage(invoice as FlowDefinition), /No metric reads this flow\./);
});

test('[L308] findings are told with what to do', () => {
  const findings = [{ severity: 'error', message: 'nobody owns "open"', mend: 'Name an owner.' }] as const;
  assert.match(flowPage(invoice as FlowDefinition, { findings }), /- \*\*error\*\*: nobody owns "open"\. Name an owner\./);
});

test('[L308] text stays text in Markdown, and stays in its cell', () => {
  assert.equal(plain('a | b <i> *c* [d](e)\n# f'), 'a \\| b &lt;i\\> \\*c\\* \\[d\\](e) \\# f');
  assert.equal(plain('1. first'), '1\\. first');
  assert.equal(code('a || b ` c'), '``a \\|\\| b ` c``');
});

test('[L309] a page of a flow too large for a picture has no picture and says so', () => {
  assert.match(flowPage(longFlow(500)), /500 states are too many for one picture\./);
});

test("[L216] a page names the time zone in which days are counted: that of the calendar, else the flow's own", () => {
  const days = (flow: object) => /\| Days in \| (.*) \|/.exec(flowPage(flow as FlowDefinition))?.[1];
  const calendars = { office: { timeZone: 'Europe/Lisbon', from: '2026-01-01', to: '2026-12-31', week: {} } };
  assert.equal(days({ ...invoice, timeZone: 'Europe/Rome' }), 'Europe/Rome');
  assert.equal(days({ ...invoice, timeZone: 'Europe/Rome', calendar: { default: 'office' }, calendars }), 'Europe/Lisbon');
  const { timeZone: _, ...without } = invoice;
  assert.equal(days(without), 'UTC');
});
