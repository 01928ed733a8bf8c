import type PDFDocument from 'pdfkit';
import { printable } from './printable.ts';

/*
 * What the page of a brief is drawn with: headings, figures, and tables whose cells wrap to two lines at most. Nothing is drawn past the end
 * of the page: what no longer fits is counted.
 */

export type Page = InstanceType<typeof PDFDocument>;

/** A4, in points. */
export const margin = 42;
export const width = 595.28 - 2 * margin;
export const bottom = 841.89 - margin - 14;

const ink = '#16181b';
const grey = '#4a5058';
const light = '#646a73';

interface LineLook {
  readonly size: number;
  readonly isGrey?: boolean;
  readonly isBold?: boolean;
}

export function line(page: Page, parts: readonly string[], { size, isGrey = false, isBold = false }: LineLook): void {
  const text = printable(parts.filter((part) => part !== '').join(' · '));
  page
    .font(isBold ? 'Helvetica-Bold' : 'Helvetica')
    .fontSize(size)
    .fillColor(isGrey ? grey : ink);
  if (text !== '' && page.y + size < bottom) page.text(text, margin, page.y, { width, lineGap: 1.5 });
}

/** A rule, the title, and below it what has to be known to read what follows. */
export function heading(page: Page, title: string, note = ''): void {
  if (page.y + 40 > bottom) return;
  page.y += 5;
  page
    .moveTo(margin, page.y)
    .lineTo(margin + width, page.y)
    .lineWidth(0.6)
    .strokeColor('#c8c9c3')
    .stroke();
  page.y += 4;
  line(page, [title], { size: 9, isBold: true });
  if (note !== '') line(page, [note], { size: 7, isGrey: true });
  page.y += 1;
}

export interface Figure {
  readonly title: string;
  readonly value: string;
  readonly note: string;
}

/** What is to be seen first, side by side. */
export function figures(page: Page, all: readonly Figure[]): void {
  const top = page.y;
  const each = width / all.length;
  for (const [index, { title, value, note }] of all.entries()) {
    const left = margin + index * each;
    const put = (text: string, y: number, font: string, size: number, colour: string) =>
      page
        .font(font)
        .fontSize(size)
        .fillColor(colour)
        .text(printable(text), left, y, { width: each - 8, lineBreak: false });
    put(title, top, 'Helvetica', 7.5, light);
    put(value, top + 10, 'Helvetica-Bold', 17, ink);
    put(note, top + 30, 'Helvetica', 7.5, light);
  }
  page.y = top + 42;
}

export interface Column {
  readonly title: string;
  /** Of the width of the page. */
  readonly share: number;
  readonly right?: boolean;
}

interface TableLook {
  readonly isBold?: (row: number) => boolean;
  readonly size?: number;
  readonly lines?: 1 | 2;
}

const gap = 6;

export function table(
  page: Page,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { isBold = () => false, size = 8, lines = 2 }: TableLook = {},
): void {
  const single = size + 3;
  const heightOf = (cells: readonly string[], font: string) => {
    page.font(font).fontSize(size);
    const isLong = columns.some(({ share }, index) => page.widthOfString(printable(cells[index] ?? '')) > width * share - gap);
    return isLong && lines === 2 ? 2 * single : single;
  };
  const put = (cells: readonly string[], font: string, colour: string) => {
    const [top, height] = [page.y, heightOf(cells, font)];
    let left = margin;
    page.font(font).fontSize(size).fillColor(colour);
    for (const [index, { share, right = false }] of columns.entries()) {
      page.text(printable(cells[index] ?? ''), left, top, {
        ...{ width: width * share - gap, height, ellipsis: true, lineGap: 0.5 },
        align: right ? 'right' : 'left',
      });
      left += width * share;
    }
    page.y = top + height + 1.5;
  };
  if (page.y + 2 * single > bottom) return;
  put(
    columns.map(({ title }) => title),
    'Helvetica',
    light,
  );
  for (const [index, row] of rows.entries()) {
    const font = isBold(index) ? 'Helvetica-Bold' : 'Helvetica';
    const isLast = index === rows.length - 1;
    if (page.y + heightOf(row, font) + (isLast ? 0 : single) > bottom) {
      put([`and ${rows.length - index} more`], 'Helvetica-Oblique', light);
      return;
    }
    put(row, font, ink);
  }
}
