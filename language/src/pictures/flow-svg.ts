import type { FlowDefinition } from '../definition/flow.ts';
import {
  arrowSentence,
  flowSubtitle,
  graphInWords,
  leadingRows,
  ledToRows,
  stateRows,
  stateSentence,
  wayRows,
} from './flow-rows.ts';
import { type Arrow, type FlowGraph, foldedStates, graphOf, type StateNode, startNode } from './graph.ts';
import type { Theme } from './palette.ts';
import { readable } from './picture-error.ts';
import { type Card, type DrawnArrow, drawScene } from './scene.ts';
import { oneLine } from './wording.ts';

/** How a picture is drawn. Cards and arrows carry `data-state`, `data-from` and `data-to`, by which a page can lay counts over them. */
export interface PictureOptions {
  /** `auto` (default) follows the reader's light or dark. */
  readonly theme?: Theme;
}

/**
 * A flow as an SVG picture: states with their owners and target times, one arrow between two states with every way that leads
 * there, guards in short (whole in the tooltips), who may do it, what needs approval, exceptions raised, ladders.
 *
 * The same definition gives the same bytes. The picture says itself in words (`desc`), follows light and dark, and loads nothing.
 *
 * @throws {PictureError} `flow-invalid`; `picture-too-large` beyond 150 states or 500 arrows.
 */
export async function flowSvg(definition: FlowDefinition, { theme = 'auto' }: PictureOptions = {}): Promise<string> {
  const flow = readable(definition);
  const graph = graphOf(flow);
  const { cards, arrows } = drawn(graph);
  return drawScene({
    title: oneLine(flow.title),
    subtitle: flowSubtitle(flow),
    description: graphInWords(graph),
    cards,
    arrows,
    notes: [],
    theme,
  });
}

/** Cards and arrows; what leads to a state that many lead to stands in the card that it leaves. */
export function drawn(graph: FlowGraph): { readonly cards: readonly Card[]; readonly arrows: readonly DrawnArrow[] } {
  const titles = new Map(graph.nodes.map(({ name, title }) => [name, name === startNode ? 'the start' : title]));
  const folded = foldedStates(graph);
  const isFolded = ({ from, to }: Arrow) => folded.has(to) && from !== startNode;
  const hidden = graph.arrows.filter(isFolded);
  return {
    cards: graph.nodes.map((node) => {
      const card = cardOf(node);
      const leading = leadingRows(
        hidden.filter(({ from }) => from === node.name),
        titles,
      );
      const ledTo = ledToRows(hidden.filter(({ to }) => to === node.name).length);
      return { ...card, rows: [...card.rows, ...leading, ...ledTo] };
    }),
    arrows: graph.arrows.filter((arrow) => !isFolded(arrow)).map((arrow) => arrowOf(arrow, titles)),
  };
}

export function cardOf(node: StateNode): Card {
  return {
    id: cardId(node.name),
    shape: node.kind === 'start' ? 'dot' : 'card',
    rows: stateRows(node),
    tooltip: stateSentence(node),
    data: node.name === startNode ? {} : { state: node.name },
    ...(node.kind === 'done' || node.kind === 'failed' || node.kind === 'cancelled' ? { tint: node.kind } : {}),
    ...(node.kind === 'missing' ? { dashed: true } : {}),
  };
}

export function arrowOf(arrow: Arrow, titles: ReadonlyMap<string, string>): DrawnArrow {
  const { from, to, ways } = arrow;
  return {
    from: cardId(from),
    to: cardId(to),
    rows: wayRows(ways),
    tooltip: arrowSentence(arrow, titles),
    data: { from, to },
    ...(ways.every(({ kind }) => kind === 'rung') ? { dashed: true } : {}),
  };
}

export function cardId(state: string): string {
  return `state ${state}`;
}
