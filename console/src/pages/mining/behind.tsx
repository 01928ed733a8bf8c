import type { MinedCase } from '@throughline/api';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { waitText } from '../../parts/flow/wait.ts';
import type { TableColumn } from '../../parts/table/columns.ts';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import type { FlowSearch } from '../flow/search.ts';
import { PagedTable } from '../paged-table.tsx';
import { behindOf, nothingBehind, selectionOf } from './question.ts';
import type { MiningProps } from './tab.tsx';
import { words } from './words.ts';

const idOf = ({ case: { id } }: MinedCase) => id;

/** The cases behind one number of what really happens. */
export function Behind({ flow, mining, search, show }: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const params = { database, flow: flow.name };
  const query = { ...selectionOf(search), ...behindOf(search) };
  const pages = usePages('GET /{database}/flows/{flow}/mining/cases', { params, query: { ...query, limit: 100 } });
  const title = behindTitle(search, mining);
  const columns: readonly TableColumn<MinedCase>[] = [
    { key: 'key', title: words.case, kind: 'key', width: 150, grow: 1, render: (row) => row.case.key },
    { key: 'state', title: words.state, kind: 'text', width: 140, render: (row) => row.case.stateTitle },
    { key: 'began', title: words.began, kind: 'text', width: 120, render: ({ began }) => <When at={began} as="moment" /> },
    { key: 'ms', title: words.tookHead, kind: 'figure', width: 160, render: ({ ms }) => waitText(Math.max(0, ms), locale) },
    { key: 'events', title: words.events, kind: 'figure', width: 80, render: ({ events }) => formatCount(events, locale) },
  ];
  return (
    <Section
      title={title}
      aside={words.behindTitle}
      note={
        <>
          <KeyButton keys="esc" label={words.backKey} variant="subtle" onClick={() => show(nothingBehind)}>
            {words.back}
          </KeyButton>
          <CsvButton
            name={`${flow.name}-cases`}
            url={client.url('GET /{database}/flows/{flow}/mining/cases', { params, query })}
          />
        </>
      }
    >
      <PagedTable
        caption={title}
        {...{ pages, columns, idOf }}
        hrefOf={(row) => caseAddress(database, row.case.id)}
        maxHeight="70vh"
        noun={words.noun}
        what={words.behindTitle}
        nothing={words.none}
      />
    </Section>
  );
}

function behindTitle(search: FlowSearch, { activities, conformance }: MiningProps['mining']): string {
  const { activity = '', next, again, deviation } = search;
  const titleOf = (name: string) => activities.find((one) => one.name === name)?.title ?? name;
  if (deviation !== undefined) {
    return words.ofDeviation(conformance.types.find(({ event }) => event === deviation)?.eventTitle ?? titleOf(deviation));
  }
  if (activity === '') return words.ofVariant;
  if (next !== undefined) return words.way(titleOf(activity), titleOf(next));
  return again === undefined ? titleOf(activity) : words.ofAgain(titleOf(activity));
}
