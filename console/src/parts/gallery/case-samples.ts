import type { Action, CaseDetail, CaseEvent, Child, Deadline, LadderView } from '@throughline/api';

const name = (key: string, stateTitle: string, flow = 'invoice') => ({
  id: `00000000-0000-4000-8000-${key.replaceAll(/\D/g, '').padStart(12, '0')}`,
  flow,
  key,
  entity: 'Halden GmbH',
  state: stateTitle.toLowerCase(),
  stateTitle,
});

export const strip: CaseDetail['strip'] = [
  {
    state: 'created',
    title: 'Created',
    tone: 'passed',
    enteredAt: '2026-11-02T08:02:00Z',
    leftAt: '2026-11-02T08:05:00Z',
    note: null,
  },
  { state: 'sent', title: 'Sent', tone: 'passed', enteredAt: '2026-11-02T08:05:00Z', leftAt: '2026-12-04T08:05:00Z', note: null },
  {
    state: 'partially_paid',
    title: 'Partially paid',
    tone: 'passed',
    enteredAt: '2026-12-04T08:05:00Z',
    leftAt: '2026-12-11T10:03:00Z',
    note: null,
  },
  {
    state: 'disputed',
    title: 'Disputed',
    tone: 'exception',
    enteredAt: '2026-12-11T10:03:00Z',
    leftAt: '2026-12-18T15:40:00Z',
    note: null,
  },
  {
    state: 'partially_paid',
    title: 'Partially paid',
    tone: 'current',
    enteredAt: '2026-12-18T15:40:00Z',
    leftAt: null,
    note: null,
  },
  { state: 'paid', title: 'Paid', tone: 'to-come', enteredAt: null, leftAt: null, note: 'when open is 0.00' },
  { state: 'closed', title: 'Closed', tone: 'to-come', enteredAt: null, leftAt: null, note: null },
];

const rung = (more: Partial<LadderView['rungs'][number]>): LadderView['rungs'][number] => ({
  name: 'remind',
  title: 'Reminder',
  after: '7 days',
  dueAt: null,
  plannedAt: null,
  firedAt: null,
  overtakenAt: null,
  standing: 'pending',
  needsPerson: false,
  ...more,
});

export const dunning: LadderView = {
  name: 'dunning',
  title: 'Dunning',
  policy: 'counted from the due date in calendar days',
  anchor: { title: 'Due', at: '2026-12-02T00:00:00Z' },
  running: true,
  rungs: [
    rung({ firedAt: '2026-12-09T08:00:00Z', standing: 'fired' }),
    rung({
      name: 'finance',
      title: 'Finance task',
      after: '14 days',
      firedAt: '2026-12-23T08:00:00Z',
      plannedAt: '2026-12-16T08:00:00Z',
      standing: 'fired',
    }),
    rung({ name: 'sales', title: 'Sales', after: '30 days', dueAt: '2027-01-18T08:00:00Z', plannedAt: '2027-01-01T08:00:00Z' }),
    rung({
      name: 'legal',
      title: 'Legal',
      after: '45 days',
      dueAt: '2027-02-01T08:00:00Z',
      plannedAt: '2027-01-16T08:00:00Z',
      needsPerson: true,
    }),
  ],
  pauses: [
    { from: '2026-12-11T10:03:00Z', to: '2026-12-18T15:40:00Z', by: 'DSP-31' },
    { from: '2027-01-04T09:12:00Z', to: '2027-01-13T00:00:00Z', by: 'PTP-12' },
  ],
};

/** Crowded: short steps at the begin, and one passed over. */
export const crowded: LadderView = {
  ...dunning,
  title: 'Crowded',
  anchor: { title: 'Due date of the invoice', at: '2026-12-28T00:00:00Z' },
  rungs: [
    rung({ after: '1 day', title: 'Friendly reminder', dueAt: '2026-12-29T08:00:00Z', standing: 'historic' }),
    rung({ name: 'second', after: '3 days', title: 'Second reminder', dueAt: '2026-12-31T08:00:00Z', standing: 'superseded' }),
    rung({ name: 'call', after: '5 business days', title: 'Call', firedAt: '2027-01-05T08:00:00Z', standing: 'fired' }),
    rung({
      name: 'finance',
      after: '10 days',
      title: 'Finance task',
      dueAt: '2027-01-10T08:00:00Z',
      standing: 'awaiting',
      needsPerson: true,
    }),
    rung({ name: 'legal', after: '120 days', title: 'Legal', dueAt: '2027-04-27T08:00:00Z' }),
  ],
  pauses: [{ from: '2027-01-08T00:00:00Z', to: null, by: 'Disputed' }],
};

