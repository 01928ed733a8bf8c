import type { FlowDefinition } from '../definition/flow.ts';
import { canonical, type Json } from '../json.ts';
import { arrowSentence, flowSubtitle, rowsOfWay, stateRows, stateSentence, waySentence } from './flow-rows.ts';
import { cardId, type PictureOptions } from './flow-svg.ts';
import { type Arrow, graphOf, type StateNode, startNode, type Way } from './graph.ts';
import { readable } from './picture-error.ts';
import type { Row } from './rows.ts';
import { type Card, type DrawnArrow, drawScene, type Tint } from './scene.ts';
import { listed, oneLine } from './wording.ts';

type Change = 'added' | 'removed' | 'changed';

/** Said in signs too, since not everybody sees colours. */
const signs: Readonly<Record<Change, string>> = { added: '+', removed: '−', changed: '±' };

export interface DiffPictureOptions extends PictureOptions {
  /** `changes`: only what changes, with the states beside it; how much stays as it is and is left out is said. Default: the whole flow. */
  readonly part?: 'whole' | 'changes';
}

/**
 * Two versions of a flow in one picture, current against proposed: what is added is green and has a `+`, what is removed is red,
 * struck out, dashed and has a `−`, what is changed is amber, has a `±` and says what it was. Drawn as `flowSvg` draws.
 *
 * @throws {PictureError} `flow-invalid`; `picture-too-large` where both together have more than 150 states or 500 arrows.
 */
export async function flowDiffSvg(
  before: FlowDefinition,
  after: FlowDefinition,
  { theme = 'auto', part = 'whole' }: DiffPictureOptions = {},
): Promise<string> {
  const old = graphOf(readable(before));
  const next = graphOf(readable(after));
  const titles = new Map(
    [...old.nodes, ...next.nodes].map(({ name, title }) => [name, name === startNode ? 'the start' : title]),
  );
  const all = {
    cards: pairs(old.nodes, next.nodes, ({ name }) => name).map(([was, is]) => cardOf(was, is)),
    arrows: pairs(old.arrows, next.arrows, ({ from, to }) => JSON.stringify([from, to])).map(([was, is]) =>
      arrowOf(was, is, { titles, part }),
    ),
  };
  const { cards, arrows, left } = part === 'whole' ? { ...all, left: [] } : aroundChanges(all);
  const changes = [...cards, ...arrows].filter(({ tint }) => tint !== undefined);
  const undrawn = elsewhere(before, after);
  const nothing: readonly Row[] = changes.length + undrawn.length === 0 ? [{ text: 'Nothing changes.', tone: 'muted' }] : [];
  const notes = [...nothing, ...undrawn, ...left];
  return drawScene({
    title: `${oneLine(after.title)}: what changes`,
    subtitle: `${flowSubtitle(after)} · + added, − removed, ± changed`,
    description: [...changes.map(({ tooltip }) => tooltip), ...notes.map(({ text }) => text)].join(' ').slice(0, 20_000),
    cards,
    arrows,
    notes,
    theme,
  });
}

type Drawn = { readonly cards: readonly Card[]; readonly arrows: readonly DrawnArrow[] };

/** What changes, the states that it touches, and, without words, how these hang together otherwise. */
function aroundChanges({ cards, arrows }: Drawn): Drawn & { readonly left: readonly Row[] } {
  const isChanged = ({ tint }: { readonly tint?: Tint }) => tint !== undefined;
  const touched = new Set(arrows.filter(isChanged).flatMap(({ from, to }) => [from, to]));
  const kept = cards.filter((card) => isChanged(card) || touched.has(card.id));
  const ids = new Set(kept.map(({ id }) => id));
  const between = arrows.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const others = cards.filter(({ shape, id }) => shape === 'card' && !ids.has(id)).length;
  const text = `${others} other state${others === 1 ? ' stays as it is, and is' : 's stay as they are, and are'} left out.`;
  return {
    cards: kept,
    arrows: between.map((arrow) => (isChanged(arrow) ? arrow : { ...arrow, rows: [] })),
    left: others === 0 ? [] : [{ text, tone: 'muted' }],
  };
}

/** What belongs together by its key: the proposed ones in their order, each removed one after the one that it followed. */
function pairs<T>(
  before: readonly T[],
  after: readonly T[],
  key: (one: T) => string,
): readonly (readonly [T | undefined, T | undefined])[] {
  const old = new Map(before.map((one) => [key(one), one]));
  const now = new Map(after.map((one) => [key(one), one]));
  const order = [...now.keys()];
  let last = -1;
  for (const one of old.keys()) {
    const at = order.indexOf(one);
    if (at >= 0) last = at;
    else order.splice(++last, 0, one);
  }
  return order.map((one) => [old.get(one), now.get(one)]);
}

function changeOf(was: unknown, is: unknown): Change | undefined {
  if (was === undefined) return 'added';
  if (is === undefined) return 'removed';
  return alike(was, is) ? undefined : 'changed';
}

function alike(one: unknown, other: unknown): boolean {
  return text(one) === text(other);
}

function text(value: unknown): string {
  return value === undefined ? '' : canonical(JSON.parse(JSON.stringify(value)) as Json);
}

/** How a row stands that is there before, after, or both. */
function marked(row: Row, change: Change): Row {
  return { ...row, text: `${signs[change]} ${row.text}`, tone: change, struck: change === 'removed' };
}

