import { TextInput } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { FlowListItem } from '@throughline/api';
import { useRef } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { flowAddress, flowsAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { useMeasuring } from '../flow/use-measured.ts';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { useFlowColumns } from './columns.tsx';
import { chosenFlows } from './order.ts';
import { type FlowsSearch, librarySorts } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/flows');
const idOf = ({ name }: FlowListItem) => name;

/** All flows: whose they are, how much goes through them and how well, and what was changed last. */
export function FlowsPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const { refetchMs, told } = useMeasuring();
  const params = { database };
  const library = useApi('GET /{database}/flow-library', { params }, { refetchMs });
  const items = library.data?.items;
  // Some figures are still being worked out, or some flow still being checked.
  const waits = items?.some(({ asOf, findings }) => asOf === null || findings === null);
  told(items === undefined ? undefined : waits === true ? null : '');
  const find = useRef<HTMLInputElement>(null);
  useKeys([{ keys: 'f', label: words.focus, run: () => find.current?.focus() }]);
  const ask = (change: { readonly [K in keyof FlowsSearch]?: FlowsSearch[K] | undefined }) =>
    void navigate({ href: flowsAddress(database, { ...search, ...change } as FlowsSearch), replace: true });
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <ChoiceBar note={search.sort === undefined ? words.grouped : words.note(sortTitle(search))}>
        <TextInput
          ref={find}
          aria-label={words.find}
          placeholder={words.findHint}
          value={search.find ?? ''}
          rightSection={<KeyHint keys="f" />}
          onChange={({ currentTarget: { value } }) => ask({ find: value === '' ? undefined : value })}
        />
        <CsvButton name="flows" url={client.url('GET /{database}/flow-library', { params })} />
      </ChoiceBar>
      <Answer query={library} what={words.what}>
        {(found) => <Library items={found.items} search={search} ask={ask} />}
      </Answer>
    </>
  );
}

interface LibraryProps {
  readonly items: readonly FlowListItem[];
  readonly search: FlowsSearch;
  readonly ask: (change: { readonly [K in keyof FlowsSearch]?: FlowsSearch[K] | undefined }) => void;
}

function Library({ items, search, ask }: LibraryProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const columns = useFlowColumns();
  const rows = chosenFlows(items, search);
  const hrefOf = ({ name }: FlowListItem) => flowAddress(database, name, {});
  const keys = useOpeningRows(rows, hrefOf);
  const sort = search.sort === undefined ? undefined : { key: search.sort, descending: search.down === 'true' };
  const measuring = items.some(({ asOf }) => asOf === null);
  return (
    <>
      <DataTable
        caption={words.title}
        {...{ columns, rows, idOf, hrefOf, sort }}
        onSort={(key) => ask(nextSort(search, key))}
        {...keys}
        maxHeight="max(240px, calc(100dvh - 250px))"
        empty={
          <StateNotice kind="empty">
            {search.find === undefined ? (
              words.empty
            ) : (
              <>
                {words.nothing(search.find)}{' '}
                <Anchor className="link" href={flowsAddress(database)}>
                  {words.drop}
                </Anchor>
              </>
            )}
          </StateNotice>
        }
        total={(visible) => <TotalLine count={formatCounted(rows.length, words.total, locale)} visible={visible} />}
      />
      <p className="text-small">{measuring ? words.measuring : words.legend}</p>
    </>
  );
}

/** Up, then down, then as it was. */
function nextSort({ sort, down }: FlowsSearch, key: string): { sort: FlowsSearch['sort']; down: FlowsSearch['down'] } {
  const asked = librarySorts.find((one) => one === key);
  if (sort !== asked) return { sort: asked, down: undefined };
  return down === undefined ? { sort: asked, down: 'true' } : { sort: undefined, down: undefined };
}

function sortTitle({ sort, down }: FlowsSearch): string {
  const titles: Partial<Record<string, string>> = {
    title: words.flow,
    withException: words.exceptions,
    straightThrough: words.straight,
    begun: words.begun,
    changed: words.changed,
    findings: words.findings,
    version: words.version,
    open: words.open,
    cases: words.cases,
  };
  return `${(titles[sort ?? ''] ?? '').toLowerCase()}${down === undefined ? '' : words.highestFirst}`;
}
