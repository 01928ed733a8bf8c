import type { ActionStep, CauseRow, Diagnosis } from '@throughline/api';
import { useMemo } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf, formatDay } from '../../format/day.ts';
import { formatChange, formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from '../../parts/charts/charts.module.css';
import { periodSeries } from '../../parts/charts/metric-series.ts';
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
import { daysBetween } from '../diagnoses/periods.ts';
import own from './diagnosis.module.css';
import { changeHref } from './head.tsx';
import type { DiagnosisProps } from './page.tsx';
import { words } from './words.ts';

/** How much of the course is drawn, at least and at most. */
const [weeksMin, weeksMax] = [13, 78] as const;

/** What was changed before it: on the course of the metric, and by who was exposed to it. */
export function Causes({ diagnosis, hrefOf }: DiagnosisProps) {
  const found = diagnosis.steps.action?.result;
  if (found === undefined) return null;
  const marked = letteredCauses(found);
  const kept = found.causes.find(({ verdict }) => verdict === 'kept');
  return (
    <div className={own['causes']}>
      <Section title={words.causesTitle(diagnosis.metric.title)} note={words.causesNote}>
        <Course diagnosis={diagnosis} causes={marked} />
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
  readonly diagnosis: Diagnosis;
  readonly causes: readonly Lettered[];
}

/** The metric by weeks, of the part that is asked about, over both periods. */
function Course({ diagnosis: { metric, question }, causes }: CourseProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const weeks = Math.ceil(daysBetween(question.against.from, dayOf(settings.now, settings.timeZone)) / 7) + 1;
  const request = {
    params: { database, metric: metric.id },
    query: {
      grain: 'week' as const,
      periods: Math.min(weeksMax, Math.max(weeksMin, weeks)),
      ...(question.where === undefined ? {} : { where: [...question.where] }),
    },
  };
  const course = useApi('GET /{database}/metrics/{metric}/series', request);
  const series = useMemo((): Series | undefined => {
    if (course.data === undefined) return undefined;
    const drawn = periodSeries({ ...course.data, annotations: [] }, 0, (period) => metricAddress(database, metric.id, period));
    const markers = causes.map(({ at, title, kind, verdict, letter }) => ({
      at,
      kind,
      letter,
      title,
      stands: verdict === 'kept',
    }));
    return { ...drawn, markers };
  }, [course.data, causes, database, metric.id]);
  return (
    <Answer query={course} what={words.theCourse} waiting={<div style={{ height: 220 }} />}>
      {() => (series === undefined ? null : <SeriesChart series={series} />)}
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
