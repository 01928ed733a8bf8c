import type { ContentView } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { Changes } from '../flow/difference.tsx';
import styles from './content.module.css';
import { words } from './words.ts';

/** What changes of a flow, in words, and what becomes of the cases that run it. */
export function OneFlow({ flow }: { readonly flow: ContentView['flows'][number] }) {
  const { locale } = useFormat();
  const { title, version, changes, running, stranded } = flow;
  return (
    <Section title={words.changesOf(title, version)}>
      {version === null ? <StateNotice kind="empty">{words.isNew}</StateNotice> : <Changes changes={changes} />}
      {version === null || running === 0 ? null : (
        <p className={styles['note']}>{words.running(formatCount(running, locale), version)}</p>
      )}
      {stranded.length === 0 ? null : (
        <PlainTable
          caption={words.stranded}
          rows={stranded}
          idOf={({ state, why }) => `${state} ${why}`}
          empty={null}
          columns={[
            { key: 'why', title: words.stranded, kind: 'words', render: ({ why }) => why },
            { key: 'state', title: words.state, render: ({ state }) => state ?? words.anyState },
            {
              key: 'needs',
              title: words.needs,
              render: ({ needsMapping }) => (needsMapping ? words.mapping : <Absent>{words.itself}</Absent>),
            },
          ]}
        />
      )}
    </Section>
  );
}

/** What becomes of running cases that go to another version, by the state in which they are. */
export function Moves({ moves }: { readonly moves: NonNullable<ContentView['moves']> }) {
  const { locale } = useFormat();
  return (
    <Section title={words.moves}>
      <PlainTable
        caption={words.moves}
        rows={moves.states}
        idOf={({ state }) => state}
        empty={<StateNotice kind="empty">{words.none}</StateNotice>}
        columns={[
          { key: 'state', title: words.state, kind: 'key', render: ({ title }) => title },
          { key: 'migrate', title: words.migrate, kind: 'figure', render: ({ migrate }) => formatCount(migrate, locale) },
          { key: 'refused', title: words.refused, kind: 'figure', render: ({ refused }) => formatCount(refused, locale) },
          { key: 'ended', title: words.ended, kind: 'figure', render: ({ ended }) => formatCount(ended, locale) },
        ]}
      />
      {moves.refusals.length === 0 ? null : (
        <PlainTable
          caption={words.refusals}
          rows={moves.refusals}
          idOf={({ code }) => code}
          empty={null}
          columns={[
            { key: 'code', title: words.refusals, kind: 'key', render: ({ code }) => <code>{code}</code> },
            { key: 'cases', title: words.cases, kind: 'figure', render: ({ cases }) => formatCount(cases, locale) },
            { key: 'example', title: words.example, kind: 'words', render: ({ example }) => example ?? <Absent /> },
          ]}
        />
      )}
    </Section>
  );
}
