import {
  businessDays,
  Decimal,
  days,
  defineFlow,
  Fields,
  Instant,
  Integer,
  List,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';
import { calendarChoice } from '../order-to-cash/calendars.ts';
import { priorities } from './incident-data.ts';
import { actionAsked, actionOpens } from './incident-events.ts';
import { byMonitor, bySolver, roles, solvers } from './roles.ts';

const owner = 'systems-lead' as const;
const said = Text({ maxLength: 4000 });
const action = 'data.number + "-A" + string(children.actions.count + 1)';

/** An incident of its kind: before the fix it is one more, after it the fix was none. */
const more = { set: { incidents: 'data.incidents + 1', lastAt: 'event.beganAt' } } as const;
const again = { ...more, raise: 'recurrence' } as const;
const setCause = { cause: 'event.cause', workaround: 'has(event.workaround) ? dyn(event.workaround) : null' } as const;
const held = {
  planAction: {
    roles: solvers,
    open: [{ child: 'actions', event: 'plan', key: action, with: { number: action, ...actionOpens } }],
  },
  measureBy: { ...bySolver },
  describe: { ...bySolver },
} as const;
const dismiss = { ...bySolver, to: 'dismissed', reason: true } as const;
/** What is to be done is done, and where a number is to show it, the number does. */
const isMended =
  'children.actions.open == 0 && (!has(data.metric) || (has(data.measured) && has(data.target) && (has(data.better) && data.better == "down" ? data.measured <= data.target : data.measured >= data.target)))';

/** What is behind incidents: looked for, known, mended, and over once nothing of it comes back. */
export const problem = defineFlow({
  name: 'problem',
  title: 'Problem',
  description: 'What is behind incidents. It is not closed while an action is open, its number is not back, or it happens again.',
  stream: 'service',
  owner,
  key: 'number',
  ...calendarChoice,
  roles,
  data: Fields({
    number: Text({ maxLength: 160 }),
    title: Text({ list: true }),
    priority: OneOf(priorities, { list: true }),
    signature: Optional(Text({ list: true, maxLength: 120 })),
    systems: List(Text(), { maxItems: 50, default: [] }),
    integrations: List(Text(), { maxItems: 50, default: [] }),
    incident: Optional(Text()),
    incidents: Integer({ minimum: 0, default: 1, list: true, decided: true }),
    lastAt: Optional(Instant({ list: true, decided: true })),
    cause: Optional(said),
    workaround: Optional(said),
    /** What mends it: a change or a release. */
    fix: Optional(Text({ list: true, maxLength: 120, decided: true })),
    fixedAt: Optional(Instant({ decided: true })),
    /** The number that is to show that it helped, of which part, and from what on it does. */
    metric: Optional(Text({ maxLength: 80, decided: true })),
    metricOf: Optional(Text({ maxLength: 120, decided: true })),
    target: Optional(Decimal({ decided: true })),
    /** Whether it is to be at least that, or at most. */
    better: Optional(OneOf(['up', 'down'], { decided: true })),
    measured: Optional(Decimal({ decided: true })),
    measuredOf: Optional(Text({ maxLength: 400, decided: true })),
    proof: Optional(Text({ maxLength: 4000, decided: true })),
  }),
  links: { fix: { flow: 'change' }, release: { flow: 'release' } },
  children: { actions: { flow: 'corrective-action' } },
  parameters: {
    investigateP1: businessDays(2, { owner, title: 'P1: taken on within', from: 1, to: 10 }),
    investigateP2: businessDays(5, { owner, title: 'P2: taken on within', from: 1, to: 20 }),
    investigateOther: businessDays(20, { owner, title: 'P3 and P4: taken on within', from: 1, to: 60 }),
    findWithin: businessDays(20, { owner, title: 'Its cause is known within', from: 1, to: 120 }),
    fixWithin: days(90, { owner, title: 'Mended within', from: 7, to: 365 }),
    verifyWithin: days(30, { owner, title: 'Shown to be mended within', from: 1, to: 120 }),
    quietFor: days(30, { owner, title: 'Closed after so long without it', from: 0, to: 180 }),
  },
  events: {
    open: { title: 'Open' },
    investigate: { title: 'Look for its cause' },
    describe: {
      title: 'Say more of it',
      data: Fields({ workaround: said }),
      set: { workaround: 'event.workaround' },
    },
    know: { title: 'Its cause is known', data: Fields({ cause: said, workaround: Optional(said) }), set: setCause },
    planFix: {
      title: 'Plan what mends it',
      data: Fields({ kind: OneOf(['change', 'release']), fix: Text() }),
      set: { fix: 'event.fix' },
    },
    measureBy: {
      title: 'Say which number is to show it',
      data: Fields({
        metric: Text({ maxLength: 80 }),
        of: Optional(Text({ maxLength: 120 })),
        target: Decimal(),
        better: Optional(OneOf(['up', 'down'])),
      }),
      set: {
        metric: 'event.metric',
        metricOf: 'has(event.of) ? dyn(event.of) : null',
        target: 'event.target',
        better: 'has(event.better) ? dyn(event.better) : "up"',
        measured: 'null',
        measuredOf: 'null',
      },
    },
    releaseFix: {
      title: 'What mends it is live',
      data: Fields({ at: Instant() }),
      set: { fixedAt: 'event.at', measured: 'null', measuredOf: 'null' },
    },
    measured: {
      title: 'Measured',
      data: Fields({ value: Decimal(), of: Text({ maxLength: 400 }) }),
      set: { measured: 'event.value', measuredOf: 'event.of' },
    },
    recur: { title: 'It happened again', data: Fields({ incident: Text(), beganAt: Instant() }) },
    verify: { title: 'Verified', data: Fields({ proof: said }), set: { proof: 'event.proof' } },
    planAction: { title: 'Plan a corrective action', data: actionAsked },
    close: { title: 'Close' },
    dismiss: { title: 'It is none' },
  },
  exceptions: {
    recurrence: {
      title: 'It happened again after it was mended',
      owner,
      severity: 'high',
      within: businessDays(5),
      blocks: true,
      resolutions: ['mended otherwise', 'another cause'],
      runbook:
        '1. Compare with the incidents of before: is it the same cause?\n2. If so, plan another fix.\n3. If not, say so, and give the incident another signature.',
    },
  },
  start: { open: { to: 'open', set: { incidents: 'has(event.incidents) ? event.incidents : 1' } } },
  states: {
    open: {
      title: 'Open',
      owner,
      within: { by: 'priority', is: { P1: 'investigateP1', P2: 'investigateP2' }, else: 'investigateOther' },
      on: { investigate: { ...bySolver, to: 'investigating' }, recur: more, ...held, dismiss },
    },
    investigating: {
      title: 'Being looked into',
      owner,
      within: 'findWithin',
      on: { know: { ...bySolver, to: 'known' }, recur: more, ...held, dismiss },
    },
    known: {
      title: 'Known error',
      owner,
      within: 'fixWithin',
      on: {
        planFix: [
          { ...bySolver, when: 'event.kind == "change"', to: 'fix_planned', link: { fix: 'event.fix' } },
          { ...bySolver, when: 'event.kind == "release"', to: 'fix_planned', link: { release: 'event.fix' } },
        ],
        recur: more,
        ...held,
        dismiss,
      },
    },
    fix_planned: {
      title: 'Fix planned',
      owner,
      within: 'fixWithin',
      on: { releaseFix: { roles: solvers, to: 'fix_released' }, recur: more, ...held },
    },
    fix_released: {
      title: 'Fix released',
      owner,
      within: 'verifyWithin',
      on: {
        verify: { ...bySolver, when: isMended, to: 'verified' },
        // Another attempt: what was measured of the first says nothing of it.
        releaseFix: { roles: solvers },
        measured: { ...byMonitor },
        recur: { ...again, to: 'known' },
        ...held,
      },
    },
    verified: {
      title: 'Verified',
      owner,
      within: 'quietFor',
      on: {
        close: { ...bySolver, when: 'children.actions.open == 0', to: 'closed', resolve: 'recurrence' },
        recur: { ...again, to: 'known' },
        ...held,
      },
    },
    closed: { title: 'Closed', final: 'done' },
    dismissed: { title: 'It is none', final: 'cancelled' },
  },
});
