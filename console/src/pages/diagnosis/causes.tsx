import type { ActionStep, CauseRow, Diagnosis } from '@throughline/api';
import { useMemo, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatChange, formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from '../../parts/charts/charts.module.css';
import { courseSeries } from '../../parts/charts/course.ts';
import { oneDecimal } from '../../parts/charts/pattern-table.tsx';
import { lettered, type Series } from '../../parts/charts/series.ts';
import { SeriesChart } from '../../parts/charts/series-chart.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { unseen } from '../../parts/text/unseen.ts';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { metricAddress } from '../addresses.ts';
import own from './diagnosis.module.css';
import { changeHref } from './head.tsx';
import type { DiagnosisProps } from './page.tsx';
import { words } from './words.ts';

/** While the metrics are measured for the first time, it is asked again so often. */
const measuringMs = 1500;

/** What was changed before it: on the course of the metric, and by who was exposed to it. */
export function Causes({ diagnosis, hrefOf }: DiagnosisProps) {
  const found = diagnosis.steps.action?.result;
  if (found === undefined) return null;
  const marked = letteredCauses(found);
  const kept = found.causes.find(({ verdict }) => verdict === 'kept');
  return (
    <div className={own['causes']}>
      <Section title={words.causesTitle(diagnosis.metric.title)} note={words.causesNote}>
        <Course metric={diagnosis.metric} causes={marked} />
      </Section>
      <Section title={words.exposedTitle} note={kept === undefined ? undefined : <Others of={kept} />}>
        {found.causes.length === 0 ? (
          <StateNotice kind="empty">{words.noCause}</StateNotice>
        ) : (
          <Exposed causes={marked} effect={diagnosis.steps.pattern?.result.effect} hrefOf={hrefOf} />
        )}
        <p className={own['note']}>
          <Since day={found.since} />
          {found.note}
        </p>
      </Section>
    </div>
  );
}

/** The causes as they stand in the answer, by which their numbers are named, with their letters. */
type Lettered = CauseRow & { readonly letter?: string | undefined; readonly index: number };

function letteredCauses({ causes }: ActionStep): readonly Lettered[] {
  const named = lettered(
    causes.map((cause, index) => ({ ...cause, index, stands: cause.verdict === 'kept', letter: undefined })),
  );
  // The one that is held to be the cause first; the others as they came.
  return named.toSorted((a, b) => Number(b.stands) - Number(a.stands));
}

function Since({ day }: { readonly day: string | null }) {
  const settings = useFormat();
  return day === null ? null : words.since(formatDay(day, settings));
}

function Others({ of: { others } }: { readonly of: CauseRow }) {
  const { locale } = useFormat();
  return words.others(
    formatCount(others.cases, locale),
    formatCount(others.affected, locale),
    oneDecimal(others.expected, locale),
  );
}

interface CourseProps {
  readonly metric: Diagnosis['metric'];
  readonly causes: readonly Lettered[];
}

function Course({ metric, causes }: CourseProps) {
  const { database } = useCompany();
  const [waits, setWaits] = useState(false);
  const params = { database, metric: metric.id };
  const course = useApi('GET /{database}/metrics/{metric}/course', { params }, { refetchMs: waits && measuringMs });
  const measuring = course.data?.asOf === null;
  if (measuring !== waits) setWaits(measuring);
  const tile = course.data?.tile;
  const series = useMemo((): Series | undefined => {
    if (tile === undefined) return undefined;
    const drawn = courseSeries({ tile, changes: [] }, (window) => metricAddress(database, metric.id, window));
    const markers = causes.map(({ at, title, kind, verdict, letter }) => ({
      at,
      kind,
      letter,
      title,
      stands: verdict === 'kept',
    }));
    return { ...drawn, markers };
  }, [tile, causes, database, metric.id]);
  return (
    <Answer query={course} what={words.theCourse} waiting={<div style={{ height: 220 }} />}>
      {() =>
        series === undefined || measuring ? (
          <StateNotice kind="empty">{words.notMeasured}</StateNotice>
        ) : (
          <SeriesChart series={series} />
        )
      }
    </Answer>
  );
}

interface ExposedProps extends Pick<DiagnosisProps, 'hrefOf'> {
  readonly causes: readonly Lettered[];
  readonly effect: string | undefined;
}

/** Among whom it rose: those that a change could have touched, and the others. */
function Exposed({ causes, effect = words.affectedHead, hrefOf }: ExposedProps) {
  return (
    <div className={styles['scroll']}>
      <table className={`${styles['table']} ${styles['patterns']}`}>
        <caption className={unseen}>{words.exposedTitle}</caption>
        <thead>
          <tr>
            <th scope="col">{words.changeHead}</th>
            <th scope="col">{words.when}</th>
            <th scope="col" data-figure>
              {words.exposed}
            </th>
            <th scope="col" data-figure>
              {effect}
            </th>
            <th scope="col" data-figure data-wide>
              {words.expected}
            </th>
            <th scope="col" data-figure>
              {words.excess}
            </th>
            <th scope="col">{words.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {causes.map((cause) => (
            <ExposedLine
              key={`${cause.kind} ${cause.key}`}
              cause={cause}
              of={(number) => hrefOf(`cause.${cause.index}.${number}`)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ExposedLineProps {
  readonly cause: Lettered;
  readonly of: (number: 'exposed' | 'affected' | 'others') => string;
}

function ExposedLine({ cause, of }: ExposedLineProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { kind, key, title, at, case: found, exposure, exposed, verdict, why, letter } = cause;
  const href = changeHref({ kind, key, case: found }, database);
  const counted = (count: number, number: 'exposed' | 'affected') =>
    count === 0 ? <Absent>0</Absent> : <Anchor href={of(number)}>{formatCount(count, locale)}</Anchor>;
  return (
    <tr className={verdict === 'kept' ? styles['kept'] : undefined}>
      <th scope="row">
        {letter === undefined ? '' : `${letter} `}
        {href === undefined ? (
          title
        ) : (
          <Anchor className="link" href={href}>
            {title}
          </Anchor>
        )}
        <span className={own['exposure']}>{exposure}</span>
      </th>
      <td>
        <When at={at} as="day" />
      </td>
      <td data-figure>{counted(exposed.cases, 'exposed')}</td>
      <td data-figure>{counted(exposed.affected, 'affected')}</td>
      <td data-figure data-wide>
        {oneDecimal(exposed.expected, locale)}
      </td>
      <td data-figure>{formatChange(exposed.excess, Math.abs(exposed.excess) < 10 ? 1 : 0, locale)}</td>
      <td className={styles['why']}>{why}</td>
    </tr>
  );
}
