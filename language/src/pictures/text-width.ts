/*
 * How wide text is drawn, without a font at hand: widths of Helvetica and its metric twins (Arial, Liberation Sans) by groups of
 * letters, with a tenth on top, since a picture is also shown in wider fonts. Too wide wastes room, too narrow would overlap.
 */

const groups: readonly (readonly [letters: string, width: number])[] = [
  ["ijl.,:;'|! ", 0.28],
  ['Iftr()[]{}/\\-"`*', 0.37],
  ['acegknopqsuvxyzbdhJ0123456789_+=<>~?$#', 0.56],
  ['ABEFKLPSTVXYZ&', 0.67],
  ['CDGHNOQRUw', 0.75],
  ['mMW%', 0.88],
  ['@', 1.02],
];
const widths: ReadonlyMap<string, number> = new Map(
  groups.flatMap(([letters, width]) => [...letters].map((letter) => [letter, width] as const)),
);
const safety = 1.1;
const boldness = 1.07;

/** In pixels at a font size. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const letter of text) sum += widths.get(letter) ?? otherWidth(letter.codePointAt(0) ?? 0);
  return sum * size * safety * (bold ? boldness : 1);
}

/** Accented and Greek or Cyrillic letters are a little wider than plain ones; Chinese, Japanese, Korean ones and signs are square. */
function otherWidth(codePoint: number): number {
  if (codePoint < 0x0300) return 0.7;
  if (codePoint < 0x0370) return 0;
  return codePoint < 0x1100 ? 0.75 : 1.05;
}

/** The text, cut with an ellipsis where it is wider than `width`. */
export function fitted(text: string, width: number, size: number, bold = false): string {
  if (textWidth(text, size, bold) <= width) return text;
  const room = width - textWidth('…', size, bold);
  let sum = 0;
  let kept = '';
  for (const letter of text) {
    sum += textWidth(letter, size, bold);
    if (sum > room) break;
    kept += letter;
  }
  return `${kept.trimEnd()}…`;
}

/** The text in lines of at most `width`, broken between words; what does not fit into `linesMax` is cut. */
export function wrapped(text: string, width: number, size: number, linesMax: number, bold = false): readonly string[] {
  const words = text.split(' ');
  const lines: string[] = [];
  let line = '';
  for (const [index, word] of words.entries()) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line === '' || textWidth(longer, size, bold) <= width) {
      line = longer;
      continue;
    }
    if (lines.length === linesMax - 1) {
      line = [line, ...words.slice(index)].join(' ');
      break;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line].map((one) => fitted(one, width, size, bold));
}