const deadline = (more: Partial<Deadline>): Deadline => ({
  kind: 'rung',
  name: 'dunning.sales',
  title: 'Sales escalation',
  dueAt: '2027-01-18T08:00:00Z',
  standing: 'pending',
  why: 'Due 2 Dec + 30 days = 1 Jan. Paused 7 days by DSP-31 = 8 Jan. Paused 9 days by PTP-12 = 17 Jan, a Sunday, so Mon 18 Jan.',
  needsPerson: false,
  ...more,
});

export const deadlines: readonly Deadline[] = [
  deadline({
    kind: 'state',
    name: 'partially_paid',
    title: 'Target of Partially paid',
    dueAt: '2027-01-08T15:40:00Z',
    why: 'Partially paid since 18 Dec + 21 days = 8 Jan.',
  }),
  deadline({
    name: 'promise',
    title: 'Promise ends',
    dueAt: '2027-01-13T00:00:00Z',
    why: 'PTP-12 names 13 Jan. If €200.00 is not in by then, the promise is broken and the ladder goes on.',
  }),
  deadline({}),
  deadline({
    name: 'dunning.legal',
    title: 'Legal hand-over',
    dueAt: '2027-02-01T08:00:00Z',
    why: 'Due 2 Dec + 45 days = 16 Jan. 16 days of pause = 1 Feb.',
    needsPerson: true,
  }),
];

const event = (seq: number, occurredAt: string, more: Partial<CaseEvent>): CaseEvent => ({
  seq,
  type: 'event',
  title: 'Event',
  kind: 'fact',
  from: { state: 'partially_paid', title: 'Partially paid' },
  to: { state: 'partially_paid', title: 'Partially paid' },
  actor: { id: 'p', kind: 'person', name: 'T. Brandt' },
  occurredAt,
  recordedAt: occurredAt,
  reason: null,
  changes: [],
  outcomes: [],
  rung: null,
  deviation: null,
  cause: null,
  quiet: false,
  ...more,
});
const sent = { state: 'sent', title: 'Sent' };
const disputed = { state: 'disputed', title: 'Disputed' };
const automatic = (who: string) => ({ id: who, kind: 'automation' as const, name: who });

export const events: readonly CaseEvent[] = [
  event(9, '2027-01-04T09:12:00Z', {
    title: 'Promise',
    changes: [{ name: 'promised', title: 'by', kind: 'day', value: '2027-01-13' }],
  }),
  event(8, '2026-12-23T08:00:00Z', {
    kind: 'deadline',
    title: 'Finance task fired',
    rung: 'finance',
    outcomes: [{ kind: 'task', text: 'Task for Finance: Call the customer' }],
    actor: automatic('ladder'),
  }),
  event(7, '2026-12-18T15:40:00Z', {
    title: 'Rejected',
    from: disputed,
    reason: 'Proof of delivery found.',
    actor: { id: 'l', kind: 'person', name: 'L. Hartmann' },
  }),
  event(6, '2026-12-11T10:03:00Z', {
    title: 'Dispute',
    to: disputed,
    reason: 'No delivery reference for line 3.',
    actor: automatic('customer portal'),
  }),
  event(5, '2026-12-10T13:25:00Z', { title: 'Assigned', quiet: true }),
  event(4, '2026-12-09T08:00:00Z', {
    kind: 'deadline',
    title: 'Reminder fired',
    rung: 'remind',
    outcomes: [{ kind: 'mail', text: 'Mail “Reminder: invoice INV-0992” to a.kessler@kessler.example: delivered 09:00' }],
    actor: automatic('ladder'),
  }),
  event(3, '2026-12-04T06:05:00Z', {
    title: 'Payment',
    from: sent,
    changes: [{ name: 'paid', title: 'Paid', kind: 'money', value: 930_000 }],
    outcomes: [{ kind: 'exception', text: 'Raised: Partial payment' }],
    cause: name('PAY-8841', 'Allocated', 'payment'),
    actor: automatic('bank file'),
  }),
  event(2, '2026-11-02T08:05:00Z', {
    title: 'Send',
    from: { state: 'created', title: 'Created' },
    to: sent,
    deviation: 'Sent without a delivery reference, which the flow asks for.',
    actor: automatic('ERP'),
  }),
  event(1, '2026-11-02T08:02:00Z', {
    title: 'Created',
    from: null,
    to: { state: 'created', title: 'Created' },
    cause: name('DEL-3390', 'Confirmed', 'delivery'),
    actor: automatic('ERP'),
  }),
];

