import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useRowKeys } from './use-row-keys.ts';

/** J and K go through the rows of a table, and Enter opens the one that has the focus: what a `DataTable` needs to know of it. */
export function useOpeningRows<Row>(
  rows: readonly Row[],
  hrefOf: (row: Row) => string,
): { readonly focused: number; readonly onFocus: (index: number) => void } {
  const navigate = useNavigate();
  const [at, setAt] = useState(0);
  // Narrowed, a list may be shorter than where the focus was.
  const focused = Math.min(at, rows.length - 1);
  useRowKeys({
    count: rows.length,
    index: focused,
    onMove: setAt,
    onOpen: (index) => {
      const row = rows[index];
      if (row !== undefined) void navigate({ href: hrefOf(row) });
    },
  });
  return { focused, onFocus: setAt };
}
