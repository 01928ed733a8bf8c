import { type Attributes, element, xmlText } from './markup.ts';
import { fitted, textWidth, wrapped } from './text-width.ts';

/* Cards and labels are stacks of rows: a mark, and text. */

export type Tone = 'ink' | 'muted' | 'alarm' | 'done' | 'failed' | 'cancelled' | 'added' | 'removed' | 'changed';
export type Mark = keyof typeof marks;

export interface Row {
  readonly text: string;
  readonly tone: Tone;
  readonly marks?: readonly Mark[];
  readonly size?: number;
  readonly bold?: boolean;
  readonly struck?: boolean;
  /** In how many lines it may be broken; what does not fit is cut. Default 1. */
  readonly linesMax?: number;
}

export interface Stack {
  readonly width: number;
  readonly height: number;
  /** Markup, its upper left corner at a point. */
  draw(x: number, y: number): string;
}

/** Strokes in a square of 12. */
const marks = {
  person: 'M6 5.2a2 2 0 1 0 0-4a2 2 0 0 0 0 4M2 11c0-2.4 1.7-3.8 4-3.8s4 1.4 4 3.8',
  automation: 'M7 1L2.5 7H6L5 11L9.5 5H6Z',
  approval: 'M6 11A5 5 0 1 0 6 1A5 5 0 0 0 6 11M3.8 6.1L5.4 7.7L8.3 4.5',
  exception: 'M3 11V1.3M3 1.8H9.5L7.8 4.2L9.5 6.6H3',
  clock: 'M6 11A5 5 0 1 0 6 1A5 5 0 0 0 6 11M6 3.2V6.2L8 7.4',
  pause: 'M4 2.5V9.5M8 2.5V9.5',
  stays: 'M9.8 4.2A4.3 4.3 0 1 0 10.3 7M10 1.6V4.4H7.2',
  leads: 'M1.5 6H10M7 3L10 6L7 9',
  done: 'M2 6.5L4.8 9.3L10 3',
  failed: 'M3 3L9 9M9 3L3 9',
  cancelled: 'M2.5 6H9.5',
} as const;

export const markMeanings: Readonly<Record<Mark, string>> = {
  person: 'only a person',
  automation: 'an automation does it',
  approval: 'needs approval',
  exception: 'raises an exception',
  clock: 'a ladder counts',
  pause: 'a ladder stands still',
  stays: 'happens here, and it stays',
  leads: 'leads to a state that many lead to',
  done: 'ends well',
  failed: 'ends badly',
  cancelled: 'given up',
};

const rowSize = 12;
const markWidth = 15;
const leading = 1.35;

export function stackOf(rows: readonly Row[], widthMax: number): Stack {
  const lines = rows.flatMap((row) => linesOf(row, widthMax));
  const width = Math.max(0, ...lines.map((line) => line.width));
  const height = lines.reduce((sum, { size }) => sum + size * leading, 0);
  return {
    width: Math.ceil(width),
    height: Math.ceil(height),
    draw(x, y) {
      let top = y;
      return lines
        .map((line) => {
          top += line.size * leading;
          return drawLine(line, x, top - line.size * (leading - 1));
        })
        .join('');
    },
  };
}

interface LineOfRow {
  readonly row: Row;
  readonly text: string;
  readonly size: number;
  readonly marks: readonly Mark[];
  readonly indent: number;
  readonly width: number;
}

function linesOf(row: Row, widthMax: number): readonly LineOfRow[] {
  const { size = rowSize, bold = false, linesMax = 1, marks: own = [] } = row;
  const indent = own.length * markWidth;
  const room = Math.max(widthMax - indent, 20);
  const texts = linesMax === 1 ? [fitted(row.text, room, size, bold)] : wrapped(row.text, room, size, linesMax, bold);
  return texts.map((text, index) => ({
    row,
    text,
    size,
    marks: index === 0 ? own : [],
    indent,
    width: indent + textWidth(text, size, bold),
  }));
}

function drawLine({ row, text, size, marks: shown, indent }: LineOfRow, x: number, baseline: number): string {
  const attributes: Attributes = {
    x: x + indent,
    y: baseline - 1,
    'font-size': size,
    class: `t-${row.tone}${row.bold === true ? ' bold' : ''}`,
    'text-decoration': row.struck === true ? 'line-through' : undefined,
  };
  return (
    shown.map((mark, index) => drawMark(mark, x + index * markWidth, baseline - 11, row.tone)).join('') +
    element('text', attributes, xmlText(text))
  );
}

export function drawMark(mark: Mark, x: number, y: number, tone: Tone): string {
  return element('path', {
    class: `icon i-${tone}`,
    transform: `translate(${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10})`,
    d: marks[mark],
  });
}
