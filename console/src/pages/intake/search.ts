import { oneOf, type RawSearch } from '../../search.ts';

export const intakeTabs = ['ask', 'next', 'triage', 'decisions', 'mine'] as const;
export type IntakeTab = (typeof intakeTabs)[number];

/** What the address of this page may hold: which part of the intake. Without it, what is next. */
export interface IntakeSearch {
  readonly show?: IntakeTab;
}

export function readIntakeSearch(raw: RawSearch): IntakeSearch {
  const show = oneOf(raw['show'], intakeTabs);
  return show === undefined ? {} : { show };
}
