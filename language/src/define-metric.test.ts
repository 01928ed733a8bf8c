import assert from 'node:assert/strict';
import test from 'node:test';
import { defineMetric, MetricDefinitionError, parseMetric } from './define-metric.ts';
import type { FlowDefinition } from './definition/flow.ts';
import type { MetricDefinition } from './definition/metric.ts';
import type { Json } from './json.ts';
import { checkMetric } from './metric-check.ts';
import { sourceEvents } from './metric-names.ts';
import { targetStanding } from './metric-target.ts';

const flow = {
  name: 'ticket',
  title: 'Ticket',
  owner: 'desk',
  key: 'number',
  data: { type: 'object', properties: { number: { type: 'string' }, team: { type: 'string' } } },
  events: { reopen: {} },
  start: { open: { to: 'open' } },
  states: { open: { on: { solve: { to: 'solved' } } }, solved: { final: 'done' } },
} satisfies FlowDefinition;

const metric = {
  id: 'hours-to-solve',
  title: 'Hours to solve',
  description: 'From opening to the first solution.',
  owner: 'desk-lead',
  unit: 'hours',
  direction: 'down',
  flow: 'ticket',
  formula: {
    kind: 'duration',
    from: { born: true },
    to: { enters: 'solved' },
    in: 'elapsed-hours',
    aggregate: 'mean',
    where: [{ any: [{ event: 'solve' }, { event: 'revise' }] }, { not: { event: 'reopen' } }],
  },
  dimensions: ['team'],
} satisfies MetricDefinition;

test('[I1] a metric is plain data that satisfies its schema', () => {
  assert.deepEqual(defineMetric(metric), metric);
  assert.deepEqual(parseMetric(JSON.parse(JSON.stringify(metric)) as Json), metric);
});

test('[I1] what is not a metric is refused with the place and what was expected', () => {
  const bad = { ...metric, unit: 'furlongs' } as unknown as Json;
  assert.throws(
    () => parseMetric(bad),
    (error) => error instanceof MetricDefinitionError && error.findings.some((finding) => finding.path.startsWith('/unit')),
  );
  assert.throws(() => parseMetric({ ...metric, colour: 'red' } as unknown as Json), { code: 'metric-invalid' });
  assert.throws(() => parseMetric(null), /without id/);
});

test('[I2] a metric of names that its flow has is clean', () => {
  assert.deepEqual(checkMetric(metric, [flow]), []);
});

const defects: readonly [string, Partial<MetricDefinition>, string, string][] = [
  ['flow', { flow: 'tickets' }, 'unknown-flow', '/flow'],
  ['dimension', { dimensions: ['squad'] }, 'unknown-field', '/dimensions/0'],
  ['state', { formula: { ...metric.formula, to: { enters: ['solved', 'done'] } } }, 'unknown-state', '/formula/to/enters/1'],
  ['event', { formula: { ...metric.formula, from: { event: 'create' } } }, 'unknown-event', '/formula/from/event'],
  [
    'condition',
    { formula: { ...metric.formula, where: [{ not: { entered: 'gone' } }] } },
    'unknown-state',
    '/formula/where/0/not/entered',
  ],
  ['amount', { unit: 'money', formula: { kind: 'sum', field: 'amount', at: { born: true } } }, 'unknown-field', '/formula/field'],
  [
    'event type',
    { unit: 'count', formula: { kind: 'events', any: [{ type: 'reopened' }] } },
    'unknown-event',
    '/formula/any/0/type',
  ],
];
for (const [what, change, code, path] of defects) {
  test(`[I2] an unknown ${what} is found, with its place`, () => {
    assert.deepEqual(
      checkMetric({ ...metric, ...change }, [flow]).map((finding) => [finding.code, finding.path]),
      [[code, path]],
    );
  });
}

const unfit: readonly [string, Partial<MetricDefinition>, string, string][] = [
  ['unit', { unit: 'days' }, 'bad-unit', '/unit'],
  ['target', { target: { from: 3, to: 2 } }, 'bad-target', '/target'],
  ['warning inside the target', { target: { to: 8, warn: 6 } }, 'bad-target', '/target/warn'],
  ['rung', { formula: { ...metric.formula, to: { fired: 'dunning/remind' } } }, 'unknown-rung', '/formula/to/fired'],
  [
    'flow of a moment',
    { formula: { ...metric.formula, to: { born: true, via: { flow: 'order' } } } },
    'unknown-flow',
    '/formula/to/via/flow',
  ],
  [
    'flow of a count',
    {
      unit: 'share',
      formula: {
        kind: 'ratio',
        of: { kind: 'cases', flow: 'order', at: { born: true } },
        over: { kind: 'cases', at: { born: true } },
      },
    },
    'foreign-flow',
    '/formula/of/flow',
  ],
  [
    'spans of a percentile',
    {
      formula: { ...metric.formula, aggregate: 'p90' },
      stages: { kind: 'spans', spans: [{ id: 'a', title: 'A', from: { born: true }, to: { enters: 'solved' } }] },
    },
    'bad-stages',
    '/stages/kind',
  ],
  ['business time', { formula: { ...metric.formula, in: 'business-hours' } }, 'needs-calendar', '/flow'],
];
for (const [what, change, code, path] of unfit) {
  test(`[L380] an unfit ${what} is found, with its place`, () => {
    assert.deepEqual(
      checkMetric({ ...metric, ...change }, [flow]).map((finding) => [finding.code, finding.path]),
      [[code, path]],
    );
  });
}

test('[L381] a metric comes from the events that it names and those that lead into its states', () => {
  assert.deepEqual(
    sourceEvents(metric, [flow]).map(({ event }) => event),
    ['open', 'solve', 'reopen'],
  );
});

test('[L382] beyond the target it is a warning, beyond that a breach', () => {
  const bounded = { ...metric, target: { to: 8, warn: 10 } };
  assert.deepEqual(
    [null, 8, 9, 11].map((value) => targetStanding(bounded, value)),
    [null, 'met', 'warning', 'breach'],
  );
});
