import type { ReactNode } from 'react';

/** What stands at a row until it is settled, or has been seen. */
export interface RowMark {
  /** Its edge: not answered yet (hatched), not known (warn), refused (bad). */
  readonly tone: 'sent' | 'unknown' | 'refused' | undefined;
  /** After the name of the row. */
  readonly word?: ReactNode;
  /** Below the row, over its whole width; null: nothing. */
  readonly note?: ReactNode;
}
