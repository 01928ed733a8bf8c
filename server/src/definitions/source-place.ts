import type { Place } from '@throughline/language';

/** A stretch of a file; of one that the given file imports, maybe. */
export interface SourcePlace extends Place {
  readonly file: string;
  /** The line on which it begins; of a very long one the part around. */
  readonly text: string;
  /** The column at which `text` begins. */
  readonly textColumn: number;
}

const textMax = 1000;

/** A place with its line. A text can be one line of a million characters, and have a thousand findings. */
export function sourcePlace(file: string, place: Place, line: string): SourcePlace {
  const from = line.length <= textMax ? 0 : Math.max(0, place.column - 1 - textMax / 2);
  return { file, ...place, text: line.slice(from, from + textMax), textColumn: from + 1 };
}
