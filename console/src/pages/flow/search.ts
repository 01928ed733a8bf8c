import { one, oneOf, type RawSearch } from '../../search.ts';

/** The five parts of a flow, in the order in which people think of it, and what really happens in it. */
export const flowTabs = ['business', 'system', 'exceptions', 'automation', 'metrics', 'mining'] as const;
export type FlowTab = (typeof flowTabs)[number];

/** What the address of this page may hold. */
export interface FlowSearch {
  /** Default: business. */
  readonly tab?: FlowTab;
  /** Of the diagram: a state by its name, or a way by its id. */
  readonly at?: string;
  /** Draw the ways that nobody took, too. */
  readonly ways?: 'all';
  /** Which version, and which one it is compared with. */
  readonly version?: string;
  readonly against?: string;
  /** Of what really happens: cases that began in these days, and how many of the ways between activities are drawn (per cent). */
  readonly from?: string;
  readonly to?: string;
  readonly show?: string;
  /** The cases behind a number of it are shown: of a variant, of an activity (`next`: directly followed by), of a deviation. */
  readonly variant?: string;
  readonly activity?: string;
  readonly next?: string;
  readonly again?: 'true';
  readonly deviation?: string;
}

export function readFlowSearch(raw: RawSearch): FlowSearch {
  const tab = oneOf(raw['tab'], flowTabs);
  const ways = oneOf(raw['ways'], ['all'] as const);
  const [at, version, against] = [one(raw['at']), numbered(raw['version']), numbered(raw['against'])];
  const again = oneOf(raw['again'], ['true'] as const);
  const texts = (['variant', 'activity', 'next', 'deviation'] as const).map((name) => [name, one(raw[name])] as const);
  const days = (['from', 'to'] as const).map((name) => [name, dayed(raw[name])] as const);
  const known = [...texts, ...days, ['show', numbered(raw['show'])] as const].filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(known),
    ...(again === undefined ? {} : { again }),
    ...(tab === undefined || tab === 'business' ? {} : { tab }),
    ...(at === undefined ? {} : { at }),
    ...(ways === undefined ? {} : { ways }),
    ...(version === undefined ? {} : { version }),
    ...(against === undefined ? {} : { against }),
  };
}

function dayed(value: unknown): string | undefined {
  const text = one(value);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : undefined;
}

function numbered(value: unknown): string | undefined {
  const text = one(value);
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? text : undefined;
}
