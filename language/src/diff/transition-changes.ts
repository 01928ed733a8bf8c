import type { ApprovalDefinition, TransitionDefinition } from '../definition/flow.ts';
import { eventTitle, exceptionTitle, fieldTitle, stateTitle } from '../titles.ts';
import { actionMembers } from './action-changes.ts';
import { approvalChanges, approvalText, secondFactorChanges } from './approval-changes.ts';
import type { FlowChange } from './change.ts';
import { change, compareMembers, type Differ, type MemberTable, type Segments, type Spot } from './compare.ts';
import { same } from './members.ts';
import { listed, quoted, valueText } from './words.ts';

export type Transitions = TransitionDefinition | TransitionDefinition[];

/** Where transitions are: what stands before them in a sentence, and the state from which they lead. */
export interface Occasion {
  /** `In “Sent”`, or `To begin`. */
  readonly where: string;
  readonly event: string;
  readonly state?: string;
}

/** The transitions that one event has in one state, or from the start. Either may be absent. */
export function transitionsChanges(
  before: Transitions | undefined,
  after: Transitions | undefined,
  spot: Spot,
  occasion: Occasion,
): readonly FlowChange[] {
  const title = quoted(eventTitle(before === undefined ? spot.versions.after : spot.versions.before, occasion.event));
  const subject = `${occasion.where}, ${title}`;
  if (before === undefined) {
    const ways = [after ?? []].flat().map((transition) => wayText(spot.versions.after, transition));
    return [
      change(spot, {
        part: 'transitions',
        kind: 'added',
        sentence: `${subject} is now possible: it ${ways.join('; or ')}`,
        roles: rolesOf(after),
      }),
    ];
  }
  if (after === undefined)
    return [
      change(spot, {
        part: 'transitions',
        kind: 'removed',
        weight: 'breaking',
        sentence: `${subject} is no longer possible`,
        roles: rolesOf(before),
      }),
    ];
  const { pairs, gone, fresh, isReordered } = matched([before].flat(), [after].flat());
  const at = (list: Transitions, step: number): Segments => (Array.isArray(list) ? [step] : []);
  const place = (old: number | undefined, now: number | undefined): Spot => ({
    ...spot,
    subject,
    before: old === undefined ? spot.before : [...spot.before, ...at(before, old)],
    after: now === undefined ? spot.after : [...spot.after, ...at(after, now)],
  });
  const [olds, nows] = [[before].flat(), [after].flat()];
  return [
    ...gone.map((old) =>
      change(place(old, undefined), {
        part: 'transitions',
        kind: 'removed',
        weight: 'breaking',
        sentence: `${subject} no longer ${wayText(spot.versions.before, olds[old], 'infinitive')}`,
        roles: rolesOf(olds[old]),
      }),
    ),
    ...fresh.map((now) =>
      change(place(undefined, now), {
        part: 'transitions',
        kind: 'added',
        sentence: `${subject} has another way: it ${wayText(spot.versions.after, nows[now])}`,
        roles: rolesOf(nows[now]),
      }),
    ),
    ...pairs.flatMap(([old, now]) => pairChanges(olds[old] ?? {}, nows[now] ?? {}, place(old, now))),
    ...(isReordered
      ? [
          change(place(undefined, undefined), {
            part: 'transitions',
            kind: 'changed',
            sentence: `${subject}: its ways are tried in another order`,
          }),
        ]
      : []),
  ];
}

function pairChanges(old: TransitionDefinition, now: TransitionDefinition, spot: Spot): readonly FlowChange[] {
  const target = now.to === undefined ? '' : ` to ${quoted(stateTitle(spot.versions.after, now.to))}`;
  return compareMembers(transitionMembers, old, now, { ...spot, subject: `${spot.subject}${target}` });
}

type By = NonNullable<TransitionDefinition['by']>;
const byText = {
  person: 'by persons alone',
  automation: 'by automations',
  either: 'by persons and automations',
} as const satisfies Record<By, string>;

const by: Differ<By> = (before = 'either', after = 'either', spot) => [
  change(spot, {
    part: 'automation',
    kind: 'changed',
    sentence:
      before === after
        ? `${spot.subject}: who may do it, person or automation, is written out`
        : `${spot.subject} is now done ${byText[after]}; before, ${byText[before]}`,
    ...(before === after ? { weight: 'wording' } : after === 'person' ? { weight: 'breaking' } : {}),
  }),
];

const approval: Differ<ApprovalDefinition> = (before, after, spot) => {
  if (before !== undefined && after !== undefined) return approvalChanges(before, after, spot);
  const [what, direction] =
    before === undefined ? (['now needs', 'stronger'] as const) : (['no longer needs', 'weaker'] as const);
  const meant = after ?? before;
  return [
    change(spot, {
      part: 'approvals',
      direction,
      values: [before, after],
      sentence: `${spot.subject} ${what} ${meant === undefined ? 'approval' : approvalText(meant)}`,
      roles: meant?.roles ?? [],
    }),
  ];
};

const roles: Differ<string[]> = (before, after, spot) => [
  change(spot, {
    part: 'permissions',
    kind: 'changed',
    sentence: `${spot.subject} may be done by ${after === undefined ? 'who owns the state' : listed(after)}; before, by ${before === undefined ? 'who owns the state' : listed(before)}`,
    weight:
      before === undefined || (after !== undefined && before.some((role) => !after.includes(role))) ? 'breaking' : 'behaviour',
    roles: [...(before ?? []), ...(after ?? [])],
  }),
];

