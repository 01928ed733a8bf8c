import { logOf } from '../log-table.ts';
import { smallFlow } from '../small-flow.ts';
import { type Chapter, march, metric } from './entry.ts';

/* Surveys, adoption and teams: K16 to K18. */

const surveys = smallFlow('survey', 'send > sent; sent.answer > answered', 'group score recommend');
const surveyLog = logOf(
  'survey',
  `V1 | 2026-03-01 send sent group=sales | 2026-03-02 answer answered score=5 recommend=10
   V2 | 2026-03-01 send sent group=sales | 2026-03-03 answer answered score=4 recommend=9
   V3 | 2026-03-01 send sent group=ops | 2026-03-04 answer answered score=2 recommend=3
   V4 | 2026-03-01 send sent group=ops | 2026-03-04 answer answered score=4 recommend=8
   V5 | 2026-03-01 send sent group=ops`,
);
const answers = { kind: 'cases', at: { event: 'answer' } } as const;
/** Scores 5, 4, 2, 4: 3.75. Four of five answered. Two would recommend (9, 10), one would not (3), of four: 25. */
const k16 = [
  {
    metric: metric({
      ...{ id: 'k16-satisfaction', flow: 'survey', unit: 'number', target: { from: 4.2 }, dimensions: ['group'] },
      formula: { kind: 'number', field: 'score', at: { event: 'answer' }, aggregate: 'mean' },
    }),
    ...{ request: { ...march, by: 'group' }, value: 3.75, n: 4, segments: { sales: 4.5, ops: 3 } },
  },
  {
    metric: metric({
      ...{ id: 'k16-responses', flow: 'survey', unit: 'share' },
      formula: { kind: 'share', at: { event: 'send' }, that: [{ event: 'answer' }] },
    }),
    ...{ request: march, value: 0.8, n: 5 },
  },
  {
    metric: metric({
      ...{ id: 'k16-promoters', flow: 'survey', unit: 'number' },
      formula: {
        ...{ kind: 'ratio', per: 100, over: answers },
        of: { ...answers, where: [{ field: 'recommend', from: 9 }] },
        less: { ...answers, where: [{ field: 'recommend', to: 6 }] },
      },
    }),
    ...{ request: march, value: 25, n: 4 },
  },
] as const;

const adoption = smallFlow('adoption', 'target > targeted; targeted.use > using; using.use > using', 'release user');
const adoptionLog = logOf(
  'adoption',
  `W1 | 2026-01-10 target targeted release=r1 user=ann | 2026-02-01 use using | 2026-02-02 use using
   W2 | 2026-01-10 target targeted release=r1 user=ben | 2026-03-20 use using
   W3 | 2026-01-10 target targeted release=r1 user=cem | 2026-01-11 use using | 2026-03-30 use using
   W4 | 2026-03-01 target targeted release=r2 user=ann | 2026-03-02 use using`,
);
const day60 = { after: { event: 'target' }, days: 60 } as const;
/** The 60th day of r1 is 11 March: by then ann and cem had used it, ann twice. In March three cases were used, by three users. */
const k17 = [
  {
    metric: metric({
      ...{ id: 'k17-adopted', flow: 'adoption', unit: 'share', dimensions: ['release'] },
      formula: { kind: 'share', at: day60, that: [{ event: 'use' }, { not: { later: { event: 'use' }, than: day60 } }] },
    }),
    ...{ request: march, value: 2 / 3, n: 3 },
  },
  {
    metric: metric({
      ...{ id: 'k17-adopted-twice', flow: 'adoption', unit: 'share' },
      formula: {
        ...{ kind: 'share', at: day60 },
        that: [{ reached: { event: 'use', which: 2 } }, { not: { later: { event: 'use', which: 2 }, than: day60 } }],
      },
    }),
    ...{ request: march, value: 1 / 3, n: 3 },
  },
  {
    metric: metric({
      ...{ id: 'k17-users', flow: 'adoption', unit: 'count' },
      formula: { kind: 'distinct', field: 'user', at: { event: 'use', which: 'last' } },
    }),
    ...{ request: {}, value: 3, n: 4 },
  },
  {
    metric: metric({
      ...{ id: 'k17-funnel', flow: 'adoption', unit: 'share' },
      formula: {
        kind: 'funnel',
        steps: [
          { id: 'targeted', at: { event: 'target' } },
          { id: 'used', at: { event: 'use' } },
          { id: 'used twice', at: { event: 'use', which: 2 } },
        ],
      },
    }),
    ...{ request: { by: 'step' }, value: 0.5, n: 4, segments: { used: 0, 'used twice': 1 } },
  },
] as const;

const staff = smallFlow('employment', 'join > employed; employed.move > employed; employed.leave > left', 'regretted mood');
const staffLog = logOf(
  'employment',
  `H1 | 2025-01-01 join employed mood=4
   H2 | 2025-01-01 join employed mood=3 | 2026-03-15 leave left regretted=true
   H3 | 2025-01-01 join employed mood=5 | 2026-03-20 leave left regretted=false
   H4 | 2025-01-01 join employed mood=4 | 2026-03-02 move employed
   H5 | 2026-03-10 join employed mood=4`,
);
const employed = { kind: 'balance', from: { event: 'join' }, to: { enters: 'left' } } as const;
/** At the start of March four, at its end three: 3.5 in the mean. One who left is regretted. */
const k18 = [
  {
    metric: metric({
      ...{ id: 'k18-regretted-leavers', flow: 'employment', unit: 'share', direction: 'down' },
      formula: {
        kind: 'ratio',
        of: { kind: 'cases', at: { event: 'leave' }, where: [{ field: 'regretted', equals: true }] },
        over: { ...employed, when: 'average' },
      },
    }),
    ...{ request: march, value: 1 / 3.5, n: 5 },
  },
  {
    metric: metric({
      ...{ id: 'k18-moves', flow: 'employment', unit: 'count' },
      formula: { kind: 'events', any: [{ type: 'move' }] },
    }),
    ...{ request: march, value: 1, n: 1 },
  },
  {
    metric: metric({
      ...{ id: 'k18-pulse', flow: 'employment', unit: 'number' },
      formula: { kind: 'number', field: 'mood', at: { event: 'join' }, aggregate: 'mean' },
    }),
    ...{ request: {}, value: 4, n: 5 },
  },
] as const;

export const peopleChapter: Chapter = {
  flows: [surveys, adoption, staff],
  log: [...surveyLog, ...adoptionLog, ...staffLog],
  entries: [...k16, ...k17, ...k18],
};
