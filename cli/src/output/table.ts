import { stripVTControlCharacters } from 'node:util';

export interface Column {
  readonly title: string;
  /** Numbers stand right. */
  readonly right?: boolean;
}

/** Lines of a table with aligned columns. A cell's line breaks and control characters are made visible: data cannot paint the terminal. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const lines = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...lines.map((cells) => widthOf(cells[index] ?? ''))));
  return lines.map((cells) =>
    columns
      .map(({ right }, index) => {
        const cell = cells[index] ?? '';
        const blanks = ' '.repeat((widths[index] ?? 0) - widthOf(cell));
        return right === true ? blanks + cell : cell + blanks;
      })
      .join('  ')
      .trimEnd(),
  );
}

const segmenter = new Intl.Segmenter();

/** How many places a text takes in a terminal: colours none, wide characters two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const { segment } of segmenter.segment(stripVTControlCharacters(text))) width += isWide(segment) ? 2 : 1;
  return width;
}

function isWide(segment: string): boolean {
  const code = segment.codePointAt(0) ?? 0;
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0x1f300 && code <= 0x1faff)
  );
}

/** A text of unknown origin on one line: what would move the cursor or hide text is shown as its code. */
export function shown(text: string, widthMax = 60): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
  if (widthOf(plain) <= widthMax) return plain;
  let kept = '';
  let width = 0;
  for (const { segment } of segmenter.segment(plain)) {
    width += isWide(segment) ? 2 : 1;
    if (width > widthMax - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}
