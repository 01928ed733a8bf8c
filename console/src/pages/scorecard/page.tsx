import { useNavigate } from '@tanstack/react-router';
import type { Scorecard, ScorecardRow } from '@throughline/api';
import { useEffect, useState } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import type { SparklineProps } from '../../parts/home/sparkline.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { periodsOf } from '../diagnoses/periods.ts';
import { diagnosesAddress } from '../diagnoses/search.ts';
import { diagnosisAddress } from '../diagnosis/search.ts';
import { ScoreLine } from './line.tsx';
import styles from './scorecard.module.css';
import { words } from './words.ts';

/** While the metrics are measured for the first time, it is asked again so often. */
const measuringMs = 1500;

/** All metrics against their targets, in groups; each opens its own page. */
export function ScorecardPage() {
  const { database } = useCompany();
  const { locale } = useFormat();
  const [waits, setWaits] = useState(false);
  const request = { params: { database } };
  const card = useApi('GET /{database}/scorecard', request, { refetchMs: waits && measuringMs });
  const measuring = card.data?.measuredAt === null;
  useEffect(() => setWaits(measuring), [measuring]);
  const count = card.data?.groups.reduce((sum, { rows }) => sum + rows.length, 0) ?? 0;
  return (
    <>
      <PageHead
        title={words.title}
        {...(count === 0 ? {} : { meta: words.meta(formatCount(count, locale)) })}
        actions={<CsvButton name="scorecard" url={client.url('GET /{database}/scorecard', request)} />}
      />
      <Answer query={card} what={words.what}>
        {(found) => {
          if (found.measuredAt === null)
            return (
              <div data-waiting aria-busy>
                <StateNotice kind="empty">{words.measuring}</StateNotice>
              </div>
            );
          return count === 0 ? <StateNotice kind="empty">{words.none}</StateNotice> : <Groups card={found} />;
        }}
      </Answer>
    </>
  );
}

function Groups({ card }: { readonly card: Scorecard }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const marker = markerOf(card);
  const [focused, setFocused] = useState(0);
  const rows = card.groups.flatMap((group) => group.rows);
  const hrefOf = ({ metric: { id }, period }: ScorecardRow) => metricAddress(database, id, period);
  const whyOf = ({ metric: { id }, period, diagnosis }: ScorecardRow) =>
    diagnosis === null
      ? diagnosesAddress(database, { metric: id, ...periodsOf(period.from, period.to) })
      : diagnosisAddress(database, diagnosis.case.id);
  const go = (to: (row: ScorecardRow) => string, at: number) => {
    const row = rows[at];
    if (row !== undefined) void navigate({ href: to(row) });
  };
  useRowKeys({ count: rows.length, index: focused, onMove: setFocused, onOpen: (at) => go(hrefOf, at) });
  useKeys([{ keys: 'p', label: words.key, when: rows.length > 0, run: () => go(whyOf, focused) }]);
  return (
    <>
      <Standing card={card} />
      {card.groups.map((group) => (
        <Section key={group.name} title={group.title}>
          <table className={styles['table']}>
            <Heads />
            <tbody>
              {group.rows.map((row) => {
                const at = rows.indexOf(row);
                return (
                  <ScoreLine
                    key={`${row.metric.id} ${row.currency}`}
                    row={row}
                    href={hrefOf(row)}
                    why={whyOf(row)}
                    marker={marker}
                    focused={at === focused}
                    onFocus={() => setFocused(at)}
                  />
                );
              })}
            </tbody>
          </table>
        </Section>
      ))}
      <Withheld card={card} />
    </>
  );
}

/** The latest change: what is marked on each line. */
function markerOf({ changes }: Scorecard): SparklineProps['marker'] {
  const [latest] = changes;
  return latest === undefined ? undefined : { on: latest.at, title: `${latest.key}: ${latest.title}` };
}

/** What the reader may not be told is named, so that nobody takes the card for all there is. */
function Withheld({ card: { withheld } }: { readonly card: Scorecard }) {
  if (withheld.length === 0) return null;
  return (
    <Section title={words.withheld} note={words.withheldNote}>
      <ul className={styles['withheld']}>
        {withheld.map(({ id, title, needs }) => (
          <li key={id}>
            {title}
            <span className={styles['note']}>{words.needs(needs.join(', '))}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Heads() {
  return (
    <thead>
      <tr>
        <th scope="col">{words.metric}</th>
        <th scope="col" data-figure>
          {words.value}
        </th>
        <th scope="col" data-figure>
          {words.change}
        </th>
        <th scope="col">{words.status}</th>
        <th scope="col" data-wide>
          {words.course}
        </th>
        <th scope="col" data-wide>
          {words.period}
        </th>
        <th scope="col">{words.paired}</th>
        <th scope="col" data-wide>
          {words.owner}
        </th>
        <th scope="col">{words.diagnosis}</th>
      </tr>
    </thead>
  );
}

/** How many stand how, and how fresh it is. */
function Standing({ card: { groups, asOf } }: { readonly card: Scorecard }) {
  const { locale } = useFormat();
  const rows = groups.flatMap((group) => group.rows);
  const count = (standing: ScorecardRow['standing']) =>
    formatCount(rows.filter((row) => row.standing === standing).length, locale);
  const seal = asOf === null || asOf.seal === null ? words.end : words.seal(formatCount(asOf.seal, locale));
  const behind = asOf === null || asOf.behind === 0 ? '' : words.behind(formatCount(asOf.behind, locale));
  return (
    <p className={styles['standing']}>
      {words.standing(count('met'), count('warning'), count('breach'), count(null))}
      {words.asOf(seal, behind)}
    </p>
  );
}
