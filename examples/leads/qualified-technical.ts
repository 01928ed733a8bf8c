import type { FlowDefinition } from '@throughline/language';
import { lead } from './flow.ts';

const { sql, ...others } = lead.states;
const bySales = { by: 'person' as const, roles: ['sales'] };

/** A lead is qualified twice: by what they would pay for, then by what can be built for them. */
export const withTechnicalStage: FlowDefinition = {
  ...lead,
  states: {
    ...others,
    sql: { ...sql, on: { ...sql?.on, qualify: { ...bySales, to: 'qualified-technical' } } },
    'qualified-technical': {
      title: 'Qualified – technical',
      owner: 'sales',
      within: { days: 10 },
      on: {
        qualify: { ...bySales, to: 'opportunity' },
        lose: { ...bySales, to: 'lost', reason: true },
      },
    },
  },
};
