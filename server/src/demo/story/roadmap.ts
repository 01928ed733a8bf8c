import type { JsonObject } from '@throughline/language';
import type { Act } from './acts.ts';

/* What takes more than a quarter: agreed on by the sponsors, waiting for them, or a thought. */

const lead = 'lea.winter';
const eur = 100;

const act = (on: string, key: string, type: string, data?: JsonObject): Act => ({
  ...{ on, who: lead, flow: 'roadmap-item', key, type },
  ...(data === undefined ? {} : { data }),
});

interface Case {
  readonly cost: number;
  readonly yearlyCost: number;
  readonly yearlyBenefit: number;
  readonly risk: string;
  readonly alternatives: readonly string[];
  readonly metric: string;
  readonly baseline: number;
  readonly target: number;
  readonly outcomeBy: string;
}
const caseOf = ({ cost, yearlyCost, yearlyBenefit, alternatives, ...said }: Case): JsonObject => ({
  ...{ currency: 'EUR', ...said, alternatives: ['Nothing is done', ...alternatives] },
  ...{ cost: cost * eur, yearlyCost: yearlyCost * eur, yearlyBenefit: yearlyBenefit * eur },
});

const carriers: readonly Act[] = [
  act('2026-02-16', 'RM-1', 'propose', {
    ...{ number: 'RM-1', title: 'All carriers by messages', team: 'Operations', from: '2026-08-03', to: '2027-01-31' },
    ...{ objective: 'Who waits for goods knows where they are', requests: [], dependsOn: [] },
  }),
  act(
    '2026-03-02',
    'RM-1',
    'makeCase',
    caseOf({
      ...{ cost: 48_000, yearlyCost: 6000, yearlyBenefit: 41_000, metric: 'delivery-success', baseline: 0.93, target: 0.96 },
      ...{ risk: 'Each carrier writes messages in its own way.', alternatives: ['Files twice a day'], outcomeBy: '2027-06-30' },
    }),
  ),
  act('2026-03-05', 'RM-1', 'accept'),
  { ...act('2026-03-09', 'RM-1', 'approve', { of: 'accept' }), who: 'stefan.lauer' },
  act('2026-07-27', 'RM-1', 'plan', { from: '2026-08-03', to: '2027-01-31' }),
];

const personnel: readonly Act[] = [
  act('2026-05-18', 'RM-2', 'propose', {
    ...{ number: 'RM-2', title: 'Another system for personnel', team: 'Human resources', from: '2027-02-01', to: '2027-10-31' },
    ...{ objective: 'No system whose vendor has given it up', requests: [], dependsOn: [] },
  }),
  act(
    '2026-06-08',
    'RM-2',
    'makeCase',
    caseOf({
      ...{ cost: 65_000, yearlyCost: 18_000, yearlyBenefit: 39_000, metric: 'manual-interventions', baseline: 20, target: 15 },
      ...{ risk: 'The contract of the old one ends with 2027.', alternatives: ['It is run without a vendor'] },
      outcomeBy: '2028-03-31',
    }),
  ),
  act('2026-06-10', 'RM-2', 'accept'),
  { ...act('2026-06-16', 'RM-2', 'approve', { of: 'accept' }), who: 'regina.holt' },
];

/** Whether it is worth it the sponsors have to say. */
const portal: readonly Act[] = [
  act('2026-10-19', 'RM-3', 'propose', {
    ...{ number: 'RM-3', title: 'A portal for key accounts', team: 'Sales operations', from: '2027-03-01', to: '2027-12-31' },
    ...{ objective: 'Key accounts stay', requests: ['REQ-0007'], dependsOn: ['RM-1'] },
  }),
  act(
    '2026-10-26',
    'RM-3',
    'makeCase',
    caseOf({
      ...{ cost: 120_000, yearlyCost: 24_000, yearlyBenefit: 52_000, metric: 'days-late', baseline: 14, target: 10 },
      ...{ risk: 'Two of nine have said that they would use it.', alternatives: ['Documents by mail, as one file a month'] },
      outcomeBy: '2028-06-30',
    }),
  ),
  act('2026-10-28', 'RM-3', 'accept'),
];

const reports: readonly Act[] = [
  act('2026-10-20', 'RM-4', 'propose', {
    ...{ number: 'RM-4', title: 'Reports by the day instead of by the month', team: 'Finance', from: '2027-05-03' },
    ...{ to: '2027-10-31', objective: 'Nobody waits for the end of the month to learn of a loss', requests: [], dependsOn: [] },
  }),
];

export const roadmapActs: readonly Act[] = [...carriers, ...personnel, ...portal, ...reports];
