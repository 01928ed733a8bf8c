import { widthOf } from './table.ts';

/** Lines of words no wider than `width`, where a single word is not; a width of 0 leaves the text as it is. */
export function wrapped(text: string, width: number): readonly string[] {
  if (width <= 0) return [text];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line === '') line = word;
    else if (widthOf(line) + 1 + widthOf(word) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** A label, and a text beside it that keeps its own margin. */
export function labelled(label: string, text: string, width: number): readonly string[] {
  const margin = ' '.repeat(widthOf(label));
  return wrapped(text, width === 0 ? 0 : Math.max(20, width - widthOf(label))).map((line, index) =>
    `${index === 0 ? label : margin}${line}`.trimEnd(),
  );
}
