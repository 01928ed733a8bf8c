import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, checkMetric, checkPack, diffFlows, type FlowDefinition, metricShifts } from '@throughline/language';
import { tell } from '../../language/test/story.ts';
import { lead } from './flow.ts';
import { conversion, leadMetrics } from './metrics.ts';
import { leads } from './pack.ts';
import { withTechnicalStage } from './qualified-technical.ts';

const capture = 'capture {"number":"L-1","company":"Nordwind","source":"fair"}';

test('[L60] [L342] of leads the checker says nothing, with the new stage neither', () => {
  assert.deepEqual(checkPack(leads), []);
  assert.deepEqual(checkFlow(withTechnicalStage), []);
  assert.deepEqual(
    leadMetrics.flatMap((metric) => checkMetric(metric, [withTechnicalStage])),
    [],
  );
});

test('[L49] a lead goes from marketing to sales, and is won', () => {
  tell(
    [lead],
    '2026-03-02',
    `0 09:00 | mara (marketing) | ${capture} | new         |
     1 09:00 | mara (marketing) | score      | mql         |
     2 09:00 | mara (marketing) | accept     | mql         | refused: role-required
     2 10:00 | sven (sales)     | accept     | sql         |
     5 10:00 | sven (sales)     | qualify    | opportunity |
     9 10:00 | sven (sales)     | win        | won         |
     20      | until            |`,
  );
});

test('[L417] what one lead was counted by once and is by twice now is found, with both ways; in the rest a state lies between', () => {
  const found = leadMetrics.map((metric) => [metric.id, ...metricShifts(metric, lead, withTechnicalStage)] as const);
  // By hand: a lead that is won is qualified once today, and twice with the new stage; it is accepted once in both.
  assert.deepEqual(found, [
    [
      'lead-conversion',
      {
        kind: 'counts-twice',
        path: '/formula/of',
        message: 'one case was counted once at most, and is counted twice now',
        witness: [
          'before: capture → new, score → mql, accept → sql, qualify (counted) → opportunity',
          'after: capture → new, score → mql, accept → sql, qualify (counted) → qualified-technical, qualify (counted) → opportunity',
        ],
      },
    ],
    ...[
      ['lead-qualifying-time', '/formula/from/enters'],
      ['lead-funnel', '/formula/steps/1/at/enters'],
      ['leads-to-qualify', '/formula/from/enters'],
    ].map(([id, path]) => [
      id,
      {
        kind: 'spans-state',
        path,
        message: 'between sql and opportunity, which it names, lies qualified-technical now',
        witness: ['before: sql, qualify → opportunity', 'after: sql, qualify → qualified-technical, qualify → opportunity'],
      },
    ]),
  ]);
});

test('[L417] [L418] nothing is found where the version is the same, where the stage has an event of its own, or where cases are counted', () => {
  assert.deepEqual(
    leadMetrics.flatMap((metric) => metricShifts(metric, lead, lead)),
    [],
  );
  // The second step has another name: what is counted is counted once.
  const own = JSON.parse(JSON.stringify(withTechnicalStage)) as FlowDefinition;
  const technical = own.states['qualified-technical'] as { on: Record<string, unknown> };
  technical.on['prove'] = technical.on['qualify'];
  delete technical.on['qualify'];
  assert.deepEqual(metricShifts(conversion, lead, own), []);
  const byCase = {
    ...conversion,
    formula: { ...conversion.formula, of: { kind: 'events', any: [{ type: 'qualify' }], count: 'cases' } },
  };
  assert.deepEqual(metricShifts(byCase as typeof conversion, lead, withTechnicalStage), []);
});

test('[L418] entries that are added up are found where one case makes both of them now', () => {
  const either = {
    ...conversion,
    formula: {
      kind: 'ratio',
      of: [
        { kind: 'cases', at: { enters: 'won' } },
        { kind: 'cases', at: { enters: 'lost' } },
      ],
      over: { kind: 'cases', at: { enters: 'sql' } },
    },
  } as typeof conversion;
  assert.deepEqual(metricShifts(either, lead, withTechnicalStage), []);
  // A deal that was won may be lost afterwards.
  const won = { owner: 'sales', within: { days: 30 }, on: { lose: { to: 'lost' }, keep: { to: 'kept' } } };
  const reopened = { ...lead, states: { ...lead.states, won, kept: { final: 'done' } } } as unknown as FlowDefinition;
  assert.deepEqual(
    metricShifts(either, lead, reopened).map(({ kind, path, message }) => `${kind} ${path}: ${message}`),
    ['counts-twice /formula/of: one case was counted once at most, and is counted twice now'],
  );
});

test('[L417] what changes of the flow itself is a state, and where one transition leads', () => {
  const { changes } = diffFlows(lead, withTechnicalStage);
  assert.deepEqual(
    changes.map(({ sentence }) => sentence),
    [
      'New state “Qualified – technical”, owned by sales, target time 10 days; there, “Sales qualifies it” and “Lost”',
      'In “SQL”, “Sales qualifies it” now leads to “Qualified – technical”; it led to “Opportunity”',
    ],
  );
});
