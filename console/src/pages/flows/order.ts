import type { FlowListItem } from '@throughline/api';
import type { FlowsSearch, LibrarySort } from './search.ts';
import { placeOf } from './words.ts';

const values: Readonly<Record<LibrarySort, (flow: FlowListItem) => string | number | null>> = {
  title: ({ title }) => title,
  version: ({ version }) => version,
  open: ({ open }) => open,
  cases: ({ cases }) => cases,
  begun: ({ begun }) => begun,
  withException: ({ withException }) => withException,
  straightThrough: ({ straightThrough }) => straightThrough,
  changed: ({ lastChange }) => lastChange?.at ?? null,
  findings: ({ findings }) => (findings === null ? null : findings.errors * 1000 + findings.warnings),
};

/** The flows that are asked for, in the order that is asked for; what has no value comes last. */
export function chosenFlows(items: readonly FlowListItem[], { find, sort, down }: FlowsSearch): readonly FlowListItem[] {
  const letters = find?.toLowerCase();
  const kept =
    letters === undefined
      ? items
      : items.filter((flow) => `${flow.title} ${placeOf(flow)} ${flow.ownerTitle} ${flow.name}`.toLowerCase().includes(letters));
  if (sort === undefined) return kept;
  const sign = down === 'true' ? -1 : 1;
  return kept.toSorted((one, other) => {
    const [a, b] = [values[sort](one), values[sort](other)];
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    return a === b ? 0 : sign * (a < b ? -1 : 1);
  });
}
