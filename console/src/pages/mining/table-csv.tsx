import type { MiningTable } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { CsvButton } from '../csv-button.tsx';
import type { FlowTabProps } from '../flow/page.tsx';
import { selectionOf } from './question.ts';

/** Saves one table of what really happens. */
export function TableCsv({ flow, search, table }: Pick<FlowTabProps, 'flow' | 'search'> & { readonly table: MiningTable }) {
  const { database } = useCompany();
  const request = { params: { database, flow: flow.name }, query: { ...selectionOf(search), table } };
  return <CsvButton name={`${flow.name}-${table}`} url={client.url('GET /{database}/flows/{flow}/mining', request)} />;
}
