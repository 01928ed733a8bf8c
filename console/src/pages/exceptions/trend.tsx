import { Button } from '@mantine/core';
import type { ExceptionOverview } from '@throughline/api';
import { useState } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { logAddress } from '../log/search.ts';
import { TableCsv } from '../table-csv.tsx';
import styles from './exceptions.module.css';
import { type ExceptionsSearch, questionOf } from './search.ts';
import { words } from './words.ts';

interface TrendProps {
  readonly overview: ExceptionOverview;
  readonly search: ExceptionsSearch;
}

const height = 64;

/** How many came and went, by week. */
export function Trend({ overview: { trend }, search }: TrendProps) {
  const [asTable, setAsTable] = useState(false);
  const { trend: told } = words;
  return (
    <Section
      title={told.title}
      note={
        <>
          <Button variant="subtle" aria-pressed={asTable} onClick={() => setAsTable(!asTable)} data-screen-only>
            {asTable ? told.asChart : told.asTable}
          </Button>
          <TableCsv of="GET /{database}/exceptions" table="trend" question={questionOf(search)} />
        </>
      }
    >
      {asTable ? <TrendTable trend={trend} isNarrowed={Object.keys(search).length > 0} /> : <TrendBars trend={trend} />}
    </Section>
  );
}

type Weeks = Pick<ExceptionOverview, 'trend'>;

/** Opened upwards, closed downwards from one line, on one scale. */
function TrendBars({ trend }: Weeks) {
  const settings = useFormat();
  const most = Math.max(1, ...trend.flatMap(({ opened, closed }) => [opened, closed]));
  const share = (count: number) => `${(count / most) * 100}%`;
  const said = trend.map(
    ({ from, opened, closed }) =>
      `${formatDay(from, settings)} ${opened} ${words.sentence.opened}, ${closed} ${words.sentence.closed}`,
  );
  return (
    <div className={styles['bars']} role="img" aria-label={`${words.trend.title}: ${said.join('; ')}`}>
      {trend.map(({ from, opened, closed }, index) => (
        <div key={from} title={said[index]}>
          <span className={styles['figure']}>{formatCount(opened, settings.locale)}</span>
          <div className={styles['half']} style={{ height }}>
            <i data-opened="" style={{ height: share(opened) }} />
          </div>
          <div className={styles['half']} data-below="" style={{ height }}>
            <i style={{ height: share(closed) }} />
          </div>
          <span className={styles['figure']}>{formatCount(closed, settings.locale)}</span>
          <span className={styles['week']}>{index % 3 === 0 || index === trend.length - 1 ? formatDay(from, settings) : ''}</span>
        </div>
      ))}
      <span className={styles['side']}>{words.trend.opened}</span>
      <span className={styles['side']} data-below="">
        {words.trend.closed}
      </span>
    </div>
  );
}

/** The same numbers; each opens its events. Where the page is narrowed, the log is not narrowed alike: nothing is opened then. */
function TrendTable({ trend, isNarrowed }: Weeks & { readonly isNarrowed: boolean }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { trend: told } = words;
  const counted = (count: number, type: readonly string[], { from, to }: Weeks['trend'][number]) => {
    if (count === 0) return <Absent>0</Absent>;
    const text = formatCount(count, settings.locale);
    if (isNarrowed) return text;
    return (
      <Anchor className="link" href={logAddress(database, { flow: 'exception', type, from, to })}>
        {text}
      </Anchor>
    );
  };
  return (
    <table className={styles['table']}>
      <thead>
        <tr>
          <th scope="col">{told.week}</th>
          <th scope="col">{told.opened}</th>
          <th scope="col">{told.closed}</th>
          <th scope="col">{told.net}</th>
        </tr>
      </thead>
      <tbody>
        {trend.map((week) => (
          <tr key={week.from}>
            <th scope="row">{formatDay(week.from, settings)}</th>
            <td>{counted(week.opened, ['open'], week)}</td>
            <td>{counted(week.closed, ['close', 'resolve'], week)}</td>
            <td>{formatCount(week.opened - week.closed, settings.locale)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
