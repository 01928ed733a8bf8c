import { call, days, defineFlow, Fields, hours, Instant, Integer, Optional, Text } from '@throughline/language';

/** A ticket as Request Tracker has it: what request-tracker.yaml reads is its facts. */
export const requestTrackerTicket = defineFlow({
  name: 'request-tracker-ticket',
  title: 'Ticket in Request Tracker',
  description: 'A ticket with each state that it has been in.',
  owner: 'service-desk',
  key: 'number',
  roles: { 'service-desk': { title: 'Service desk' } },
  data: Fields({
    number: Text(),
    subject: Text({ list: true }),
    queue: Text({ list: true }),
    requestor: Optional(Text({ personal: true })),
    comments: Integer({ default: 0, minimum: 0 }),
    openedAt: Instant(),
  }),
  parameters: {
    escalateAfter: hours(8, { owner: 'service-desk', title: 'Escalation, hours after it was opened', from: 1, to: 200 }),
  },
  events: {
    create: {
      title: 'Create',
      data: Fields({ subject: Text(), queue: Text(), requestor: Optional(Text({ personal: true })), openedAt: Instant() }),
      set: {
        ...{ subject: 'event.subject', queue: 'event.queue', openedAt: 'event.openedAt' },
        requestor: 'has(event.requestor) ? dyn(event.requestor) : null',
      },
    },
    open: { title: 'Open', lands: 'open' },
    stall: { title: 'Stall', lands: 'stalled' },
    resolve: { title: 'Resolve', lands: 'resolved' },
    reject: { title: 'Reject', lands: 'rejected' },
    remark: { title: 'Remark', set: { comments: 'data.comments + 1' } },
  },
  expected: { within: days(2), owner: 'service-desk' },
  start: { create: { to: 'new' } },
  states: {
    new: {
      title: 'New',
      owner: 'service-desk',
      within: hours(4),
      on: { open: { to: 'open' }, resolve: { to: 'resolved' }, reject: { to: 'rejected' }, remark: {} },
    },
    open: {
      title: 'Open',
      owner: 'service-desk',
      within: days(5),
      on: { stall: { to: 'stalled' }, resolve: { to: 'resolved' }, reject: { to: 'rejected' }, remark: {} },
    },
    stalled: {
      title: 'Stalled',
      owner: 'service-desk',
      within: days(10),
      on: { open: { to: 'open' }, resolve: { to: 'resolved' }, reject: { to: 'rejected' }, remark: {} },
    },
    resolved: { title: 'Resolved', final: 'done', on: { open: { to: 'open' }, remark: {} } },
    rejected: { title: 'Rejected', final: 'cancelled', on: { open: { to: 'open' }, remark: {} } },
  },
  exceptions: {
    notWritten: {
      ...{ title: 'Not written to Request Tracker', owner: 'service-desk', severity: 'low', within: days(2) },
      resolutions: ['written by hand'],
    },
  },
  destinations: {
    // The connection “request-tracker” takes it, which has the same name.
    'request-tracker': {
      ...{ title: 'Request Tracker', owner: 'service-desk', tier: 2 },
      data: Fields({ ticket: Text(), status: Optional(Text()), text: Text() }),
    },
  },
  ladders: {
    chase: {
      title: 'Chase',
      anchor: 'data.openedAt',
      during: ['new', 'open'],
      rungs: [
        {
          ...{ name: 'escalate', title: 'Escalate', after: 'escalateAfter' },
          effects: [
            call('request-tracker', {
              with: {
                ticket: 'data.number',
                status: '"stalled"',
                text: '"Escalated: it has been open since " + data.openedAt + "."',
              },
              onFailed: 'notWritten',
            }),
          ],
        },
      ],
    },
  },
});
