import type { Receivables } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { casesAddress } from '../addresses.ts';
import type { ReceivablesSearch } from './search.ts';

/** Changes the address; `undefined` takes a member out of it. */
export type Ask = (change: { readonly [K in keyof ReceivablesSearch]?: ReceivablesSearch[K] | undefined }) => void;

export interface SearchedProps {
  readonly found: Receivables;
  readonly search: ReceivablesSearch;
}

export interface ShownProps extends SearchedProps {
  readonly ask: Ask;
}

/** The address of a list: of a flow, with filters, of open cases unless said otherwise (`null`: of both). */
export function useList() {
  const { database } = useCompany();
  return (flow: string, where: readonly string[], open: boolean | null = true) =>
    casesAddress(database, flow, { ...(open === null ? {} : { open: open ? 'true' : 'false' }), where: [...where] });
}

export function useListOf(flow: string) {
  const list = useList();
  return (where: readonly string[]) => list(flow, where);
}

/** The filters, narrowed to one currency where lists can be. */
export function inCurrency(where: readonly string[], field: string | null, currency: string | null): readonly string[] {
  return field === null || currency === null || where.some((filter) => filter.startsWith(`${field}=`))
    ? where
    : [...where, `${field}=${currency}`];
}

/** What a row of figures opens: all of its cases, or those of one currency. */
export function listed(list: (where: readonly string[]) => string, where: readonly string[], field: string | null) {
  return (currency?: string | null) => list(currency === undefined ? where : inCurrency(where, field, currency));
}
