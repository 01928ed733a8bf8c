import { days, defineFlow, Fields, Integer, List, OneOf, Text } from '@throughline/language';
import { changeOf } from '../integration/change-of.ts';
import { byMonitor, roles } from './roles.ts';
import { systemTiers } from './system.ts';

const texts = (maxItems: number) => List(Text({ maxLength: 200 }), { maxItems, default: [] });

const described = {
  kind: OneOf(['system', 'integration'], { list: true, title: 'Kind' }),
  name: Text({ list: true, maxLength: 120 }),
  title: Text({ maxLength: 200 }),
  tier: OneOf(systemTiers, { list: true, title: 'Tier' }),
  owner: Text({ list: true, title: 'Owner', maxLength: 80 }),
} as const;

/** What is not there, or stale: `runbook missing`, `diagram stale`. */
const Gaps = Fields({ gaps: List(Text({ maxLength: 200 }), { maxItems: 20 }) });
/** How many people with an account that may sign in hold the role that owns it. */
const People = Fields({ people: Integer({ minimum: 0, maximum: 100_000 }) });

const gaps = { gaps: 'event.gaps' } as const;
const people = { people: 'event.people' } as const;
const common = {
  describe: byMonitor,
  retire: { ...byMonitor, to: 'retired', resolve: ['undocumented', 'onePersonOnly', 'noOwner'] },
} as const;
const owner = {
  ownerMissing: { ...byMonitor, raise: 'noOwner' },
  ownerNamed: { ...byMonitor, resolve: 'noOwner' },
} as const;
/** Told again, it says otherwise what is missing. */
const again = byMonitor;
const missing = <const S extends string>(to: S) => ({ ...byMonitor, to, raise: 'undocumented' }) as const;
const complete = <const S extends string>(to: S) => ({ ...byMonitor, to, resolve: 'undocumented' }) as const;
const few = <const S extends string>(to: S) => ({ ...byMonitor, to, raise: 'onePersonOnly' }) as const;
const enough = <const S extends string>(to: S) => ({ ...byMonitor, to, resolve: 'onePersonOnly' }) as const;

/**
 * Whether a live system or integration is documented, and can be kept by more than one person. Its states are the answer, so that any past day can be asked. Of
 * tier 2 and 3 only an owner is demanded.
 */
export const coverage = defineFlow({
  name: 'coverage',
  title: 'Coverage',
  description:
    'Whether a live system or integration has a runbook and a diagram that hold, an owner, and more than one person who can keep it.',
  stream: 'catalogue',
  owner: 'systems-lead',
  key: 'number',
  roles,
  data: Fields({
    number: Text({ maxLength: 200 }),
    ...described,
    gaps: texts(20),
    people: Integer({ minimum: 0, maximum: 100_000, default: 0 }),
  }),
  parameters: {
    showEvery: days(365, { owner: 'systems-lead', title: 'Shown to hold every', from: 30, to: 730 }),
  },
  events: {
    found: { title: 'Found in the catalogue' },
    describe: { title: 'Registered otherwise', data: Fields(described), set: changeOf(described) },
    documentationMissing: { title: 'Documentation is missing or stale', data: Gaps, set: gaps },
    documentationComplete: { title: 'Documentation is complete', data: Gaps, set: gaps },
    onePersonOnly: { title: 'One person alone can keep it', data: People, set: people },
    covered: { title: 'Several people can keep it', data: People, set: people },
    ownerMissing: { title: 'Nobody holds the role that owns it' },
    ownerNamed: { title: 'Somebody holds the role that owns it' },
    retire: { title: 'No longer live' },
  },
  exceptions: {
    undocumented: {
      title: 'Documentation is missing or stale',
      owner: 'systems-lead',
      severity: 'medium',
      within: days(30),
      resolutions: ['written', 'confirmed', 'tier corrected'],
      runbook:
        '1. See which documents are missing or stale, on the page *Systems*, under *Documentation*.\n2. Write them, or confirm that they still hold.\n3. It ends by itself at the next look of the monitor.',
    },
    onePersonOnly: {
      title: 'One person alone can keep it',
      owner: 'systems-lead',
      severity: 'high',
      within: days(60),
      resolutions: ['a second person trained', 'handed to a vendor', 'tier corrected'],
      runbook:
        '1. Ask the one person what nobody else knows.\n2. Have a second one run the runbook without help.\n3. Grant the role to both: it ends by itself.',
    },
    noOwner: {
      title: 'Nobody answers for it',
      owner: 'systems-lead',
      severity: 'high',
      within: days(10),
      resolutions: ['owner named', 'retired'],
      runbook: '1. Ask who uses it.\n2. Grant the owning role to somebody, or name another role.\n3. It ends by itself.',
    },
  },
  start: { found: { to: 'covered', ...byMonitor } },
  states: {
    covered: {
      title: 'Covered',
      owner: 'systems-lead',
      on: {
        ...common,
        ...owner,
        documentationMissing: missing('undocumented'),
        onePersonOnly: few('one_person'),
        covered: again,
      },
    },
    undocumented: {
      title: 'Not documented',
      owner: 'systems-lead',
      on: {
        ...{ ...common, ...owner, covered: again },
        documentationMissing: again,
        documentationComplete: complete('covered'),
        onePersonOnly: few('exposed'),
      },
    },
    one_person: {
      title: 'One person',
      owner: 'systems-lead',
      on: { ...common, ...owner, documentationMissing: missing('exposed'), onePersonOnly: again, covered: enough('covered') },
    },
    exposed: {
      title: 'Not documented, one person',
      owner: 'systems-lead',
      on: {
        ...{ ...common, ...owner },
        documentationMissing: again,
        documentationComplete: complete('one_person'),
        onePersonOnly: again,
        covered: enough('undocumented'),
      },
    },
    retired: { title: 'Retired', final: 'done' },
  },
  ladders: {
    drill: {
      title: 'Drill',
      anchor: 'entered',
      during: ['covered', 'undocumented', 'one_person', 'exposed'],
      rungs: [
        {
          name: 'show',
          title: 'Somebody shows that it can be kept',
          after: 'showEvery',
          every: 'showEvery',
          atMost: 10,
          task: { role: 'systems-lead', title: 'Have somebody else run its runbook, without help', within: days(60) },
        },
      ],
    },
  },
});
