import type { MetricFormula } from '@throughline/language';
import { logOf } from '../log-table.ts';
import { smallFlow } from '../small-flow.ts';
import { type Chapter, march, metric } from './entry.ts';

/* Records, recertifications, controls, documents and breaks: K09 to K11, K13, K19, K29. */

const records = smallFlow(
  'record',
  'add > current; current.check > current; current.retire > retired',
  'entity rulesFailed duplicateOf',
);
const recordLog = logOf(
  'record',
  `D1 | 2026-01-01 add current rulesFailed=0
   D2 | 2026-01-01 add current rulesFailed=2 | 2026-03-10 check current rulesFailed=0
   D3 | 2026-02-01 add current rulesFailed=1
   D4 | 2026-02-01 add current rulesFailed=0 duplicateOf=D1
   D5 | 2026-01-01 add current rulesFailed=5 | 2026-02-01 retire retired`,
);
const held = { kind: 'balance', from: { event: 'add' }, to: { enters: 'retired' } } as const;
/** Held at the end of March: D1 to D4. Complete: D1, D2 (since the 10th) and D4; at the end of February D1 and D4. One duplicate. */
const complete = metric({
  ...{ id: 'k09-complete', flow: 'record', unit: 'share', target: { from: 0.95 } },
  formula: { kind: 'ratio', of: { ...held, where: [{ field: 'rulesFailed', equals: 0 }] }, over: held },
});
const k09 = [
  { metric: complete, request: march, value: 0.75, n: 4 },
  { metric: complete, request: { from: '2026-02-01', to: '2026-03-01' }, value: 0.5, n: 4 },
] as const;
const k10 = {
  metric: metric({
    ...{ id: 'k10-duplicates', flow: 'record', unit: 'share', direction: 'down' },
    formula: { kind: 'ratio', of: { ...held, where: [{ has: 'duplicateOf' }] }, over: held },
  }),
  ...{ request: march, value: 0.25, n: 4 },
};

const accessItems = smallFlow(
  'access-item',
  'ask > asked; asked.keep > decided; asked.revoke > revoking; revoking.remove > decided',
  'dueOn',
);
const accessLog = logOf(
  'access-item',
  `A1 | 2026-03-01 ask asked dueOn=2026-03-15 | 2026-03-10 keep decided
   A2 | 2026-03-01 ask asked dueOn=2026-03-15 | 2026-03-10 revoke revoking | 2026-03-15T17:00 remove decided
   A3 | 2026-03-01 ask asked dueOn=2026-03-15 | 2026-03-10 revoke revoking | 2026-03-20 remove decided
   A4 | 2026-03-01 ask asked dueOn=2026-03-15`,
);
const due = { day: 'dueOn' } as const;
const decided = { event: ['keep', 'revoke'] };
/** Decided and remedied by the due day: A1, A2. Decided only: A3 too. */
const k11 = [
  {
    metric: metric({
      ...{ id: 'k11-recertified', flow: 'access-item', unit: 'share', target: { from: 1 } },
      formula: { kind: 'share', at: due, that: [{ entered: 'decided' }, { not: { later: { enters: 'decided' }, than: due } }] },
    }),
    ...{ request: march, value: 0.5, n: 4 },
  },
  {
    metric: metric({
      ...{ id: 'k11-decided', flow: 'access-item', unit: 'share' },
      formula: { kind: 'share', at: due, that: [{ event: ['keep', 'revoke'] }, { not: { later: decided, than: due } }] },
    }),
    ...{ request: march, value: 0.75, n: 4 },
  },
] as const;

const controls = smallFlow('control-period', 'start > open; open.complete > evidenced', 'periodEndsOn scope');
const controlLog = logOf(
  'control-period',
  `Q1 | 2026-01-01 start open periodEndsOn=2026-03-31 scope=in | 2026-03-30 complete evidenced
   Q2 | 2026-01-01 start open periodEndsOn=2026-03-31 scope=in
   Q3 | 2026-01-01 start open periodEndsOn=2026-03-31 scope=out`,
);
const k13 = {
  metric: metric({
    ...{ id: 'k13-evidence', flow: 'control-period', unit: 'share', grain: 'quarter' },
    formula: {
      kind: 'share',
      at: { day: 'periodEndsOn' },
      where: [{ field: 'scope', equals: 'in' }],
      that: [{ entered: 'evidenced' }],
    },
  }),
  ...{ request: march, value: 0.5, n: 2 },
};

