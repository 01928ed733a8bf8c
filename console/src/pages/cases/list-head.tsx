import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { saveCsv } from '../../data/csv.ts';
import { toldInLine } from '../../data/problem.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { usePaletteActions } from '../../palette/palette-actions.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { say } from '../../shell/messages.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { selectionOf, sortOf } from './case-data.ts';
import styles from './cases.module.css';
import { ColumnMenu } from './column-menu.tsx';
import { FlowChoice } from './flow-choice.tsx';
import { NewCase } from './new-case.tsx';
import { nounOf, pluralOf } from './noun.ts';
import type { ListState } from './page.tsx';
import { words } from './words.ts';

/** How many there are, and what can be done with the list as a whole. */
export function ListHead({ state }: { readonly state: ListState }) {
  const { flow, search, hrefOf } = state;
  const { locale } = useFormat();
  const { as: _, peek: __, ...cases } = search;
  const board = search.as === 'board';
  return (
    <PageHead
      title={pluralOf(flow.title)}
      crumb={<FlowChoice current={flow.name} />}
      meta={words.openOf(formatCount(flow.open, locale), formatCount(flow.cases, locale))}
      actions={
        <>
          <nav aria-label={words.shownAs} className={styles['shapes']}>
            <Anchor href={hrefOf(cases)} aria-current={board ? undefined : 'true'}>
              {words.table}
            </Anchor>
            <Anchor href={hrefOf({ ...cases, as: 'board' })} aria-current={board ? 'true' : undefined}>
              {words.board}
            </Anchor>
          </nav>
          {board ? null : <ColumnMenu flow={flow} />}
          <ExportButton state={state} />
          <StartButtons state={state} />
        </>
      }
    />
  );
}

function ExportButton({ state: { flow, search } }: { readonly state: ListState }) {
  const { database } = useCompany();
  const [busy, setBusy] = useState(false);
  const run = () => {
    setBusy(true);
    const query = { ...selectionOf(flow.name, search), sort: sortOf(search, flow) };
    const url = client.url('GET /{database}/cases', { params: { database }, query });
    saveCsv(database, url, pluralOf(flow.name))
      .catch((error: unknown) => say({ tone: 'bad', text: toldInLine(error) }))
      .finally(() => setBusy(false));
  };
  usePaletteActions([{ id: 'export-csv', label: words.exportTheseAsCsv(nounOf(flow.title).many), run }]);
  return (
    <Button loading={busy} onClick={run}>
      {words.exportCsv}
    </Button>
  );
}

/** The ways in which the person who asks may begin a case; those of others are in the palette, with the reason. */
function StartButtons({ state }: { readonly state: ListState }) {
  const { flow } = state;
  const { one } = nounOf(flow.title);
  const [chosen, setChosen] = useState<string>();
  const allowed = flow.starts.filter((start) => start.allowed);
  const start = allowed.find(({ type }) => type === chosen);
  usePaletteActions(
    flow.starts.map(({ type, title, why, ...each }) => ({
      id: `start ${type}`,
      label: words.newTitle(one, flow.starts.length > 1 ? `: ${title}` : ''),
      ...(each.allowed ? {} : { why: why ?? words.youMayNotBeginOne }),
      run: () => setChosen(type),
    })),
  );
  const [first] = allowed;
  return (
    <>
      {first === undefined ? null : allowed.length === 1 ? (
        <KeyButton keys="n" label={words.newKey(one)} onClick={() => setChosen(first.type)}>
          {words.newBefore}
          {one}
        </KeyButton>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button>
              {words.newBefore}
              {one}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {allowed.map(({ type, title }) => (
              <Menu.Item key={type} onClick={() => setChosen(type)}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {start === undefined ? null : <NewCase flow={flow} start={start} onClose={() => setChosen(undefined)} />}
    </>
  );
}
