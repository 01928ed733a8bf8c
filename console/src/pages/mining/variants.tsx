import type { MinedMoney, MinedVariant } from '@throughline/api';
import type { CSSProperties } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { edgeId } from '../../parts/flow/graph.ts';
import { waitText } from '../../parts/flow/wait.ts';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent, Amounts } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { flowAddress } from '../addresses.ts';
import styles from './mining.module.css';
import type { MiningProps } from './tab.tsx';
import { TableCsv } from './table-csv.tsx';
import { words } from './words.ts';

/** So many ways through are listed; the file has all. */
const shown = 20;

/** The ways that cases take, and how many take each. */
export function Variants(props: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { flow, search, mining } = props;
  const rows = mining.variants.slice(0, shown);
  return (
    <Section
      title={words.variants}
      aside={words.variantsNote(formatCount(rows.length, locale), formatCount(mining.variantsInAll, locale))}
      note={<TableCsv {...props} table="variants" />}
    >
      <PlainTable
        caption={words.variants}
        rows={rows}
        idOf={({ id }) => id}
        empty={<StateNotice kind="empty">{words.noVariant}</StateNotice>}
        columns={[
          {
            key: 'cases',
            title: words.cases,
            kind: 'figure',
            render: ({ id, cases }) => (
              <Anchor className="link" href={flowAddress(database, flow.name, { ...search, variant: id })}>
                {formatCount(cases, locale)}
              </Anchor>
            ),
          },
          { key: 'share', title: words.share, render: ({ share }) => <ShareBar share={share} /> },
          { key: 'way', title: words.variant, kind: 'words', render: (variant) => <Way variant={variant} /> },
          {
            key: 'length',
            title: words.length,
            kind: 'figure',
            wideOnly: true,
            render: ({ length }) => formatCount(length, locale),
          },
          {
            key: 'median',
            title: words.tookHead,
            kind: 'figure',
            render: ({ medianMs }) => (medianMs === null ? <Absent /> : waitText(Math.max(0, medianMs), locale)),
          },
        ]}
      />
    </Section>
  );
}

/** What came several times in a row is written once. */
function Way({ variant: { activities, length } }: { readonly variant: MinedVariant }) {
  const { locale } = useFormat();
  if (activities === null) return <Absent>{words.longWay(formatCount(length, locale))}</Absent>;
  const runs: { name: string; title: string; count: number }[] = [];
  for (const { name, title } of activities) {
    const last = runs.at(-1);
    if (last?.name === name) last.count += 1;
    else runs.push({ name, title, count: 1 });
  }
  return runs.map(({ title, count }) => words.times(title, count)).join(' › ');
}

function ShareBar({ share }: { readonly share: number }) {
  const { locale } = useFormat();
  return (
    <span className={styles['share']}>
      <i style={{ '--part': `${share * 100}%` } as CSSProperties} aria-hidden="true" />
      <span>{formatPercent(share, locale)}</span>
    </span>
  );
}

/** Where time goes. */
export function Bottlenecks(props: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { flow, search, mining } = props;
  const wait = (ms: number | null) => (ms === null ? <Absent /> : waitText(Math.max(0, ms), locale));
  const hasMoney = mining.bottlenecks.some(({ money }) => money.length > 0);
  return (
    <Section title={words.bottlenecks} aside={words.bottlenecksNote} note={<TableCsv {...props} table="bottlenecks" />}>
      <PlainTable
        caption={words.bottlenecks}
        rows={mining.bottlenecks}
        idOf={({ from, to }) => edgeId(from, to)}
        empty={<StateNotice kind="empty">{words.noBottleneck}</StateNotice>}
        columns={[
          {
            key: 'between',
            title: words.between,
            kind: 'key',
            render: ({ fromTitle, toTitle }) => words.way(fromTitle, toTitle),
          },
          { key: 'share', title: words.share, render: ({ share }) => <ShareBar share={share} /> },
          {
            key: 'count',
            title: words.count,
            kind: 'figure',
            render: ({ from, to, count }) => (
              <Anchor className="link" href={flowAddress(database, flow.name, { ...search, activity: from, next: to })}>
                {formatCount(count, locale)}
              </Anchor>
            ),
          },
          { key: 'median', title: words.median, kind: 'figure', render: ({ medianMs }) => wait(medianMs) },
          { key: 'p90', title: words.p90, kind: 'figure', wideOnly: true, render: ({ p90Ms }) => wait(p90Ms) },
          { key: 'total', title: words.total, kind: 'figure', wideOnly: true, render: ({ totalMs }) => wait(totalMs) },
          ...(hasMoney
            ? [
                {
                  key: 'money',
                  title: words.money,
                  kind: 'figure' as const,
                  render: ({ money }: { readonly money: MinedMoney }) => <Amounts amounts={money} />,
                },
              ]
            : []),
        ]}
      />
    </Section>
  );
}
