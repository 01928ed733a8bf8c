import type { ApprovalDefinition } from '../definition/flow.ts';
import { eventTitle } from '../titles.ts';
import type { FlowChange } from './change.ts';
import { change, compareMembers, type Differ, type MemberTable } from './compare.ts';
import { own } from './members.ts';
import { listed, quoted, valueText } from './words.ts';

/** `the approval of two of finance-lead and head-of-finance`. */
export function approvalText({ roles, each, quorum = 1, limit }: ApprovalDefinition): string {
  const one = each === undefined ? listed(roles) : `each of ${each}, else of ${listed(roles)}`;
  const who = quorum === 1 ? one : `${quorum} persons of ${one}`;
  return `the approval of ${who}${limit === undefined ? '' : `, within limits on ${valueText(limit.of)}`}`;
}

/** What became of an approval: whom it asks, how many, up to what, and who is kept out of it. */
export const approvalChanges = (
  before: ApprovalDefinition,
  after: ApprovalDefinition,
  spot: Parameters<Differ<unknown>>[2],
): readonly FlowChange[] =>
  compareMembers(approvalMembers, before, after, { ...spot, roles: [...spot.roles, ...before.roles, ...after.roles] });

const excluded: Differ<string[]> = (before, after, spot) => {
  const text = (list: readonly string[] | undefined) =>
    list === undefined
      ? 'anybody who took part in the round'
      : `who asked, who revised${list.length === 0 ? '' : `, and who did ${listed(list.map((event) => quoted(eventTitle(spot.versions.after, event))))}`}`;
  const isWeaker = after !== undefined && (before === undefined || before.some((event) => !after.includes(event)));
  const isStronger = before !== undefined && (after === undefined || after.some((event) => !before.includes(event)));
  return [
    change(spot, {
      part: 'approvals',
      kind: 'changed',
      direction: isWeaker === isStronger ? undefined : isWeaker ? 'weaker' : 'stronger',
      sentence: `${spot.subject} may not be approved by ${text(after)}; before, by ${text(before)}`,
    }),
  ];
};

const limit: Differ<NonNullable<ApprovalDefinition['limit']>> = (before, after, spot) => {
  if (before?.of !== after?.of)
    return [
      change(spot, {
        part: 'approvals',
        values: [before, after],
        direction: before === undefined ? 'stronger' : after === undefined ? 'weaker' : undefined,
        sentence:
          after === undefined
            ? `${spot.subject}: approvals have no limit any more`
            : `${spot.subject}: approvals are now limited by ${valueText(after.of)}: ${limitsText(after.by)}`,
      }),
    ];
  const roles = [...new Set([...Object.keys(before?.by ?? {}), ...Object.keys(after?.by ?? {})])];
  return roles.flatMap((role): FlowChange[] => {
    const [old, now] = [own(before?.by, role), own(after?.by, role)];
    if (old === now) return [];
    const [a, b] = [numberOf(old), numberOf(now)];
    return [
      change(spot, {
        part: 'approvals',
        kind: 'changed',
        direction: a === undefined || b === undefined ? undefined : b < a ? 'stronger' : 'weaker',
        sentence: `${spot.subject}: ${role} may approve ${upTo(now)}; before, ${upTo(old)}`,
        roles: [role],
      }),
    ];
  });
};

/** A limit as a number, where it is written as one. No limit is more than any. */
function numberOf(source: string | undefined): number | undefined {
  if (source === undefined) return Number.POSITIVE_INFINITY;
  return /^\d+$/.test(source.trim()) ? Number(source) : undefined;
}

function upTo(source: string | undefined): string {
  return source === undefined ? 'without limit' : `up to ${source}`;
}

function limitsText(by: Readonly<Record<string, string>>): string {
  return Object.entries(by)
    .map(([role, source]) => `${role} ${upTo(source)}`)
    .join(', ');
}

/** Asked of persons alone, of those who do it or of those who approve it. */
export function secondFactorChanges(part: 'approvals' | 'permissions', what: string): Differ<boolean> {
  return (_before, after, spot) => [
    change(spot, {
      part,
      kind: 'changed',
      direction: after === true ? 'stronger' : 'weaker',
      weight: after === true ? 'breaking' : 'behaviour',
      sentence: `${spot.subject}: ${what} ${after === true ? 'now needs' : 'no longer needs'} a sign-in with a second factor`,
    }),
  ];
}

const approvalMembers: MemberTable<ApprovalDefinition> = {
  roles: (before = [], after = [], spot) => {
    const more = after.filter((role) => !before.includes(role));
    const fewer = before.filter((role) => !after.includes(role));
    return [
      change(spot, {
        part: 'approvals',
        kind: 'changed',
        direction: more.length > 0 === fewer.length > 0 ? undefined : more.length > 0 ? 'weaker' : 'stronger',
        sentence: `${spot.subject} may be approved by ${listed(after)}; before, by ${listed(before)}`,
      }),
    ];
  },
  each: (before, after, spot) => [
    change(spot, {
      part: 'approvals',
      values: [before, after],
      direction: before === undefined ? 'stronger' : after === undefined ? 'weaker' : undefined,
      sentence:
        after === undefined
          ? `${spot.subject} no longer needs the approval of each role in ${valueText(before)}: one is enough`
          : `${spot.subject} needs the approval of each role in ${valueText(after)}${
              before === undefined ? '; before, one was enough' : `; before, in ${valueText(before)}`
            }`,
    }),
  ],
  quorum: (before = 1, after = 1, spot) => [
    change(spot, {
      part: 'approvals',
      kind: 'changed',
      direction: before === after ? undefined : after > before ? 'stronger' : 'weaker',
      weight: before === after ? 'wording' : 'behaviour',
      sentence: `${spot.subject} needs the approval of ${persons(after)}; before, of ${persons(before)}`,
    }),
  ],
  limit,
  not: excluded,
  secondFactor: secondFactorChanges('approvals', 'its approval'),
};

function persons(n: number): string {
  return n === 1 ? 'one person' : `${n} persons`;
}
