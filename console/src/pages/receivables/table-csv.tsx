import type { QueryOf, Routes } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { CsvButton } from '../csv-button.tsx';
import { questionOf, type ReceivablesSearch } from './search.ts';

interface TableCsvProps {
  readonly table: NonNullable<QueryOf<Routes['GET /{database}/receivables']>['table']>;
  readonly search: ReceivablesSearch;
}

/** Saves one table of the page. */
export function TableCsv({ table, search }: TableCsvProps) {
  const { database } = useCompany();
  const url = client.url('GET /{database}/receivables', { params: { database }, query: { ...questionOf(search), table } });
  return <CsvButton name={`receivables-${table}`} url={url} />;
}
