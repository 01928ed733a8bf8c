import { defineMetric, type MetricDefinition } from '@throughline/language';

const ofLeads = { owner: 'revops-lead', flow: 'lead', grain: 'month' } as const;

/** Counts what sales did: right while one lead is qualified once. */
export const conversion = defineMetric({
  ...ofLeads,
  dimensions: ['source'],
  id: 'lead-conversion',
  title: 'SQL to opportunity',
  description: 'How often sales qualified leads in the period, for every hundred that it accepted.',
  unit: 'per-100-cases',
  direction: 'up',
  formula: {
    kind: 'ratio',
    of: { kind: 'events', any: [{ type: 'qualify' }] },
    over: { kind: 'cases', at: { enters: 'sql' } },
    per: 100,
  },
});

const qualifying = defineMetric({
  ...ofLeads,
  dimensions: ['source'],
  id: 'lead-qualifying-time',
  title: 'Time to qualify a lead',
  description: 'Days from the acceptance by sales until there is an opportunity, of those that became one in the period.',
  unit: 'days',
  direction: 'down',
  formula: { kind: 'duration', from: { enters: 'sql' }, to: { enters: 'opportunity' }, in: 'elapsed-days', aggregate: 'median' },
});

const funnel = defineMetric({
  ...ofLeads,
  dimensions: ['source'],
  id: 'lead-funnel',
  title: 'Leads that are won',
  description: 'Of the leads that marketing hands over in the period the share that is won, step by step.',
  unit: 'share',
  direction: 'up',
  formula: {
    kind: 'funnel',
    steps: [
      { id: 'mql', at: { enters: 'mql' } },
      { id: 'sql', at: { enters: 'sql' } },
      { id: 'opportunity', at: { enters: 'opportunity' } },
      { id: 'won', at: { enters: 'won' } },
    ],
  },
});

const waiting = defineMetric({
  ...ofLeads,
  dimensions: ['source'],
  id: 'leads-to-qualify',
  title: 'Leads to qualify',
  description: 'Leads that sales accepted and has neither qualified nor lost at the end of the period.',
  unit: 'count',
  direction: 'down',
  formula: { kind: 'balance', from: { enters: 'sql' }, to: { enters: ['opportunity', 'lost'] } },
});

/** What is measured of leads. Each names the stage “SQL”. */
export const leadMetrics: readonly MetricDefinition[] = [conversion, qualifying, funnel, waiting];
