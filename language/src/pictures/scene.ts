import { type Layout, layoutOf, type Placed, type Point } from './layout.ts';
import { element, rounded, xmlText } from './markup.ts';
import { styleSheet, type Theme } from './palette.ts';
import { assertDrawable } from './picture-error.ts';
import { drawMark, type Mark, markMeanings, type Row, type Stack, stackOf } from './rows.ts';
import { textWidth } from './text-width.ts';

export type Tint = 'done' | 'failed' | 'cancelled' | 'added' | 'removed' | 'changed';

/** What is drawn, before it has a place. */
export interface Scene {
  readonly title: string;
  readonly subtitle: string;
  /** The picture in words, for those who do not see it. */
  readonly description: string;
  readonly cards: readonly Card[];
  readonly arrows: readonly DrawnArrow[];
  /** Lines below the picture. */
  readonly notes: readonly Row[];
  /** What dashed arrows mean. Default: that a ladder moves the case. */
  readonly dashedMeans?: string;
  readonly theme: Theme;
}

export interface Card {
  readonly id: string;
  /** A dot is where cases begin. */
  readonly shape: 'card' | 'dot';
  readonly rows: readonly Row[];
  readonly tooltip: string;
  readonly tint?: Tint;
  readonly dashed?: boolean;
  /** `data-` attributes, by which a page finds the card: its place for counts and highlights. */
  readonly data: Readonly<Record<string, string>>;
}

export interface DrawnArrow {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Row[];
  readonly tooltip: string;
  readonly tint?: Tint;
  readonly dashed?: boolean;
  readonly data: Readonly<Record<string, string>>;
}

const cardTextMax = 230;
const cardWidthMin = 130;
const labelTextMax = 190;
const padding = { x: 12, y: 9 };
const dotSize = 18;
const headHeight = 58;
const headInset = 24;

/** @throws {PictureError} where there is too much for one picture. */
export async function drawScene(scene: Scene): Promise<string> {
  const { cards, arrows, theme } = scene;
  assertDrawable(cards.filter(({ shape }) => shape === 'card').length, arrows.length);
  const stacks = new Map(cards.map((card) => [card.id, stackOf(card.rows, cardTextMax)]));
  const labels = arrows.map(({ rows }) => stackOf(rows, labelTextMax));
  const layout = await layoutOf(
    cards.map(({ id, shape }) => ({ id, ...cardSize(shape, stacks.get(id) as Stack), first: shape === 'dot' })),
    arrows.map(({ from, to }, index) => {
      const { width, height } = labels[index] as Stack;
      return { id: `arrow ${index}`, from, to, ...(height === 0 ? {} : { label: { width: width + 8, height: height + 4 } }) };
    }),
    { direction: 'DOWN', labels: 'on' },
  );
  const foot = footOf(scene, Math.max(layout.width, 480));
  const subtitleWidth = textWidth(scene.subtitle, 13) + 2 * headInset;
  const width = Math.ceil(
    Math.max(layout.width, foot.width, Math.min(subtitleWidth, 900), textWidth(scene.title, 20, true) + 2 * headInset),
  );
  const height = Math.ceil(headHeight + layout.height + foot.height);
  const parts = [
    element('rect', { class: 'ground', width, height }),
    stackOf(
      [
        { text: scene.title, tone: 'ink', size: 20, bold: true },
        { text: scene.subtitle, tone: 'muted', size: 13 },
      ],
      width - 2 * headInset,
    ).draw(headInset, 14),
    element(
      'g',
      { transform: `translate(0 ${headHeight})` },
      [
        ...arrows.map((arrow, index) => drawArrow(arrow, layout.lines.get(`arrow ${index}`) ?? [])),
        ...cards.map((card) => drawCard(card, layout.boxes.get(card.id) as Placed, stacks.get(card.id) as Stack)),
        ...arrows.map((arrow, index) => drawLabel(arrow, layout, index, labels[index] as Stack)),
      ].join('\n'),
    ),
    foot.draw(headInset, headHeight + layout.height),
  ];
  return svg(scene, width, height, [element('style', {}, styleSheet(theme)), ...parts]);
}

function svg({ title, description }: Scene, width: number, height: number, parts: readonly string[]): string {
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    class: 'tlp',
    role: 'img',
    'aria-label': title,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
  };
  const body = [element('title', {}, xmlText(title)), element('desc', {}, xmlText(description)), ...parts].join('\n');
  return `${element('svg', attributes, `\n${body}\n`)}\n`;
}

function cardSize(shape: Card['shape'], { width, height }: Stack): { readonly width: number; readonly height: number } {
  if (shape === 'dot') return { width: dotSize, height: dotSize };
  return { width: Math.max(cardWidthMin, width + 2 * padding.x), height: height + 2 * padding.y };
}

