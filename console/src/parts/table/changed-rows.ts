import { useEffect, useRef, useState } from 'react';

const markedMs = 2000;
const unmarked: ReadonlySet<string> = new Set();

/**
 * The ids of rows whose revision has changed since they were last seen: for two seconds each time. Rows that are seen for the
 * first time are not among them: they come by scrolling as well.
 */
export function useChangedRows(revisions: ReadonlyMap<string, number>): ReadonlySet<string> {
  const seen = useRef<ReadonlyMap<string, number>>(revisions);
  const [changed, setChanged] = useState(unmarked);
  useEffect(() => {
    const before = seen.current;
    seen.current = revisions;
    const fresh = [...revisions].filter(([id, revision]) => before.has(id) && before.get(id) !== revision).map(([id]) => id);
    if (fresh.length > 0) setChanged(new Set(fresh));
  }, [revisions]);
  useEffect(() => {
    if (changed.size === 0) return;
    const timer = setTimeout(() => setChanged(unmarked), markedMs);
    return () => clearTimeout(timer);
  }, [changed]);
  return changed;
}
