import type { ReactNode } from 'react';

export interface TableColumn<Row> {
  readonly key: string;
  /** What stands in the head; may be empty where the column belongs to the one before it, such as a currency. */
  readonly title: string;
  /** The name for screen readers, where the title is empty. */
  readonly label?: string;
  /** `key`: the link of the row. `figure`: right-aligned. `quiet`: second colour. `unit`: belongs to the column before. */
  readonly kind: 'key' | 'text' | 'quiet' | 'figure' | 'unit';
  /** The least px at which it can be read, with its padding. */
  readonly width: number;
  /** Its share of the room left over; 0 or absent: none. */
  readonly grow?: number;
  /** What is dropped first where room is short: the highest. Absent or 0: never (key, state, money, what is next). */
  readonly priority?: number;
  readonly sortable?: boolean;
  readonly render: (row: Row) => ReactNode;
}

export interface TableSort {
  /** The key of a column. */
  readonly key: string;
  readonly descending: boolean;
}

type Sized = Pick<TableColumn<never>, 'width' | 'grow' | 'priority'>;

/** The columns for which there is room: the least important are dropped until the rest fits, or none may be dropped. */
export function fittingColumns<C extends Sized>(columns: readonly C[], room: number): readonly C[] {
  let kept = columns;
  while (total(kept) > room) {
    const least = Math.max(...kept.map((column) => column.priority ?? 0));
    if (least <= 0) break;
    // Of equals the last one goes: what stands at the right is read last.
    const drop = kept.findLastIndex((column) => (column.priority ?? 0) === least);
    kept = kept.filter((_, index) => index !== drop);
  }
  return kept;
}

/** Widths in px that fill the room; never less than each column needs, so that the table may be wider. */
export function columnWidths(columns: readonly Sized[], room: number): readonly number[] {
  const spare = Math.max(0, room - total(columns));
  const shares = columns.some((column) => (column.grow ?? 0) > 0) ? columns.map((c) => c.grow ?? 0) : columns.map((c) => c.width);
  const all = shares.reduce((sum, share) => sum + share, 0);
  return columns.map((column, index) => column.width + (all === 0 ? 0 : Math.floor((spare * (shares[index] ?? 0)) / all)));
}

function total(columns: readonly Sized[]): number {
  return columns.reduce((sum, column) => sum + column.width, 0);
}
