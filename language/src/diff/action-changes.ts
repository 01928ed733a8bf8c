import type { Actions, TaskDefinition } from '../definition/flow.ts';
import { canonical, type Json } from '../json.ts';
import { exceptionTitle, fieldTitle } from '../titles.ts';
import type { ChangePart, FlowChange } from './change.ts';
import { change, type Differ, type MemberTable, plainly, type Spot } from './compare.ts';
import { own } from './members.ts';
import { lengthOf, lengthText, listed, quoted, valueText } from './words.ts';

/** Assignments, field by field. */
export function assignmentsChanges(part: ChangePart): Differ<Readonly<Record<string, string>>> {
  return (before, after, spot) =>
    [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].flatMap((field) => {
      const [old, now] = [own(before, field), own(after, field)];
      if (old === now) return [];
      const title = quoted(fieldTitle(now === undefined ? spot.versions.before : spot.versions.after, field));
      const sentence =
        now === undefined
          ? `${spot.subject} no longer sets ${title}`
          : `${spot.subject} sets ${title} to ${valueText(now)}${old === undefined ? '' : `; before, to ${valueText(old)}`}`;
      const here: Spot = {
        ...spot,
        before: [...spot.before, ...(old === undefined ? [] : [field])],
        after: [...spot.after, ...(now === undefined ? [] : [field])],
      };
      return [change(here, { part, sentence, kind: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed' })];
    });
}

function exceptionsNamed(verb: 'raises' | 'resolves'): Differ<string | string[]> {
  return (before = [], after = [], spot) => {
    const [old, now] = [[before].flat(), [after].flat()];
    const fresh = now.filter((kind) => !old.includes(kind));
    const gone = old.filter((kind) => !now.includes(kind));
    const titles = (kinds: readonly string[]) =>
      listed(kinds.map((kind) => quoted(exceptionTitle(now.includes(kind) ? spot.versions.after : spot.versions.before, kind))));
    const said = (what: string, kinds: readonly string[]): FlowChange =>
      change(spot, { part: 'exceptions', kind: 'changed', sentence: `${spot.subject} ${what} ${titles(kinds)}` });
    return [
      ...(fresh.length === 0 ? [] : [said(`now ${verb}`, fresh)]),
      ...(gone.length === 0 ? [] : [said(`no longer ${verb}`, gone)]),
      ...(fresh.length + gone.length > 0
        ? []
        : [
            change(spot, {
              part: 'exceptions',
              kind: 'changed',
              weight: 'wording',
              sentence: `${spot.subject} ${verb} ${titles(now)}, written otherwise`,
            }),
          ]),
    ];
  };
}

const task: Differ<TaskDefinition> = (before, after, spot) => {
  const text = (definition: TaskDefinition, flow: Spot['versions']['after']) =>
    `${quoted(definition.title)} for ${definition.role}${definition.only === undefined ? '' : `, of whom ${quoted(fieldTitle(flow, definition.only))} says who`}${definition.within === undefined ? '' : `, within ${lengthText(lengthOf(flow, definition.within))}`}`;
  const { versions } = spot;
  return [
    change(spot, {
      part: 'consequences',
      values: [before, after],
      sentence:
        after === undefined
          ? `${spot.subject} no longer opens the task ${before === undefined ? '' : text(before, versions.before)}`
          : `${spot.subject} opens the task ${text(after, versions.after)}${before === undefined ? '' : `; before, ${text(before, versions.before)}`}`,
      roles: [before?.role, after?.role],
    }),
  ];
};

function effectText(effect: NonNullable<Actions['effects']>[number]): string {
  const delivery = effect.delivery === undefined ? '' : ` (${effect.delivery})`;
  if (effect.kind === 'mail') return `${quoted(effect.template)} to ${effect.to}${delivery}`;
  const { to, with: data = {}, onFailed, reply = {} } = effect;
  const more = [
    ...Object.entries(data).map(([field, source]) => `${field}: ${source}`),
    ...(onFailed === undefined ? [] : [`else it raises ${quoted(onFailed)}`]),
    ...Object.entries(reply).map(([outcome, event]) => `${outcome}: ${quoted(event)}`),
  ];
  return `${quoted(to)}${more.length === 0 ? '' : ` with ${more.join(', ')}`}${delivery}`;
}

export const actionMembers: MemberTable<Actions> = {
  set: assignmentsChanges('consequences'),
  raise: exceptionsNamed('raises'),
  resolve: exceptionsNamed('resolves'),
  task,
  effects: (before = [], after = [], spot) => {
    const isCall = ({ kind }: (typeof before)[number]) => kind === 'call';
    const of = (calls: boolean) => [before, after].map((all) => all.filter((effect) => isCall(effect) === calls));
    const said = [false, true].flatMap((calls) => {
      const [was = [], is = []] = of(calls);
      if (canonical(was as Json) === canonical(is as Json)) return [];
      const names = (effects: typeof before) => listed(effects.map(effectText));
      const verb = calls ? 'calls' : 'mails';
      return is.length === 0
        ? [`${spot.subject} no longer ${verb} ${names(was)}`]
        : [`${spot.subject} ${verb} ${names(is)}${was.length === 0 ? '' : `; before, ${names(was)}`}`];
    });
    const sentences = said.length === 0 ? [`${spot.subject} mails and calls in another order`] : said;
    return sentences.map((sentence) => change(spot, { part: 'consequences', kind: 'changed', sentence }));
  },
  send: plainly('consequences', 'the messages that it sends to other cases'),
  open: plainly('consequences', 'the cases that it opens'),
  link: assignmentsChanges('consequences'),
};
