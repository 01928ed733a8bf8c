import type { FlowDefinition } from '../definition/flow.ts';
import { roleTitle } from '../titles.ts';
import { type Arrow, type FlowGraph, type StateNode, startNode, type Way } from './graph.ts';
import type { Mark, Row } from './rows.ts';
import { listed, oneLine } from './wording.ts';

/* What cards and labels say of states and ways. */

export const waysShownMax = 5;
const guardsShownMax = 2;

export function stateRows(node: StateNode): readonly Row[] {
  if (node.kind === 'start') return [];
  const title: Row = { text: oneLine(node.title), tone: 'ink', size: 14, bold: true, linesMax: 2 };
  if (node.kind === 'missing') return [title, { text: 'not declared', tone: 'alarm' }];
  if (node.kind !== 'state')
    return [
      { ...title, marks: [node.kind], tone: node.kind },
      { text: finalText[node.kind], tone: 'muted' },
    ];
  return [title, ...ownerRows(node), ...ladderRows(node), ...raisedRows(node), ...staysRows(node)];
}

export const finalText = { done: 'ends well', failed: 'ends badly', cancelled: 'given up' } as const;

export function ownerRows({ owner, within }: StateNode): readonly Row[] {
  const said = [owner, within === undefined ? undefined : `within ${within}`].filter((part) => part !== undefined);
  return said.length === 0 ? [] : [{ text: said.join(' · '), tone: 'muted', linesMax: 2 }];
}

export function ladderRows({ ladders }: StateNode): readonly Row[] {
  return ladders.map(({ title, times, paused }) =>
    paused
      ? { text: `${title} stands still`, tone: 'muted', marks: ['pause'] }
      : { text: `${title}: ${times}`, tone: 'muted', marks: ['clock'], linesMax: 2 },
  );
}

function raisedRows({ raises }: StateNode): readonly Row[] {
  return raises.map((title) => ({ text: title, tone: 'alarm', marks: ['exception'] }));
}

function staysRows({ stays }: StateNode): readonly Row[] {
  if (stays.length === 0) return [];
  const titles = [...new Set(stays.map(({ title }) => oneLine(title)))];
  return [{ text: titles.join(', '), tone: 'muted', marks: ['stays'], linesMax: 2 }];
}

/** Arrows that are not drawn, in the card that they come from: `Withdraw → Withdrawn`. */
export function leadingRows(arrows: readonly Arrow[], titles: ReadonlyMap<string, string>): readonly Row[] {
  return arrows.flatMap(({ to, ways }) => {
    const said = [...new Set(ways.map(({ title }) => oneLine(title)))].join(', ');
    const marks = new Set(ways.flatMap(marksOf));
    return [{ text: `${titles.get(to)}: ${said}`, tone: 'ink', size: 11, marks: ['leads', ...marks], linesMax: 2 }];
  });
}

/** What a state says of the arrows that are not drawn. */
export function ledToRows(count: number): readonly Row[] {
  return count === 0 ? [] : [{ text: `from ${count} states, named there`, tone: 'muted', size: 11 }];
}

/** The ways of an arrow, one below the other. */
export function wayRows(ways: readonly Way[]): readonly Row[] {
  const shown = ways.length > waysShownMax ? ways.slice(0, waysShownMax - 1) : ways;
  const rest = ways.length - shown.length;
  return [...shown.flatMap(rowsOfWay), ...(rest === 0 ? [] : [{ text: `and ${rest} more`, tone: 'muted' } as const])];
}

export function rowsOfWay(way: Way): readonly Row[] {
  const marks: readonly Mark[] = [...marksOf(way)];
  const guards = way.guards.slice(0, guardsShownMax);
  const more = way.guards.length - guards.length;
  const condition = [...guards, ...(more > 0 ? [`${more} more`] : [])].map(oneLine).join(' or ');
  return [
    { text: oneLine(way.title), tone: 'ink', linesMax: 2, ...(marks.length === 0 ? {} : { marks }) },
    ...(way.timing === undefined ? [] : [{ text: way.timing, tone: 'muted', size: 11 } as const]),
    ...(condition === '' ? [] : [{ text: conditionRow(condition), tone: 'muted', size: 11, linesMax: 2 } as const]),
    ...(way.approval === undefined
      ? []
      : [{ text: `approved by ${way.approval}`, tone: 'muted', size: 11, linesMax: 2 } as const]),
    ...way.raises.map((title) => ({ text: oneLine(title), tone: 'alarm', size: 11, marks: ['exception'] }) as const),
  ];
}

function conditionRow(condition: string): string {
  return condition === 'otherwise' ? condition : `if ${condition}`;
}

function marksOf({ kind, by, approval }: Way): readonly Mark[] {
  return [
    ...(kind === 'rung' ? (['clock'] as const) : []),
    ...(kind === 'event' && by !== 'either' ? [by] : []),
    ...(approval === undefined ? [] : (['approval'] as const)),
  ];
}

/** A way in a sentence, with all that its label leaves out. */
export function waySentence({ title, guards, sources, by, kind, approval, raises, resolves, timing }: Way): string {
  return oneLine(
    [
      title,
      timing === undefined ? '' : ` ${timing}`,
      guards.length === 0 ? '' : ` ${conditionRow(sources.join(' or '))}`,
      kind === 'rung' || by === 'either' ? '' : `, by ${by === 'person' ? 'a person' : 'an automation'} only`,
      approval === undefined ? '' : `, approved by ${approval}`,
      raises.length === 0 ? '' : `, raises ${listed(raises)}`,
      resolves.length === 0 ? '' : `, resolves ${listed(resolves)}`,
    ].join(''),
  );
}

export function stateSentence(node: StateNode): string {
  if (node.kind === 'start') return 'Here cases begin.';
  if (node.kind === 'missing') return `${node.title}: the flow does not declare it.`;
  if (node.kind !== 'state') return `${node.title}: ${finalText[node.kind]}.`;
  const ladders = node.ladders.map(({ title, times, paused }) => (paused ? `${title} stands still` : `${title} after ${times}`));
  const stays = node.stays.map(waySentence);
  return oneLine(
    [
      `${node.title}: ${node.owner}${node.within === undefined ? '' : `, within ${node.within}`}.`,
      ...(ladders.length === 0 ? [] : [`${ladders.join('; ')}.`]),
      ...(stays.length === 0 ? [] : [`Stays here: ${stays.join('; ')}.`]),
    ].join(' '),
  );
}

const descriptionLongest = 20_000;

/** The whole picture in words. */
export function graphInWords({ nodes, arrows }: FlowGraph): string {
  const title = new Map(nodes.map((node) => [node.name, node.name === startNode ? 'the start' : node.title]));
  const lines = nodes.flatMap((node) => [
    stateSentence(node),
    ...arrows.filter(({ from }) => from === node.name).map((arrow) => arrowSentence(arrow, title)),
  ]);
  return lines.join(' ').slice(0, descriptionLongest);
}

export function arrowSentence({ from, to, ways }: Arrow, title: ReadonlyMap<string, string>): string {
  return `From ${title.get(from)} to ${title.get(to)}: ${ways.map(waySentence).join('; ')}.`;
}

/** `Order to cash, invoice · Lead of finance answers for it · early facts wait for 7 days`. */
export function flowSubtitle(flow: FlowDefinition): string {
  const place = [flow.stream, flow.stage].filter((part) => part !== undefined).join(', ');
  return oneLine([...(place === '' ? [] : [place]), `${roleTitle(flow, flow.owner)} answers for it`].join(' · '));
}