function drawCard({ shape, tooltip, tint, dashed, data }: Card, { x, y, width, height }: Placed, stack: Stack): string {
  const classes = `box${tint === undefined ? '' : ` b-${tint}`}${dashed === true ? ' dashed' : ''}`;
  const body =
    shape === 'dot'
      ? element('circle', {
          class: `dot${tint === undefined ? '' : ` t-${tint}`}`,
          cx: x + width / 2,
          cy: y + height / 2,
          r: width / 2 - 2,
        })
      : element('rect', { class: classes, x, y, width, height, rx: 7 }) + stack.draw(x + padding.x, y + padding.y - 1);
  return element('g', dataAttributes(data), element('title', {}, xmlText(tooltip)) + body);
}

function drawArrow({ tint, dashed, data, tooltip }: DrawnArrow, points: readonly Point[]): string {
  if (points.length < 2) return '';
  const tone = tint === undefined ? '' : ` l-${tint}`;
  const line = element('path', { class: `line${tone}${dashed === true ? ' dashed' : ''}`, d: rounding(points) });
  const head = element('path', { class: `head${tone}`, d: arrowHead(points) });
  return element('g', dataAttributes(data), element('title', {}, xmlText(tooltip)) + line + head);
}

function drawLabel({ tooltip }: DrawnArrow, { labels }: Layout, index: number, stack: Stack): string {
  const place = labels.get(`arrow ${index}`);
  if (place === undefined) return '';
  const { x, y, width, height } = place;
  const ground = element('rect', { class: 'ground', x, y, width, height, rx: 3 });
  return element('g', {}, element('title', {}, xmlText(tooltip)) + ground + stack.draw(x + 4, y + 1));
}

function dataAttributes(data: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key}`, value]));
}

/** A path along the points, its corners rounded. */
function rounding(points: readonly Point[], radius = 6): string {
  const [first, ...rest] = points as readonly [Point, ...Point[]];
  let path = `M${at(first)}`;
  for (const [index, corner] of rest.entries()) {
    const next = rest[index + 1];
    const before = index === 0 ? first : (rest[index - 1] as Point);
    path +=
      next === undefined
        ? `L${at(corner)}`
        : `L${at(toward(corner, before, radius))}Q${at(corner)} ${at(toward(corner, next, radius))}`;
  }
  return path;
}

function at({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

/** A point on the way from one to another, at most half of it. */
function toward(from: Point, to: Point, distance: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length === 0) return from;
  const share = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function arrowHead(points: readonly Point[]): string {
  const tip = points.at(-1) as Point;
  const before = points.at(-2) as Point;
  const base = toward(tip, before, 8);
  const length = Math.hypot(tip.x - base.x, tip.y - base.y) || 1;
  const side = { x: (-(tip.y - base.y) / length) * 4, y: ((tip.x - base.x) / length) * 4 };
  return `M${at(tip)}L${at({ x: base.x + side.x, y: base.y + side.y })}L${at({ x: base.x - side.x, y: base.y - side.y })}Z`;
}

/** What the marks mean, those only that are there, and the notes. */
function footOf({ cards, arrows, notes, dashedMeans = 'moved by a ladder' }: Scene, widthMax: number): Stack {
  const used = new Set([...cards, ...arrows].flatMap(({ rows }) => rows.flatMap(({ marks = [] }) => marks)));
  const entries = (Object.keys(markMeanings) as Mark[]).filter((mark) => used.has(mark));
  const items: { readonly width: number; draw(x: number, y: number): string }[] = entries.map((mark) => ({
    width: textWidth(markMeanings[mark], 11) + 34,
    draw: (x, y) =>
      drawMark(mark, x, y, 'muted') +
      element('text', { class: 't-muted', x: x + 16, y: y + 10, 'font-size': 11 }, xmlText(markMeanings[mark])),
  }));
  if (arrows.some(({ dashed }) => dashed === true)) {
    items.push({
      width: textWidth(dashedMeans, 11) + 48,
      draw: (x, y) =>
        element('path', { class: 'line dashed', d: `M${rounded(x)} ${rounded(y + 6)}h26` }) +
        element('text', { class: 't-muted', x: x + 32, y: y + 10, 'font-size': 11 }, xmlText(dashedMeans)),
    });
  }
  const room = widthMax - 2 * headInset;
  const said = stackOf(notes, room);
  const rows: (typeof items)[] = [[]];
  for (const item of items) {
    const row = rows.at(-1) as typeof items;
    if (row.length > 0 && row.reduce((sum, { width }) => sum + width, item.width) > room) rows.push([item]);
    else row.push(item);
  }
  return {
    width: Math.max(said.width, ...rows.map((row) => row.reduce((sum, { width }) => sum + width, 0))) + 2 * headInset,
    height: rows.length * 20 + said.height + 16,
    draw(x, y) {
      const legend = rows.map((row, index) => {
        let left = x;
        return row
          .map((item) => {
            const drawn = item.draw(left, y + said.height + index * 20);
            left += item.width;
            return drawn;
          })
          .join('');
      });
      return said.draw(x, y - 4) + legend.join('');
    },
  };
}