function rowsOf(was: readonly Row[], is: readonly Row[]): readonly Row[] {
  return pairs(was, is, ({ text: said, marks }) => JSON.stringify([said, marks])).map(([old, now]) => {
    const row = (now ?? old) as Row;
    const change = changeOf(old, now);
    return change === undefined || change === 'changed' ? row : marked(row, change);
  });
}

function cardOf(was: StateNode | undefined, is: StateNode | undefined): Card {
  const node = (is ?? was) as StateNode;
  const change = changeOf(was && stateSentence(was), is && stateSentence(is));
  const sentence = stateSentence(node);
  return {
    id: cardId(node.name),
    shape: node.kind === 'start' ? 'dot' : 'card',
    rows: cardRows(was, is, change),
    tooltip: said(change, sentence, was === undefined ? '' : stateSentence(was)),
    data: { ...(node.name === startNode ? {} : { state: node.name }), ...(change === undefined ? {} : { change }) },
    ...tintOf(change),
    ...(change === 'removed' ? { dashed: true } : {}),
  };
}

function cardRows(was: StateNode | undefined, is: StateNode | undefined, change: Change | undefined): readonly Row[] {
  if (was !== undefined && is !== undefined && change === 'changed') {
    const [, ...old] = stateRows(was);
    const [title, ...now] = stateRows(is);
    const renamed: Row[] =
      was.title === is.title ? [] : [{ text: `${signs.removed} ${was.title}`, tone: 'removed', struck: true }];
    return title === undefined
      ? []
      : [{ ...title, text: `${signs.changed} ${title.text}`, tone: 'changed' }, ...renamed, ...rowsOf(old, now)];
  }
  const rows = stateRows((is ?? was) as StateNode);
  return change === undefined ? rows : rows.map((row, index) => (index === 0 ? marked(row, change) : { ...row, tone: change }));
}

function arrowOf(
  was: Arrow | undefined,
  is: Arrow | undefined,
  { titles, part }: { readonly titles: ReadonlyMap<string, string> } & Required<Pick<DiffPictureOptions, 'part'>>,
): DrawnArrow {
  const arrow = (is ?? was) as Arrow;
  const change = changeOf(was?.ways, is?.ways);
  const ways = pairs(was?.ways ?? [], is?.ways ?? [], wayKey)
    .filter(([old, now]) => part === 'whole' || changeOf(old, now) !== undefined)
    .flatMap(([old, now]) => wayRowsOf(old, now));
  return {
    from: cardId(arrow.from),
    to: cardId(arrow.to),
    rows: ways,
    tooltip: said(change, arrowSentence(arrow, titles), was === undefined ? '' : arrowSentence(was, titles)),
    data: { from: arrow.from, to: arrow.to, ...(change === undefined ? {} : { change }) },
    ...tintOf(change),
    ...(change === 'removed' || arrow.ways.every(({ kind }) => kind === 'rung') ? { dashed: true } : {}),
  };
}

function wayKey(way: Way): string {
  return JSON.stringify([way.kind, way.name, way.guards]);
}

function wayRowsOf(was: Way | undefined, is: Way | undefined): readonly Row[] {
  const way = (is ?? was) as Way;
  const change = changeOf(was, is);
  const [title, ...rest] = rowsOfWay(way);
  if (title === undefined || change === undefined) return rowsOfWay(way);
  const first = marked(title, change);
  if (change !== 'changed' || was === undefined)
    return [first, ...rest.map((row) => ({ ...row, tone: change, struck: change === 'removed' }))];
  return [first, ...rest, { text: `was: ${waySentence(was)}`, tone: 'removed', size: 11, linesMax: 2 }];
}

function tintOf(change: Change | undefined): { readonly tint?: Tint } {
  return change === undefined ? {} : { tint: change };
}

function said(change: Change | undefined, sentence: string, before: string): string {
  if (change === undefined) return sentence;
  return change === 'changed'
    ? `Changed: ${sentence} Before: ${before}`
    : `${change === 'added' ? 'Added' : 'Removed'}: ${sentence}`;
}

const drawnMembers = new Set(['states', 'start', 'title', '$schema']);

/** What changes and is not drawn: named, so that nobody takes the picture for all of it. */
function elsewhere(before: FlowDefinition, after: FlowDefinition): readonly Row[] {
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((member) => !drawnMembers.has(member));
  return members.flatMap((member): readonly Row[] => {
    const was = (before as unknown as Record<string, unknown>)[member];
    const is = (after as unknown as Record<string, unknown>)[member];
    if (alike(was, is)) return [];
    const names = isRecord(was ?? is) && isRecord(is ?? was) ? changedNames(was, is) : '';
    return [{ text: oneLine(`${signs.changed} ${member}${names === '' ? '' : `: ${names}`}`), tone: 'changed', linesMax: 3 }];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function changedNames(was: unknown, is: unknown): string {
  const old = isRecord(was) ? was : {};
  const now = isRecord(is) ? is : {};
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])].flatMap((name) => {
    const change = changeOf(old[name], now[name]);
    return change === undefined ? [] : [`${signs[change]} ${name}`];
  });
  return listed(names.length > 12 ? [...names.slice(0, 12), `${names.length - 12} more`] : names);
}
