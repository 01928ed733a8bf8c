/** A stretch of a text. Lines and columns count from 1, columns in UTF-16 units, as editors do; the end is behind the last one. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Turns offsets in a text into places. Lines end with LF, CR LF or CR. */
export function placesIn(source: string): (start: number, end: number) => Place {
  const starts = [0];
  for (const { index, 0: ending } of source.matchAll(/\r\n|\n|\r/g)) starts.push(index + ending.length);
  const at = (offset: number) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
  return (start, end) => {
    const first = at(start);
    const last = at(Math.max(start, end));
    return { ...first, endLine: last.line, endColumn: last.column };
  };
}
