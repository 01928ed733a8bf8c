import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { CalendarEntry, ChangeCalendar } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { calendarAddress, caseAddress, casesAddress, changeAddress, releaseAddress } from '../addresses.ts';
import { Conflicts } from '../changes/conflicts.tsx';
import { words } from '../changes/words.ts';
import { CsvButton } from '../csv-button.tsx';
import { useTitles } from '../use-titles.ts';
import styles from './calendar.module.css';
import { entriesOn, monthBeside, weeksOf } from './weeks.ts';

const route = getRouteApi('/$database/calendar');

/** A month of changes, releases, windows, freezes and events, and where they are in each other's way. */
export function CalendarPage() {
  const { database, today } = useCalendarDay();
  const { month = today.slice(0, 7) } = route.useSearch();
  const navigate = useNavigate();
  const weeks = weeksOf(month);
  const [from = today, to = today] = [weeks[0]?.[0], weeks.at(-1)?.[6]];
  const calendar = useApi('GET /{database}/calendar', { params: { database }, query: { from, to } }, { keepPrevious: true });
  const goto = (step: -1 | 1) => calendarAddress(database, { month: monthBeside(month, step) });
  useKeys([
    { keys: '[', label: words.before, run: () => void navigate({ href: goto(-1) }) },
    { keys: ']', label: words.after, run: () => void navigate({ href: goto(1) }) },
  ]);
  const name = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.parse(`${month}-01T00:00:00Z`),
  );
  return (
    <>
      <PageHead
        title={words.calendar}
        meta={words.calendarMeta}
        actions={<CsvButton url={`/api/v1/${database}/calendar?from=${from}&to=${to}`} name="calendar" />}
      />
      <nav className={styles['months']} aria-label={words.calendar}>
        <Anchor className="link" href={goto(-1)}>
          {words.before}
        </Anchor>
        <strong>{name}</strong>
        <Anchor className="link" href={goto(1)}>
          {words.after}
        </Anchor>
        <Anchor className="link" href={calendarAddress(database)}>
          {words.today}
        </Anchor>
        <Anchor className="link" href={casesAddress(database, 'change-window', {})}>
          {words.planTime}
        </Anchor>
      </nav>
      <Answer query={calendar} what={words.calendarWhat}>
        {(shown) => <Month {...{ shown, weeks, month, today, name }} />}
      </Answer>
    </>
  );
}

/** What day it is where the company is. */
function useCalendarDay() {
  const { database } = useCompany();
  const { now, timeZone } = useFormat();
  return { database, today: dayOf(now, timeZone) };
}

interface MonthProps {
  readonly shown: ChangeCalendar;
  readonly weeks: readonly (readonly string[])[];
  readonly month: string;
  readonly today: string;
  readonly name: string;
}

function Month({ shown: { entries, conflicts }, weeks, month, today, name }: MonthProps) {
  const { flow } = useTitles();
  const { timeZone } = useFormat();
  const inWay = new Set(conflicts.flatMap(({ of, with: other }) => [of, other ?? '']));
  return (
    <>
      <div className={styles['frame']}>
        <table className={styles['month']} aria-label={words.month(name)}>
          <thead>
            <tr>
              {words.weekdays.map((day) => (
                <th key={day} scope="col">
                  {day}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map((week) => (
              <tr key={week[0]}>
                {week.map((day) => (
                  <td key={day} data-beside={day.slice(0, 7) !== month || undefined} data-today={day === today || undefined}>
                    <time dateTime={day}>{Number(day.slice(8))}</time>
                    <ul>
                      {entriesOn(day, entries, timeZone).map((entry) => (
                        <li key={`${entry.kind} ${entry.key}`} data-kind={entry.kind} data-over={entry.isOver || undefined}>
                          <EntryLink entry={entry} isInWay={inWay.has(entry.key)} />
                        </li>
                      ))}
                    </ul>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Section title={words.conflicts} aside={conflicts.length === 0 ? undefined : words.conflictCount(conflicts.length)}>
        <Conflicts conflicts={conflicts} none={words.noConflicts} />
      </Section>
      <Section title={words.list}>
        <PlainTable
          caption={words.calendarWhat}
          columns={columnsFor(flow)}
          rows={entries}
          idOf={({ kind, key }) => `${kind} ${key}`}
          empty={<p>{words.emptyMonth}</p>}
        />
      </Section>
    </>
  );
}

function EntryLink({ entry, isInWay }: { readonly entry: CalendarEntry; readonly isInWay: boolean }) {
  const { database } = useCompany();
  const { kind, key, title, caseId } = entry;
  const text = kind === 'change' || kind === 'release' ? key : title;
  const href =
    kind === 'change'
      ? changeAddress(database, key)
      : kind === 'release'
        ? releaseAddress(database, key)
        : caseId === null
          ? undefined
          : caseAddress(database, caseId);
  const shown =
    href === undefined ? (
      <span>{text}</span>
    ) : (
      <Anchor className="link" href={href}>
        {text}
      </Anchor>
    );
  return (
    <span title={`${words.entryKinds[kind]}: ${title}`}>
      {isInWay && (kind === 'change' || kind === 'release') ? <Status tone="bad"> </Status> : null}
      {shown}
    </span>
  );
}

/** When it begins or ends: by its day, where it covers whole days. */
function Bound({ at, day }: { readonly at: string; readonly day: string | undefined }) {
  return day === undefined ? <When at={at} as="moment" /> : <When at={day} as="day" />;
}

const columnsFor = (flowTitle: (name: string) => string): readonly PlainColumn<CalendarEntry>[] => [
  { key: 'kind', title: words.kind, render: ({ kind }) => words.entryKinds[kind] },
  { key: 'entry', title: words.entry, kind: 'key', render: (entry) => <EntryLink entry={entry} isInWay={false} /> },
  {
    ...{ key: 'title', title: words.name, kind: 'words' },
    render: ({ kind, title }) => (kind === 'change' || kind === 'release' ? title : null),
  },
  { key: 'from', title: words.begins, render: ({ from, days }) => <Bound at={from} day={days?.from} /> },
  { key: 'to', title: words.until, wideOnly: true, render: ({ to, days }) => <Bound at={to} day={days?.to} /> },
  {
    key: 'of',
    title: words.holdsFor,
    wideOnly: true,
    render: ({ systems, flows }) =>
      systems.length + flows.length === 0 ? <Absent /> : [...systems, ...flows.map(flowTitle)].join(', '),
  },
  { key: 'owner', title: words.owner, wideOnly: true, render: ({ owner }) => owner?.title ?? <Absent /> },
];
