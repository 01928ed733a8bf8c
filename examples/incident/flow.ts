import {
  businessDays,
  businessHours,
  defineCalendar,
  defineFlow,
  Email,
  Fields,
  hours,
  mail,
  OneOf,
  Optional,
  Text,
} from '@throughline/language';

const day = [['08:00', '18:00']] as const;

/** When the service desk is there. */
const desk = defineCalendar({
  title: 'Service desk',
  timeZone: 'Europe/Madrid',
  from: '2026-01-01',
  to: '2028-12-31',
  week: { monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
  holidays: [
    { month: 1, day: 1, title: 'Año Nuevo' },
    { month: 1, day: 6, title: 'Epifanía' },
    { easter: -2, title: 'Viernes Santo' },
    { month: 5, day: 1, title: 'Día del Trabajador' },
    { month: 8, day: 15, title: 'Asunción' },
    { month: 10, day: 12, title: 'Fiesta Nacional' },
    { month: 12, day: 25, title: 'Navidad' },
  ],
});

const roles = {
  'service-desk': { title: 'Service desk' },
  support: { title: 'Support' },
  'incident-manager': { title: 'Incident manager' },
  'problem-manager': { title: 'Problem manager' },
} as const;

const resolve = {
  to: 'resolved',
  resolve: ['targetMissed', 'outage'],
  effects: [mail('resolved', { to: 'data.contact' })],
} as const;
const suspect = {
  link: { problem: 'event.problem' },
  open: [
    {
      flow: 'problem',
      event: 'report',
      key: 'event.problem',
      with: { number: 'event.problem', service: 'data.service', incident: 'data.number' },
      onRefused: 'problemRefused',
    },
  ],
} as const;
const duplicate = { to: 'withdrawn', by: 'person', reason: true } as const;

/** An incident: something does not work, and a customer waits. */
export const incident = defineFlow({
  name: 'incident',
  title: 'Incident',
  description: 'A service does not work as it should, from the report to the word of the customer that it does again.',
  owner: 'incident-manager',
  key: 'number',
  calendar: { default: 'desk' },
  calendars: { desk },
  roles,
  data: Fields({
    number: Text({ maxLength: 40 }),
    service: Text({ list: true, maxLength: 100 }),
    summary: Text({ list: true, maxLength: 200 }),
    priority: OneOf(['urgent', 'normal'], { list: true }),
    contact: Email({ personal: true }),
    cause: Optional(Text({ maxLength: 200 })),
  }),
  parameters: {
    responseTarget: businessHours(2, { owner: 'incident-manager', title: 'First answer within', from: 1, to: 16 }),
    urgentTarget: hours(4, { owner: 'incident-manager', title: 'Urgent: resolved within', from: 1, to: 24 }),
    warnAfter: businessHours(12, { owner: 'incident-manager', title: 'Normal: warned after', from: 1, to: 40 }),
    normalTarget: businessHours(16, { owner: 'incident-manager', title: 'Normal: resolved within', from: 2, to: 80 }),
    askAgainEvery: businessDays(2, { owner: 'incident-manager', title: 'A customer is asked again every', from: 1, to: 10 }),
    closeAfter: businessDays(3, { owner: 'incident-manager', title: 'Closed so long after it was resolved', from: 1, to: 20 }),
  },
  events: {
    ask: { title: 'Ask the customer' },
    answer: { title: 'The customer answers' },
    suspect: { title: 'Suspect a problem behind it', data: Fields({ problem: Text({ maxLength: 40 }) }) },
    change: { title: 'Name the change that caused it', data: Fields({ change: Text({ maxLength: 40 }) }) },
    resolve: {
      title: 'Resolve',
      data: Fields({ cause: Text({ maxLength: 200 }) }),
      set: { cause: 'event.cause' },
    },
    fixed: { title: 'The problem behind it is solved' },
  },
  exceptions: {
    outage: {
      title: 'Urgent, and not resolved in time',
      owner: 'incident-manager',
      severity: 'critical',
      within: hours(1),
      resolutions: ['resolved', 'workaround in place'],
      runbook:
        '1. Open a bridge; call support and the owner of the service.\n2. Tell the customer what is known, every half hour.\n' +
        '3. Look at the changes of the last day first; roll back rather than repair.',
    },
    targetMissed: {
      title: 'Not resolved in time',
      owner: 'incident-manager',
      severity: 'medium',
      within: businessHours(8),
      resolutions: ['resolved', 'new date agreed'],
    },
    problemRefused: {
      title: 'The problem could not be opened',
      owner: 'problem-manager',
      severity: 'low',
      within: businessDays(2),
      resolutions: ['linked by hand', 'not a problem'],
    },
  },
  links: { problem: { flow: 'problem' }, change: { flow: 'release' } },
  mails: {
    question: {
      subject: 'We need your help with {{ data.number }}',
      text: 'To go on with "{{ data.summary }}" we need your answer.',
    },
    resolved: { subject: '{{ data.number }} is resolved', text: 'Does "{{ data.summary }}" work again? If not, tell us.' },
  },
  start: { report: { to: 'new', roles: ['service-desk', 'support'] } },
  states: {
    new: {
      owner: 'service-desk',
      within: 'responseTarget',
      on: { take: 'working', duplicate, fixed: {} },
    },
    working: {
      owner: 'support',
      on: {
        ask: { to: 'waiting', by: 'person', effects: [mail('question', { to: 'data.contact' })] },
        suspect,
        change: { link: { change: 'event.change' } },
        resolve,
        fixed: { task: { role: 'support', title: 'The problem behind it is solved: look whether the incident is' } },
        duplicate,
      },
    },
    waiting: { owner: 'service-desk', on: { answer: 'working', resolve, fixed: 'working' } },
    resolved: {
      owner: 'service-desk',
      on: { reopen: { to: 'working', reason: true }, confirm: 'closed', fixed: {} },
    },
    closed: { final: 'done' },
    withdrawn: { final: 'cancelled' },
  },
  ladders: {
    urgent: {
      title: 'Urgent target',
      anchor: 'entered',
      during: ['new', 'working'],
      pauseWhile: ['waiting'],
      stopWhen: 'data.priority != "urgent"',
      rungs: [{ name: 'missed', title: 'Urgent target missed', after: 'urgentTarget', raise: 'outage' }],
    },
    normal: {
      title: 'Normal target',
      anchor: 'entered',
      during: ['new', 'working'],
      pauseWhile: ['waiting'],
      stopWhen: 'data.priority == "urgent"',
      rungs: [
        {
          name: 'warn',
          title: 'Target is near',
          after: 'warnAfter',
          task: { role: 'support', title: 'The target is near', within: businessHours(4) },
        },
        { name: 'missed', title: 'Target missed', after: 'normalTarget', raise: 'targetMissed' },
      ],
    },
    question: {
      title: 'Waiting for the customer',
      anchor: 'entered',
      during: ['waiting'],
      rungs: [
        {
          name: 'again',
          title: 'Ask again',
          after: 'askAgainEvery',
          every: 'askAgainEvery',
          atMost: 3,
          effects: [mail('question', { to: 'data.contact' })],
        },
        { name: 'giveUp', title: 'Taken for resolved', after: businessDays(15), to: 'resolved' },
      ],
    },
    closing: {
      title: 'Closing',
      anchor: 'entered',
      during: ['resolved'],
      rungs: [{ name: 'close', title: 'Close', after: 'closeAfter', to: 'closed' }],
    },
  },
});

/** A problem: what is behind one or more incidents. */
export const problem = defineFlow({
  name: 'problem',
  title: 'Problem',
  owner: 'problem-manager',
  key: 'number',
  calendar: { default: 'desk' },
  calendars: { desk },
  roles,
  data: Fields({
    number: Text({ maxLength: 40 }),
    service: Text({ list: true, maxLength: 100 }),
    incident: Text({ maxLength: 40, title: 'First incident' }),
    workaround: Optional(Text({ maxLength: 1000 })),
  }),
  events: {
    know: {
      title: 'A workaround is known',
      data: Fields({ workaround: Text({ maxLength: 1000 }) }),
      set: { workaround: 'event.workaround' },
    },
  },
  exceptions: {
    incidentNotTold: {
      title: 'The incident could not be told',
      owner: 'problem-manager',
      severity: 'low',
      within: businessDays(2),
      resolutions: ['told by hand', 'closed before'],
    },
  },
  start: { report: 'open' },
  states: {
    open: {
      owner: 'problem-manager',
      within: businessDays(10),
      on: { know: 'known', dismiss: { to: 'dismissed', by: 'person', reason: true } },
    },
    known: {
      owner: 'problem-manager',
      within: businessDays(60),
      on: {
        solve: {
          to: 'verifying',
          send: [{ flow: 'incident', key: 'data.incident', event: 'fixed', onRefused: 'incidentNotTold' }],
        },
      },
    },
    verifying: {
      owner: 'problem-manager',
      within: businessDays(10),
      on: { confirm: 'solved', reopen: { to: 'known', reason: true } },
    },
    solved: { final: 'done' },
    dismissed: { final: 'cancelled' },
  },
});
