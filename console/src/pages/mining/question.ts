import type { FlowSearch } from '../flow/search.ts';

/** Which cases are looked at, as the API takes it. */
export function selectionOf({ from, to }: FlowSearch) {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}

/** Of what the cases are shown, as the API takes it; undefined: of nothing. */
export function behindOf({ variant, activity, next, again, deviation }: FlowSearch) {
  if (variant === undefined && activity === undefined && deviation === undefined) return undefined;
  return {
    ...(variant === undefined ? {} : { variant }),
    ...(activity === undefined ? {} : { activity }),
    ...(next === undefined ? {} : { next }),
    ...(again === undefined ? {} : { again: true }),
    ...(deviation === undefined ? {} : { deviation }),
  };
}

/** What takes the cases behind a number out of the address. */
export const nothingBehind = {
  variant: undefined,
  activity: undefined,
  next: undefined,
  again: undefined,
  deviation: undefined,
} as const;
