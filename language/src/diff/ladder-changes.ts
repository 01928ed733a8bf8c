import type { ApprovalDefinition, FlowDefinition, LadderDefinition, Length, RungDefinition } from '../definition/flow.ts';
import { inWords, ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import { actionMembers } from './action-changes.ts';
import { approvalChanges, approvalText } from './approval-changes.ts';
import type { FlowChange } from './change.ts';
import { change, compareEntries, compareMembers, type Differ, type MemberTable, plainly, type Spot } from './compare.ts';
import { same } from './members.ts';
import { lengthDirection, lengthOf, lengthsText, lengthText, listed, parameterTitle, quoted, valueText } from './words.ts';

export const laddersChanges = compareEntries<LadderDefinition>({
  added: (name, ladder, spot) => [
    change(spot, {
      part: 'escalation',
      kind: 'added',
      sentence: `New ladder ${quoted(ladderTitle(spot.versions.after, name))}: ${listed(ladder.rungs.map((rung) => rungText(spot.versions.after, rung)))}`,
      roles: ladder.rungs.flatMap(rungRoles),
    }),
  ],
  removed: (name, ladder, spot) => [
    change(spot, {
      part: 'escalation',
      kind: 'removed',
      sentence: `Ladder ${quoted(ladderTitle(spot.versions.before, name))} is gone, with its ${ladder.rungs.length} rungs`,
      roles: ladder.rungs.flatMap(rungRoles),
    }),
  ],
  changed: (name, before, after, spot) =>
    compareMembers(ladderMembers, before, after, { ...spot, subject: ladderTitle(spot.versions.after, name) }),
});

function states(what: string): Differ<string[]> {
  return (before = [], after = [], spot) => {
    const titles = (list: readonly string[], flow: FlowDefinition) =>
      listed(list.map((state) => quoted(stateTitle(flow, state))));
    const fresh = after.filter((state) => !before.includes(state));
    const gone = before.filter((state) => !after.includes(state));
    return [
      ...(fresh.length === 0 ? [] : [`now ${what} ${titles(fresh, spot.versions.after)} too`]),
      ...(gone.length === 0 ? [] : [`no longer ${what} ${titles(gone, spot.versions.before)}`]),
    ].map((text) => change(spot, { part: 'escalation', kind: 'changed', sentence: `${spot.subject} ${text}` }));
  };
}

const rungsChanges: Differ<RungDefinition[]> = (before = [], after = [], spot) => {
  const at = (list: readonly RungDefinition[], name: string) => list.findIndex((rung) => rung.name === name);
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  const common = names.filter((name) => at(before, name) >= 0 && at(after, name) >= 0);
  const order = common.toSorted((a, b) => at(after, a) - at(after, b));
  const ladder = String(spot.after.at(-2));
  return [
    ...names.flatMap((name) =>
      rungChanges(before[at(before, name)], after[at(after, name)], {
        ...spot,
        subject: `${spot.subject}, ${quoted(rungTitle(at(after, name) < 0 ? spot.versions.before : spot.versions.after, ladder, name))}`,
        before: at(before, name) < 0 ? spot.before : [...spot.before, at(before, name)],
        after: at(after, name) < 0 ? spot.after : [...spot.after, at(after, name)],
      }),
    ),
    ...(same(common, order)
      ? []
      : [change(spot, { part: 'escalation', kind: 'changed', sentence: `${spot.subject}: the rungs stand in another order` })]),
  ];
};

function rungChanges(before: RungDefinition | undefined, after: RungDefinition | undefined, spot: Spot): readonly FlowChange[] {
  if (before !== undefined && after !== undefined)
    return same(before, after)
      ? []
      : compareMembers(rungMembers, before, after, {
          ...spot,
          roles: [...spot.roles, ...rungRoles(before), ...rungRoles(after)],
        });
  const rung = after ?? before;
  if (rung === undefined) return [];
  const flow = after === undefined ? spot.versions.before : spot.versions.after;
  const what = after === undefined ? 'is gone; it came after' : 'is new: after';
  return [
    change(spot, {
      part: 'escalation',
      kind: after === undefined ? 'removed' : 'added',
      sentence: `${spot.subject} ${what} ${lengthText(lengthOf(flow, rung.after))}${doesText(flow, rung)}`,
      roles: rungRoles(rung),
    }),
  ];
}

/** What it takes from a length to another, in default values where a parameter says it. */
export function lengthChanges(part: 'escalation' | 'deadlines', what: string): Differ<Length> {
  return (before, after, spot) => {
    const [old, now] = [lengthOf(spot.versions.before, before), lengthOf(spot.versions.after, after)];
    const from = typeof after === 'string' ? `, from the parameter ${quoted(parameterTitle(spot.versions.after, after))}` : '';
    const text = same(old, now)
      ? `${lengthText(now)}${typeof after === 'string' ? from : ', written out'}${typeof before === 'string' ? `; before, from the parameter ${quoted(parameterTitle(spot.versions.before, before))}` : '; before, written out'}`
      : before === undefined
        ? `is new: ${lengthText(now)}${from}`
        : after === undefined
          ? `is gone; it was ${lengthText(old)}`
          : `${lengthsText(old, now)}${from}`;
    return [
      change(spot, {
        part,
        values: [before, after],
        direction: lengthDirection(old, now),
        sentence: `${spot.subject}: ${what}${what === '' ? '' : ' '}${text}`,
      }),
    ];
  };
}

const approval: Differ<ApprovalDefinition> = (before, after, spot) => {
  if (before !== undefined && after !== undefined) return approvalChanges(before, after, spot);
  const meant = after ?? before;
  return [
    change(spot, {
      part: 'approvals',
      values: [before, after],
      direction: before === undefined ? 'stronger' : 'weaker',
      sentence: `${spot.subject} ${before === undefined ? 'now waits for' : 'no longer waits for'} ${meant === undefined ? 'approval' : approvalText(meant)}`,
      roles: meant?.roles ?? [],
    }),
  ];
};

const rungMembers: MemberTable<RungDefinition> = {
  name: plainly('escalation', 'its name'),
  title: plainly('wording', 'the title', 'wording'),
  after: lengthChanges('escalation', ''),
  every: lengthChanges('escalation', 'it comes again every'),
  atMost: plainly('escalation', 'how often it comes at most'),
  to: (before, after, spot) => [
    change(spot, {
      part: 'escalation',
      kind: 'changed',
      sentence:
        after === undefined
          ? `${spot.subject} no longer moves the case${before === undefined ? '' : ` to ${quoted(stateTitle(spot.versions.before, before))}`}`
          : `${spot.subject} moves the case to ${quoted(stateTitle(spot.versions.after, after))}${before === undefined ? '' : `; before, to ${quoted(stateTitle(spot.versions.before, before))}`}`,
    }),
  ],
  approval,
  ...actionMembers,
};

const ladderMembers: MemberTable<LadderDefinition> = {
  title: plainly('wording', 'the title', 'wording'),
  anchor: (before, after, spot) => [
    change(spot, {
      part: 'escalation',
      kind: 'changed',
      sentence: `${spot.subject} counts from ${anchorText(after)}; before, from ${anchorText(before)}`,
    }),
  ],
  during: states('runs in'),
  pauseWhile: states('stands still in'),
  renewedBy: plainly('escalation', 'what begins it anew'),
  stopWhen: plainly('escalation', 'its end'),
  at: plainly('escalation', 'the time of day'),
  catchUp: plainly('escalation', 'what fires where several are due'),
  rungs: rungsChanges,
};

function anchorText(anchor: string | undefined): string {
  return anchor === 'entered' ? 'the entry into the state' : valueText(anchor);
}

function rungText(flow: FlowDefinition, rung: RungDefinition): string {
  return `${rung.title ?? inWords(rung.name)} after ${lengthText(lengthOf(flow, rung.after))}`;
}

function doesText(flow: FlowDefinition, { task, to, effects, approval: needed }: RungDefinition): string {
  const does = [
    ...(task === undefined ? [] : [`a task for ${task.role}`]),
    ...effectsText(effects),
    ...(to === undefined ? [] : [`the case moves to ${quoted(stateTitle(flow, to))}`]),
    ...(needed === undefined ? [] : [`with ${approvalText(needed)}`]),
  ];
  return does.length === 0 ? '' : ` (${does.join(', ')})`;
}

function effectsText(effects: RungDefinition['effects'] = []): readonly string[] {
  const mails = effects.filter(({ kind }) => kind === 'mail').length;
  return [
    ...(mails === 0 ? [] : [mails === 1 ? 'a mail' : `${mails} mails`]),
    ...effects.flatMap((effect) => (effect.kind === 'call' ? [`a call of ${effect.to}`] : [])),
  ];
}

function rungRoles({ task, approval: needed }: RungDefinition): readonly string[] {
  return [...(task === undefined ? [] : [task.role]), ...(needed?.roles ?? [])];
}
