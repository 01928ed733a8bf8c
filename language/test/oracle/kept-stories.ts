import type { FlowPlan, LadderPlan } from './plan.ts';
import type { Story } from './stories.ts';

/* Stories that `decide` and the oracle once told differently, as small as they became. */

export interface KeptStory {
  readonly name: string;
  readonly plan: FlowPlan;
  readonly story: Story;
}

const office = [[540, 1020]] as const;
const always = [[0, 1440]] as const;

const plan: FlowPlan = {
  timeZone: 'Asia/Kolkata',
  week: [office, office, office, office, office, [], []],
  holidays: ['2026-03-09'],
  parameters: [],
  within: { state: 'away', length: { unit: 'days', amount: 9 } },
  ladders: [],
};
const ladder: LadderPlan = {
  ...{ name: 'l0', anchor: 'at', during: ['open'], pauseWhile: ['held', 'disputed'], stops: false },
  ...{ at: 540, catchUp: 'each', rungs: [] },
};
const story: Story = { zero: '2026-01-05', due: null, at: null, live: null, happenings: [] };

export const keptStories: readonly KeptStory[] = [
  {
    name: 'paused by one state, it is learned that it had come into another that pauses it long before',
    plan: {
      ...plan,
      week: [always, always, always, always, always, always, always],
      parameters: [
        { unit: 'days', amount: 1 },
        { unit: 'businessHours', amount: 21 },
      ],
      ladders: [
        {
          ...ladder,
          rungs: [
            { name: 'r0', after: 0, to: 'held' },
            { name: 'r1', after: 1, every: { unit: 'businessDays', amount: 7 }, atMost: 3, to: 'disputed' },
          ],
        },
      ],
    },
    story: {
      ...story,
      at: 0,
      happenings: [
        { wait: 42, kind: 'learn', to: 'held', late: 48, counts: 'full' },
        { wait: 0, kind: 'move', to: 'open' },
      ],
    },
  },
  {
    name: 'it is learned that it had left the states that pause it before it came into the last of them',
    plan: {
      ...plan,
      timeZone: 'Europe/Rome',
      parameters: [
        { unit: 'businessDays', amount: 4 },
        { unit: 'businessDays', amount: 3 },
      ],
      ladders: [
        { ...ladder, rungs: [{ name: 'r0', after: 1, to: 'held' }] },
        {
          ...{ ...ladder, name: 'l1', pauseWhile: ['asked', 'held'] },
          rungs: [
            { name: 'r0', after: 0, to: 'done' },
            { name: 'r1', after: 0, to: 'asked' },
            { name: 'r2', after: 1, every: { unit: 'hours', amount: 55 }, atMost: 3 },
          ],
        },
      ],
    },
    story: {
      ...story,
      at: 0,
      happenings: [
        { wait: 192, kind: 'learn', to: 'asked', late: 0, counts: 'full' },
        { wait: 0, kind: 'learn', to: 'open', late: 48, counts: 'full' },
        { wait: 0, kind: 'settle', late: 0 },
      ],
    },
  },
  {
    name: 'a revision makes due what was history, while `stopWhen` holds',
    plan: {
      ...plan,
      parameters: [{ unit: 'businessHours', amount: 5 }],
      ladders: [{ ...ladder, anchor: 'entered', stops: true, rungs: [{ name: 'r0', after: 0 }] }],
    },
    story: {
      ...story,
      live: { born: 160, since: 0 },
      happenings: [
        { wait: 0, kind: 'settle', late: 0 },
        { wait: 0, kind: 'tune', in: 0, amounts: [40, 0, 0] },
        { wait: 0, kind: 'note' },
        { wait: 480, kind: 'reopen', late: 0 },
      ],
    },
  },
  {
    name: 'between two pauses it runs for a moment, in which a rung fires',
    plan: {
      ...plan,
      timeZone: 'America/New_York',
      parameters: [{ unit: 'days', amount: 0 }],
      ladders: [
        {
          ...{ ...ladder, pauseWhile: ['asked', 'held'] },
          rungs: [{ name: 'r1', after: 0, every: { unit: 'days', amount: 0 }, atMost: 3, to: 'asked' }],
        },
      ],
    },
    story: {
      ...story,
      at: 1,
      happenings: [
        { wait: 0, kind: 'learn', to: 'held', late: 0, counts: 'full' },
        { wait: 1, kind: 'move', to: 'open' },
        { wait: 1, kind: 'move', to: 'open' },
      ],
    },
  },
  {
    name: 'a pause moves what was due at a time of day that the clock skips',
    plan: {
      ...plan,
      timeZone: 'Europe/Rome',
      week: [[], [], [], [], [], [], [[540, 1020]]],
      parameters: [
        { unit: 'businessDays', amount: 1 },
        { unit: 'days', amount: 2 },
      ],
      ladders: [
        {
          ...ladder,
          rungs: [
            { name: 'r0', after: 0 },
            { name: 'r1', after: 1, to: 'held' },
          ],
        },
      ],
    },
    story: { ...story, zero: '2026-03-26', at: 2, happenings: [{ wait: 160, kind: 'move', to: 'open' }] },
  },
];
