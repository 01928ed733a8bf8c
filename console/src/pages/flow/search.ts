import { one, oneOf, type RawSearch } from '../../search.ts';

/** The five parts of a flow, in the order in which people think of it. */
export const flowTabs = ['business', 'system', 'exceptions', 'automation', 'metrics'] as const;
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
}

export function readFlowSearch(raw: RawSearch): FlowSearch {
  const tab = oneOf(raw['tab'], flowTabs);
  const ways = oneOf(raw['ways'], ['all'] as const);
  const [at, version, against] = [one(raw['at']), numbered(raw['version']), numbered(raw['against'])];
  return {
    ...(tab === undefined || tab === 'business' ? {} : { tab }),
    ...(at === undefined ? {} : { at }),
    ...(ways === undefined ? {} : { ways }),
    ...(version === undefined ? {} : { version }),
    ...(against === undefined ? {} : { against }),
  };
}

function numbered(value: unknown): string | undefined {
  const text = one(value);
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? text : undefined;
}
