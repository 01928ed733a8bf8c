import { Day, days, defineFlow, Fields, Integer, List, OneOf, Optional, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { byKeeper, byLead, keepers, roles } from './roles.ts';

/** 1: the business stops without it. 2: it limps. 3: nobody notices for a week. */
export const systemTiers = ['1', '2', '3'] as const;
/** What becomes of it, in the next years. */
export const dispositions = ['invest', 'tolerate', 'migrate', 'eliminate'] as const;

/** Empty where nothing is said. */
const noText = { default: '' };
const texts = (maxItems: number) => List(Text({ maxLength: 120 }), { maxItems, default: [] });

/** Who is called when nobody has come, and after how many minutes. */
const EscalationStep = Fields({
  priority: OneOf(['P1', 'P2', 'P3', 'P4']),
  role: Text({ maxLength: 80 }),
  afterMinutes: Integer({ minimum: 0, maximum: 10_080 }),
});

const Environment = Fields({ name: Text({ maxLength: 80 }), url: Optional(Text({ maxLength: 500 })) });

const described = {
  title: Text({ list: true, maxLength: 200 }),
  purpose: Text({ maxLength: 2000, ...noText }),
  /** The role that keeps it running. */
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
  /** The role for whose work it is there. */
  businessOwner: Text({ list: true, title: 'Business owner', maxLength: 80, ...noText }),
  tier: OneOf(systemTiers, { list: true, title: 'Tier' }),
  disposition: OneOf(dispositions, { list: true, title: 'Disposition' }),
  vendor: Text({ list: true, maxLength: 120, ...noText }),
  /** The last day of its contract or certificate, and so many days before it somebody is to decide. */
  renewsOn: Optional(Day({ list: true, title: 'Renewal' })),
  noticeDays: Integer({ minimum: 0, maximum: 365, default: 60 }),
  environments: List(Environment, { maxItems: 20, default: [] }),
  dataClasses: texts(20),
  /** Names of controls that it is in the scope of. */
  controls: texts(50),
  capabilities: texts(50),
  /** Systems that it does not work without, by their names. */
  dependsOn: texts(50),
  /** Flows whose cases have their records in it, by their names. */
  flows: texts(50),
  /** Names of destinations by which flows call it, where they are not its own name. */
  calledAs: texts(20),
  escalation: List(EscalationStep, { maxItems: 20, default: [] }),
} as const;

const changed = changeOf(described, {
  ...{ purpose: '""', businessOwner: '""', vendor: '""', renewsOn: 'null', noticeDays: '60', environments: '[]' },
  ...{ dataClasses: '[]', controls: '[]', capabilities: '[]', dependsOn: '[]', flows: '[]', calledAs: '[]', escalation: '[]' },
});

const renew = { roles: [...keepers, 'catalogue-monitor'] } as const;

/** A system that the business works with: what it is for, who answers for it, what hangs on it, and what becomes of it. */
export const system = defineFlow({
  name: 'system',
  title: 'System',
  description:
    'A system that the business works with: its purpose, owners, tier, environments, vendor, renewal, data, controls, and what becomes of it.',
  stream: 'catalogue',
  owner: 'systems-lead',
  key: 'name',
  roles,
  data: Fields({ name: Text({ maxLength: 80 }), ...described }),
  parameters: {
    decideWithin: days(180, {
      owner: 'systems-lead',
      title: 'What is proposed goes live or is given up within',
      from: 7,
      to: 730,
    }),
    retireWithin: days(365, { owner: 'systems-lead', title: 'What is being retired is gone within', from: 7, to: 1095 }),
    reviewEvery: days(365, { owner: 'systems-lead', title: 'Looked at again every', from: 30, to: 730 }),
    renewWithin: days(14, { owner: 'systems-lead', title: 'A renewal is decided within', from: 1, to: 90 }),
  },
  events: {
    register: { title: 'Register' },
    propose: { title: 'Propose' },
    goLive: { title: 'Goes live' },
    change: { title: 'Change what is registered', data: Fields(described), set: changed },
    renewed: { title: 'Renewed', data: Fields({ renewsOn: Day() }), set: { renewsOn: 'event.renewsOn' } },
    retire: { title: 'Is to go' },
    keep: { title: 'Stays after all' },
    switchOff: { title: 'Switched off' },
    giveUp: { title: 'Given up' },
  },
  exceptions: {
    renewalLapsed: {
      title: 'Its renewal day has passed',
      owner: 'systems-lead',
      severity: 'high',
      within: days(5),
      resolutions: ['renewed', 'replaced', 'date corrected'],
      runbook:
        '1. Ask the vendor until when it is served.\n2. Renew it, or say what replaces it.\n3. Note the new day with *Renewed*.',
    },
  },
  start: {
    register: { to: 'live', roles: [...keepers, 'catalogue-monitor'] },
    propose: { to: 'proposed', ...byKeeper },
  },
  states: {
    proposed: {
      title: 'Proposed',
      owner: 'systems-lead',
      within: 'decideWithin',
      on: { change: byKeeper, goLive: { ...byLead, to: 'live' }, giveUp: { ...byLead, to: 'dropped', reason: true } },
    },
    live: {
      title: 'Live',
      owner: 'systems-lead',
      on: {
        change: byKeeper,
        renewed: { ...renew, resolve: 'renewalLapsed', newRound: true },
        retire: { ...byLead, to: 'retiring', reason: true },
      },
    },
    retiring: {
      title: 'Being retired',
      owner: 'systems-lead',
      within: 'retireWithin',
      on: {
        change: byKeeper,
        renewed: { ...renew, resolve: 'renewalLapsed' },
        keep: { ...byLead, to: 'live', reason: true },
        switchOff: { ...byLead, to: 'retired', resolve: 'renewalLapsed' },
      },
    },
    retired: { title: 'Retired', final: 'done' },
    dropped: { title: 'Given up', final: 'cancelled' },
  },
  ladders: {
    review: {
      title: 'Review',
      anchor: 'entered',
      during: ['live'],
      rungs: [
        {
          name: 'look',
          title: 'It is looked at again',
          after: 'reviewEvery',
          every: 'reviewEvery',
          atMost: 10,
          task: {
            role: 'systems-lead',
            title: 'Is what is registered still right: owners, tier, disposition?',
            within: days(30),
          },
        },
      ],
    },
    renewal: {
      title: 'Renewal',
      anchor: 'has(data.renewsOn) ? dyn(addDays(data.renewsOn, -data.noticeDays)) : null',
      during: ['live', 'retiring'],
      rungs: [
        {
          name: 'notice',
          title: 'Its renewal comes up',
          after: days(0),
          task: { role: 'systems-lead', title: 'Decide on its renewal, before the notice is over', within: 'renewWithin' },
        },
      ],
    },
    lapse: {
      title: 'Lapse',
      anchor: 'has(data.renewsOn) ? dyn(data.renewsOn) : null',
      during: ['live', 'retiring'],
      rungs: [{ name: 'lapsed', title: 'Its renewal day has passed', after: days(1), raise: 'renewalLapsed' }],
    },
  },
});
