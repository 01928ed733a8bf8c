import type { QueryOf, Routes } from '@throughline/api';
import { client } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { CsvButton } from './csv-button.tsx';

/** Pages of several tables, each of which has its own file. */
type ManyTables = 'GET /{database}/exceptions' | 'GET /{database}/receivables';
type QuestionOf<K extends ManyTables> = NonNullable<QueryOf<Routes[K]>>;

interface TableCsvProps<K extends ManyTables> {
  readonly of: K;
  readonly table: NonNullable<QuestionOf<K>['table']>;
  /** What the page is narrowed by. */
  readonly question: QuestionOf<K>;
}

/** Saves one table of a page. */
export function TableCsv<K extends ManyTables>({ of, table, question }: TableCsvProps<K>) {
  const { database } = useCompany();
  const url = client.url(of as ManyTables, { params: { database }, query: { ...question, table } as never });
  return <CsvButton name={`${of.replace(/^.*\//, '')}-${table}`} url={url} />;
}
