import type { RoadmapEntry } from '@throughline/api';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCounted, formatNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, requestAddress, roadmapAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import styles from './roadmap.module.css';
import { words } from './words.ts';

const quarters = [1, 2, 3, 4] as const;
const quarterOf = (day: string) => Math.ceil(Number(day.slice(5, 7)) / 3);

/** What is done in a year, by the quarter in which it begins. */
export function Year({ year }: { readonly year: string | undefined }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const query = year === undefined ? {} : { year: Number(year) };
  const found = useApi('GET /{database}/roadmap', { params: { database }, query });
  return (
    <Answer query={found} what={words.yearWhat}>
      {({ year: shown, items }) => (
        <>
          <ChoiceBar note={`${shown} · ${formatCounted(items.length, words.yearMeta, locale)}`}>
            <Anchor className="link" href={roadmapAddress(database, { show: 'year', year: String(shown - 1) })}>
              {words.before}
            </Anchor>
            <Anchor className="link" href={roadmapAddress(database, { show: 'year', year: String(shown + 1) })}>
              {words.after}
            </Anchor>
            <CsvButton
              name={`roadmap-${shown}`}
              url={client.url('GET /{database}/roadmap', { params: { database }, query: { year: shown } })}
            />
          </ChoiceBar>
          {items.length === 0 ? (
            <StateNotice
              kind="empty"
              action={
                <Anchor className="link" href={roadmapAddress(database)}>
                  {words.plan}
                </Anchor>
              }
            >
              {words.nothingInYear(String(shown))}
            </StateNotice>
          ) : (
            quarters.map((quarter) => <Quarter key={quarter} quarter={quarter} year={shown} items={items} />)
          )}
        </>
      )}
    </Answer>
  );
}

interface QuarterProps {
  readonly quarter: number;
  readonly year: number;
  readonly items: readonly RoadmapEntry[];
}

function Quarter({ quarter, year, items }: QuarterProps) {
  // What began in an earlier year stands where this one begins.
  const rows = items.filter(({ from }) => (from.slice(0, 4) < String(year) ? 1 : quarterOf(from)) === quarter);
  const columns = useColumns();
  if (rows.length === 0) return null;
  const title = words.quarter(String(quarter), String(year));
  return (
    <Section title={title}>
      <PlainTable caption={title} columns={columns} rows={rows} idOf={({ caseId }) => caseId} empty={null} />
    </Section>
  );
}

function useColumns(): readonly PlainColumn<RoadmapEntry>[] {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  return [
    {
      key: 'number',
      title: words.number,
      kind: 'key',
      render: ({ kind, number, caseId }) => (
        <Anchor
          className={`link ${styles['number']}`}
          href={kind === 'request' ? requestAddress(database, number) : caseAddress(database, caseId)}
        >
          {number}
        </Anchor>
      ),
    },
    { key: 'title', title: words.name, kind: 'words', render: ({ title }) => title },
    { key: 'team', title: words.team, wideOnly: true, render: ({ team }) => team },
    {
      key: 'dates',
      title: words.dates,
      render: ({ from, to }) => words.span(formatDay(from, settings), formatDay(to, settings)),
    },
    {
      key: 'waits',
      title: words.waits,
      wideOnly: true,
      render: ({ dependsOn }) => (dependsOn.length === 0 ? <Absent /> : dependsOn.join(', ')),
    },
    {
      key: 'outcome',
      title: words.outcome,
      render: ({ metric, target, outcomeBy }) =>
        metric === null || target === null || outcomeBy === null ? (
          <Absent />
        ) : (
          words.outcomeOf(metric, formatNumber(target, locale), formatDay(outcomeBy, settings))
        ),
    },
    {
      key: 'state',
      title: words.state,
      render: ({ verdict, stateTitle }) =>
        verdict === null ? stateTitle : <Status tone={verdict === 'met' ? 'ok' : 'bad'}>{words[verdict]}</Status>,
    },
  ];
}
