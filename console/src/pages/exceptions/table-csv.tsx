import type { QueryOf, Routes } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { CsvButton } from '../csv-button.tsx';
import { type ExceptionsSearch, questionOf } from './search.ts';

interface TableCsvProps {
  readonly table: NonNullable<QueryOf<Routes['GET /{database}/exceptions']>['table']>;
  readonly search: ExceptionsSearch;
}

/** Saves one table of the page. */
export function TableCsv({ table, search }: TableCsvProps) {
  const { database } = useCompany();
  const url = client.url('GET /{database}/exceptions', { params: { database }, query: { ...questionOf(search), table } });
  return <CsvButton name={`exceptions-by-${table}`} url={url} />;
}
