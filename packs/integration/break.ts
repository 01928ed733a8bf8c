import { businessDays, Currency, days, defineFlow, Fields, Instant, Integer, Money, OneOf, Text } from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { changeOf } from './change-of.ts';
import { byKeeper, byMonitor, roles } from './roles.ts';

/** Empty where nothing is said. */
const noText = { default: '' };

const seen = {
  /** missing: on the left alone; extra: on the right alone; duplicate: once too often; mismatched: they differ. */
  kind: OneOf(['missing', 'extra', 'duplicate', 'mismatched'], { list: true }),
  leftSays: Text({ maxLength: 1000, ...noText }),
  rightSays: Text({ maxLength: 1000, ...noText }),
  /** Which side is right about what differs. */
  systemOfRecord: Text({ maxLength: 200, ...noText }),
  currency: Currency(),
  /** Right less left. */
  difference: Money({ list: true }),
  /** The same without its sign: what is not explained. */
  amount: Money({ minimum: 0 }),
  lastSeen: Instant(),
  ageDays: Integer({ minimum: 0, list: true }),
} as const;

/** Something on which two systems do not agree. It is over when they do, and not when somebody says so. */
export const reconciliationBreak = defineFlow({
  name: 'reconciliation-break',
  title: 'Break',
  description:
    'A record on which two systems do not agree: owned, explained, and closed by the next comparison in which they do.',
  stream: 'integration',
  owner: 'systems-lead',
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text({ maxLength: 300 }),
    reconciliation: Text({ list: true, maxLength: 63 }),
    title: Text(),
    record: Text({ list: true, maxLength: 260 }),
    owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
    firstSeen: Instant({ list: true }),
    ...seen,
  }),
  parameters: {
    explainWithin: businessDays(5, { owner: 'systems-lead', title: 'Explained within', from: 1, to: 30 }),
    agreeWithin: days(30, { owner: 'systems-lead', title: 'Both agree within', from: 1, to: 120 }),
  },
  events: {
    found: { title: 'The two sides differ' },
    seen: {
      title: 'They differ otherwise',
      data: Fields(seen),
      set: changeOf(seen, { leftSays: '""', rightSays: '""', systemOfRecord: '""' }),
    },
    explain: { title: 'Explain' },
    agreed: { title: 'The two sides agree' },
  },
  start: { found: { to: 'open', ...byMonitor } },
  states: {
    open: {
      title: 'Open',
      owner: 'integration-owner',
      within: 'explainWithin',
      on: { seen: byMonitor, explain: { ...byKeeper, to: 'explained', reason: true }, agreed: { ...byMonitor, to: 'closed' } },
    },
    explained: {
      title: 'Explained',
      owner: 'integration-owner',
      within: 'agreeWithin',
      on: { seen: { ...byMonitor, to: 'open' }, agreed: { ...byMonitor, to: 'closed' } },
    },
    closed: { title: 'Agreed', final: 'done' },
  },
});