const to: Differ<string> = (before, after, spot) => {
  const { versions } = spot;
  const was = before === undefined ? 'stayed where it is' : `led to ${quoted(stateTitle(versions.before, before))}`;
  const is = after === undefined ? 'stays where it is' : `leads to ${quoted(stateTitle(versions.after, after))}`;
  return [
    change(spot, {
      part: 'transitions',
      kind: 'changed',
      sentence: `${spot.subject.replace(/ to “[^”]*”$/, '')} now ${is}; it ${was}`,
    }),
  ];
};

const closed: Differ<string | string[]> = (before, after, spot) => [
  change(spot, {
    part: 'calendar',
    values: [before, after],
    sentence:
      after === undefined
        ? `${spot.subject} is no longer closed in ${listed([before ?? []].flat())}`
        : `${spot.subject} is closed in ${listed([after].flat())}${before === undefined ? '' : `; before, in ${listed([before].flat())}`}`,
    weight: after === undefined ? 'behaviour' : 'breaking',
  }),
];

const transitionMembers: MemberTable<TransitionDefinition> = {
  to,
  when: (before, after, spot) => [
    change(spot, {
      part: 'transitions',
      kind: 'changed',
      sentence:
        after === undefined
          ? `${spot.subject} no longer needs ${valueText(before)}`
          : `${spot.subject} now needs ${valueText(after)}${before === undefined ? '' : `; before, ${valueText(before)}`}`,
    }),
  ],
  by,
  roles,
  only: (before, after, spot) => {
    const named = (field: string | undefined) =>
      quoted(fieldTitle(spot.versions[field === after ? 'after' : 'before'], field ?? ''));
    return [
      change(spot, {
        part: 'permissions',
        values: [before, after],
        weight: after === undefined ? 'behaviour' : 'breaking',
        direction: before === undefined ? 'stronger' : after === undefined ? 'weaker' : undefined,
        sentence:
          after === undefined
            ? `${spot.subject} is no longer for the person in ${named(before)} alone`
            : `${spot.subject} is for the person in ${named(after)} alone${before === undefined ? '' : `; before, in ${named(before)}`}`,
      }),
    ];
  },
  reason: (_before, after, spot) => [
    change(spot, {
      part: 'permissions',
      kind: 'changed',
      weight: after === true ? 'breaking' : 'behaviour',
      sentence: `${spot.subject} ${after === true ? 'now needs a reason' : 'no longer needs a reason'}`,
    }),
  ],
  secondFactor: secondFactorChanges('permissions', 'a person'),
  approval,
  newRound: (_before, after, spot) => [
    change(spot, {
      part: 'approvals',
      kind: 'changed',
      direction: after === true ? 'weaker' : 'stronger',
      sentence: `${spot.subject} ${after === true ? 'now begins a new round: who took part before may approve afterwards' : 'no longer begins a new round: who took part before may not approve afterwards'}`,
    }),
  ],
  closed,
  ...actionMembers,
};

/** Pairs those that lead to the same state, of these first those with the same guard, and then what is left in order. */
function matched(before: readonly TransitionDefinition[], after: readonly TransitionDefinition[]) {
  const pairs: [number, number][] = [];
  const rest = { before: before.map((_, step) => step), after: after.map((_, step) => step) };
  const pair = (alike: (old: TransitionDefinition, now: TransitionDefinition) => boolean) => {
    for (const old of [...rest.before]) {
      const now = rest.after.find((step) => alike(before[old] ?? {}, after[step] ?? {}));
      if (now === undefined) continue;
      pairs.push([old, now]);
      rest.before.splice(rest.before.indexOf(old), 1);
      rest.after.splice(rest.after.indexOf(now), 1);
    }
  };
  pair((old, now) => same(old, now));
  pair((old, now) => old.to === now.to && old.when === now.when);
  pair((old, now) => old.to === now.to);
  pair((old, now) => old.when === now.when);
  const inOrder = pairs.toSorted(([a], [b]) => a - b);
  const isReordered = inOrder.some(([, now], step) => step > 0 && now < (inOrder[step - 1]?.[1] ?? 0));
  return { pairs: inOrder, gone: rest.before, fresh: rest.after, isReordered };
}

function wayText(
  flow: Spot['versions']['after'],
  transition: TransitionDefinition | undefined,
  form: 'infinitive' | 'third' = 'third',
): string {
  const { to: target, when, by: who, approval: needed, raise, set } = transition ?? {};
  const s = form === 'third' ? 's' : '';
  return [
    target === undefined ? `leave${s} the case where it is` : `lead${s} to ${quoted(stateTitle(flow, target))}`,
    when === undefined ? '' : ` where ${valueText(when)}`,
    who === undefined || who === 'either' ? '' : `, ${byText[who]}`,
    needed === undefined ? '' : `, with ${approvalText(needed)}`,
    raise === undefined ? '' : `, raising ${listed([raise].flat().map((kind) => quoted(exceptionTitle(flow, kind))))}`,
    set === undefined ? '' : `, setting ${listed(Object.keys(set).map((field) => quoted(fieldTitle(flow, field))))}`,
  ].join('');
}

function rolesOf(transitions: Transitions | undefined): readonly string[] {
  return [transitions ?? []]
    .flat()
    .flatMap(({ roles: may = [], approval: needed, task }) => [
      ...may,
      ...(needed?.roles ?? []),
      ...(task === undefined ? [] : [task.role]),
    ]);
}
