import type { Theme } from './palette.ts';
import type { Row } from './rows.ts';
import { type DrawnArrow, drawScene, type Scene, type Tint } from './scene.ts';

/** Something in a picture: a box with a title and lines below it. */
export interface PictureBox {
  readonly id: string;
  readonly title: string;
  readonly lines?: readonly string[];
  /** What is new, goes, or changes; without it, it stays as it is. */
  readonly tint?: 'added' | 'removed' | 'changed';
  /** It is named, and not known further. */
  readonly dashed?: boolean;
  /** What the pointer is told; default: title and lines. */
  readonly tooltip?: string;
}

/** An arrow between two boxes. */
export interface PictureLine {
  readonly from: string;
  readonly to: string;
  readonly label?: string;
  readonly tint?: 'added' | 'removed' | 'changed';
  /** It is there, and nothing moves along it. */
  readonly dashed?: boolean;
}

export interface GraphPicture {
  readonly title: string;
  readonly subtitle: string;
  /** The picture in words, for those who do not see it. */
  readonly description: string;
  readonly boxes: readonly PictureBox[];
  readonly lines: readonly PictureLine[];
  /** What dashed lines mean, where there are any. */
  readonly dashedMeans?: string;
  readonly notes?: readonly string[];
  readonly theme?: Theme;
}

/**
 * Any boxes and arrows as an SVG picture, placed and drawn as flows are: the same picture gives the same bytes. Boxes carry `data-box`, by which a page
 * finds them.
 *
 * @throws {PictureError} `picture-too-large` beyond 150 boxes or 500 lines
 */
export function graphSvg(picture: GraphPicture): Promise<string> {
  const { title, subtitle, description, boxes, lines, dashedMeans, notes = [], theme = 'auto' } = picture;
  const known = new Set(boxes.map(({ id }) => id));
  const scene: Scene = {
    ...{ title, subtitle, description, theme },
    cards: boxes.map((box) => ({
      id: box.id,
      shape: 'card',
      rows: boxRows(box),
      tooltip: box.tooltip ?? [box.title, ...(box.lines ?? [])].join('. '),
      data: { box: box.id },
      ...tinted(box.tint),
      ...(box.dashed === true ? { dashed: true } : {}),
    })),
    arrows: lines.filter(({ from, to }) => known.has(from) && known.has(to)).map(arrowOf),
    notes: notes.map((text): Row => ({ text, tone: 'muted', linesMax: 3 })),
    ...(dashedMeans === undefined ? {} : { dashedMeans }),
  };
  return drawScene(scene);
}

function tinted(tint: Tint | undefined): { readonly tint?: Tint } {
  return tint === undefined ? {} : { tint };
}

function boxRows({ title, lines = [], tint }: PictureBox): readonly Row[] {
  return [
    { text: title, tone: tint ?? 'ink', size: 13, bold: true, linesMax: 2 },
    ...lines.map((text): Row => ({ text, tone: 'muted', size: 11, linesMax: 2 })),
  ];
}

function arrowOf({ from, to, label, tint, dashed }: PictureLine): DrawnArrow {
  return {
    from,
    to,
    rows: label === undefined ? [] : [{ text: label, tone: 'muted', size: 11, linesMax: 2 }],
    tooltip: `${from} to ${to}${label === undefined ? '' : `: ${label}`}`,
    data: { from, to },
    ...tinted(tint),
    ...(dashed === true ? { dashed: true } : {}),
  };
}
