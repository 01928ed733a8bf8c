/** What the readers take, so that no file can fill the memory. A record beyond them is reported and read over. */
export const csvLimits = {
  recordBytes: 1024 * 1024,
  columns: 1000,
} as const;

export const xesLimits = {
  depth: 100,
  /** From one tag to the end of the next: an attribute, a text, a comment. */
  tokenCharacters: 1024 * 1024,
  eventsPerTrace: 100_000,
  traceCharacters: 64 * 1024 * 1024,
} as const;

export const ocelLimits = {
  /** JSON is read whole. */
  jsonBytes: 256 * 1024 * 1024,
  /** Events of a batch. */
  batch: 1000,
} as const;

export const tableLimits = {
  /** A workbook is read whole: its parts together, unpacked. */
  workbookBytes: 256 * 1024 * 1024,
  /** Of the columns of a file that has no header (JSON Lines, XES). */
  columns: 1000,
  /** Objects within objects of a line of JSON. */
  depth: 5,
  /** Rows that are put in order of time before they become facts. */
  sortedRows: 2_000_000,
} as const;