const systems = smallFlow('system', 'register > live; live.review > live; live.retire > retired', 'tier runbookOn diagramOn');
const systemLog = logOf(
  'system',
  `Y1 | 2024-01-01 register live tier=1 runbookOn=2025-06-01 diagramOn=2025-07-01
   Y2 | 2024-01-01 register live tier=1 runbookOn=2024-06-01 diagramOn=2025-07-01
   Y3 | 2024-01-01 register live tier=1 runbookOn=2024-06-01 diagramOn=2025-07-01 | 2026-03-30 review live runbookOn=2026-03-30
   Y4 | 2024-01-01 register live tier=2
   Y5 | 2024-01-01 register live tier=1 runbookOn=2026-01-01 diagramOn=2026-01-01 | 2026-03-01 retire retired`,
);
const current = (field: string) => ({ later: { after: { day: field }, days: 365 }, than: { period: 'end' as const } });
const tierOne = { kind: 'balance', from: { event: 'register' }, to: { enters: 'retired' } } as const;
/** Tier 1 at the end of March: Y1, Y2, Y3. Both looked at within a year: Y1, and Y3 since the 30th. */
const k19 = {
  metric: metric({
    ...{ id: 'k19-documented', flow: 'system', unit: 'share', target: { from: 0.9 } },
    formula: {
      kind: 'ratio',
      of: { ...tierOne, where: [{ field: 'tier', equals: 1 }, current('runbookOn'), current('diagramOn')] },
      over: { ...tierOne, where: [{ field: 'tier', equals: 1 }] },
    },
  }),
  ...{ request: march, value: 2 / 3, n: 3 },
};

const breaks = smallFlow('break', 'find > open; open.clear > cleared', 'currency amount');
const breakLog = logOf(
  'break',
  `K1 | 2026-03-01 find open currency=EUR amount=10000
   K2 | 2026-02-01 find open currency=EUR amount=2550 | 2026-03-05 clear cleared
   K3 | 2026-03-29 find open currency=EUR amount=1049 | 2026-04-02 clear cleared
   K4 | 2026-03-20 find open currency=EUR amount=500`,
);
const open: Extract<MetricFormula, { kind: 'balance' }> = {
  kind: 'balance',
  from: { event: 'find' },
  to: { enters: 'cleared' },
  ages: [0, 8, 15],
};
/** Found in March: K1, K3, K4. Open at its end: the same, 30, 2 and 11 days old, of 115.49 together. */
const k29 = [
  {
    metric: metric({ id: 'k29-found', flow: 'break', unit: 'count', formula: { kind: 'cases', at: { event: 'find' } } }),
    ...{ request: march, value: 3, n: 3 },
  },
  {
    metric: metric({ id: 'k29-open', flow: 'break', unit: 'count', direction: 'down', formula: open }),
    ...{ request: { ...march, by: 'age' }, value: 3, n: 3, segments: { '0–7': 1, '8–14': 1, '15+': 1 } },
  },
  {
    metric: metric({ id: 'k29-aged', flow: 'break', unit: 'count', direction: 'down', formula: { ...open, aged: { from: 8 } } }),
    ...{ request: march, value: 2, n: 2 },
  },
  {
    metric: metric({ id: 'k29-amount', flow: 'break', unit: 'money', direction: 'down', formula: { ...open, amount: 'amount' } }),
    ...{ request: { ...march, by: 'age' }, value: 115.49, n: 3, segments: { '0–7': 10.49, '8–14': 5, '15+': 100 } },
  },
] as const;

export const recordsChapter: Chapter = {
  flows: [records, accessItems, controls, systems, breaks],
  log: [...recordLog, ...accessLog, ...controlLog, ...systemLog, ...breakLog],
  entries: [...k09, k10, ...k11, k13, k19, ...k29],
};
