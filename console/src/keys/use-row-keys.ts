import { useKeys } from './use-keys.ts';
import { words } from './words.ts';

export interface RowKeys {
  /** How many rows there are. */
  readonly count: number;
  /** The row that has the focus; -1 or undefined: none. */
  readonly index: number | undefined;
  readonly onMove: (index: number) => void;
  readonly onOpen?: (index: number) => void;
  readonly onPeek?: (index: number) => void;
  readonly onSelect?: (index: number) => void;
  /** Selects from the row selected last to this one. */
  readonly onSelectRange?: (index: number) => void;
  readonly when?: boolean;
}

/** The keys of a list: J K move, Enter opens, Space looks into, X and Shift X select. */
export function useRowKeys({ count, index = -1, onMove, onOpen, onPeek, onSelect, onSelectRange, when = true }: RowKeys): void {
  const rows = when && count > 0;
  const here = rows && index >= 0 && index < count;
  useKeys([
    { keys: 'j', label: words.move, when: rows, run: () => onMove(Math.min(count - 1, index + 1)) },
    { keys: 'k', label: words.move, when: rows, run: () => onMove(Math.max(0, index - 1)) },
    { keys: 'x', label: words.select, when: here && onSelect !== undefined, run: () => onSelect?.(index) },
    { keys: 'shift+x', label: words.range, when: here && onSelectRange !== undefined, run: () => onSelectRange?.(index) },
    { keys: 'enter', label: words.open, when: here && onOpen !== undefined, run: () => onOpen?.(index) },
    { keys: 'space', label: words.peek, when: here && onPeek !== undefined, run: () => onPeek?.(index) },
  ]);
}