const action = (more: Partial<Action>): Action => ({
  type: 'pay',
  title: 'Record payment',
  allowed: true,
  fields: [],
  reason: false,
  manual: false,
  builtIn: false,
  ...more,
});

export const actions: readonly Action[] = [
  action({
    manual: true,
    fields: [
      { name: 'amount', title: 'Amount', kind: 'money', required: true, minimum: 1 },
      { name: 'on', title: 'Received on', kind: 'day', required: true },
      { name: 'method', title: 'Method', kind: 'text', required: false, options: ['bank transfer', 'card', 'cheque'] },
      { name: 'final', title: 'It is the last one', kind: 'flag', required: false },
    ],
  }),
  action({ type: 'dispute', title: 'Dispute', reason: true, to: disputed }),
  action({ type: 'write-off', title: 'Propose write-off', reason: true, approval: ['Controller'] }),
  action({
    type: 'comment',
    title: 'Comment',
    builtIn: true,
    fields: [{ name: 'text', title: 'Comment', kind: 'text', required: true, maxLength: 4000 }],
  }),
  action({ type: 'close', title: 'Close', allowed: false, why: { code: 'guard', message: '€200.00 is open.' } }),
  action({
    type: 'legal',
    title: 'Hand to legal',
    allowed: false,
    why: { code: 'state', message: 'Rung +45 is not reached: 1 Feb at the earliest.' },
  }),
];

export const money: NonNullable<CaseDetail['money']> = {
  currency: 'EUR',
  lines: [
    { title: 'Created', at: '2026-11-02T08:02:00Z', seq: 1, amount: 1_000_000 },
    { title: 'Payment', at: '2026-12-04T06:05:00Z', seq: 3, amount: -930_000 },
    { title: 'Credit note', at: '2026-12-10T13:25:00Z', seq: 5, amount: -50_000 },
  ],
  balance: { title: 'Open', amount: 20_000 },
};

const child = (more: Partial<Child>): Child => ({
  id: '00000000-0000-4000-8000-000000002208',
  key: 'EX-2208',
  kind: 'missingDeliveryReference',
  title: 'Missing delivery reference',
  owner: { role: 'fulfilment', title: 'Fulfilment' },
  assignee: { id: 'p', kind: 'person', name: 'T. Brandt' },
  severity: 'high',
  blocks: true,
  open: true,
  state: 'open',
  stateTitle: 'Open',
  openedAt: '2026-12-04T06:05:00Z',
  closedAt: null,
  dueAt: '2026-12-14T06:05:00Z',
  late: true,
  resolution: null,
  runbook: null,
  ...more,
});

export const exceptions: readonly Child[] = [
  child({ runbook: '1. Look for the proof of delivery.\n2. Without one, ask who received the goods.' }),
  child({
    id: '00000000-0000-4000-8000-000000002209',
    title: 'Partial payment',
    severity: 'medium',
    blocks: false,
    assignee: null,
    dueAt: '2027-01-15T06:05:00Z',
    late: false,
  }),
  child({
    id: '00000000-0000-4000-8000-000000002207',
    title: 'Tax deduction',
    severity: 'low',
    open: false,
    blocks: false,
    closedAt: '2026-12-10T06:05:00Z',
    late: false,
    resolution: 'accepted',
  }),
];

export const links: CaseDetail['links'] = [
  { direction: 'out', name: 'order', case: name('ORD-5127', 'Fulfilled', 'order') },
  { direction: 'out', name: 'delivery', case: name('DEL-3390', 'Confirmed', 'delivery') },
  { direction: 'in', name: 'payment', case: name('PAY-8841', 'Allocated', 'payment') },
  { direction: 'in', name: 'credit note', case: name('CN-0207', 'Applied', 'credit-note') },
  { direction: 'in', name: 'promise', case: name('PTP-12', 'Open', 'promise') },
];
