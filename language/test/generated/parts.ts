import type { ApprovalPlan, Deed, FlowPlan } from './plan.ts';

/* What transitions and rungs ask and do. Some of these expressions fail on some cases, as those of real flows do. */

const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Conditions over the case, what the event carries and the case's children. */
export function guards({ children }: FlowPlan, event: string): readonly string[] {
  return [
    'data.amount > 100',
    'data.kind == "odd"',
    'has(data.note)',
    'computed.open <= 0',
    'computed.twice > 300 && parameters.cap > data.amount',
    'computed.count > 1',
    'computed.ratio > 2',
    'data.note != "done"',
    'children.exceptions.open == 0',
    'data.lines.exists(line, line.sku == "A")',
    ...(children === undefined ? [] : ['children.line.open == 0', 'children.line.count > 1']),
    ...(event === 'pay' ? ['event.amount >= computed.open', 'event.amount > 100', 'event.amount < 400'] : []),
  ];
}

export function approvalOf({ quorum, limited, not }: ApprovalPlan) {
  return {
    roles: ['chief', 'lead'],
    ...(quorum === 1 ? {} : { quorum }),
    ...(quorum === 2 && not === 2 ? { each: 'data.kind == "odd" ? ["clerk", "lead", data.note] : ["clerk"]' } : {}),
    ...(limited ? { limit: { of: 'data.amount', by: { lead: '300', chief: 'parameters.cap' } } } : {}),
    ...(not === 0 ? {} : { not: not === 1 ? ['begin', 'arrive'] : [] }),
  };
}

interface Doing {
  readonly does: readonly Deed[];
  readonly pick: number;
}

export function actionsOf(plan: FlowPlan, { does, pick }: Doing, isBirth: boolean) {
  const has = (deed: Deed) => does.includes(deed);
  const opens = [
    ...(has('open')
      ? [{ flow: 'other', event: 'begin', key: 'data.number + "-x"', with: { amount: 'computed.ratio' }, onRefused: 'refused' }]
      : []),
    ...(plan.children !== undefined && has('openChild') ? [{ child: at(['line', 'part'], pick), ...oneLine }] : []),
    ...(plan.children !== undefined && has('openEach') ? [{ child: 'line', ...eachLine }] : []),
  ];
  return {
    ...(has('set') && !isBirth ? { set: at(sets, pick) } : {}),
    ...(has('raise') ? { raise: at(['hitch', ['hitch', 'doubtful'], 'doubtful'], pick) } : {}),
    ...(has('resolve') && !has('raise') ? { resolve: at(['hitch', ['hitch', 'doubtful']], pick) } : {}),
    ...(has('task') ? { task: { role: 'clerk', title: 'Look at it', within: 'wait' } } : {}),
    ...(has('mail') ? { effects: at([[mail], [mail, calls], [calls]], pick) } : {}),
    ...(has('send') ? { send: [at(sends, pick)] } : {}),
    ...(opens.length === 0 ? {} : { open: opens }),
    ...(has('link') ? { link: { other: 'data.number + "-l"' } } : {}),
  };
}

const oneLine = { event: 'begin', key: 'data.number + "/one"', when: 'data.amount > 50' };
export const eachLine = {
  ...{ event: 'begin', key: 'data.number + "/" + item.sku', each: 'data.lines' },
  ...{ when: 'item.sku != "Z"', with: { sku: 'item.sku', count: 'item.count' } },
};
const mail = { kind: 'mail', template: 'letter', to: 'has(data.contact) ? dyn(data.contact) : null', delivery: 'at-least-once' };
const calls = {
  ...{ kind: 'call', to: 'books', with: { number: 'data.number', ratio: 'computed.ratio' }, delivery: 'at-most-once' },
  onFailed: 'refused',
};
const sends = [
  { flow: 'other', key: 'data.number', event: 'hear', with: { amount: 'computed.open' }, onRefused: 'refused' },
  { flow: 'other', key: 'data.note', event: 'hear', when: 'has(data.note)', onRefused: 'refused' },
];
const sets = [
  { note: '"done"' },
  { note: 'null', paid: 'data.paid + 1' },
  { over: 'true' },
  { over: 'false' },
  { dueOn: '"2026-01-20"' },
  { dueOn: 'addDays(data.dueOn, 2)' },
  { amount: 'data.amount + 400' },
  { contact: 'null', paid: '0' },
];
