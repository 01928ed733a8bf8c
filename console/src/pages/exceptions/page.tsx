import { NativeSelect } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ExceptionOverview } from '@throughline/api';
import { useRef } from 'react';
import { client, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Money } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { casesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { logAddress } from '../log/search.ts';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import { Ages } from './ages.tsx';
import styles from './exceptions.module.css';
import { HeatMap } from './heat-map.tsx';
import { Oldest } from './oldest.tsx';
import { Owners } from './owners.tsx';
import { type ExceptionsSearch, exceptionsAddress, questionOf, severities } from './search.ts';
import { Trend } from './trend.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/exceptions');

/** Where work departs from its plan: which kinds, at which stage, how late, whose, and what money waits for them. */
export function ExceptionsPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const request = { params: { database }, query: questionOf(search) };
  const answer = useApi('GET /{database}/exceptions', request, { keepPrevious: true });
  const ask: Ask = (change) =>
    void navigate({ href: exceptionsAddress(database, { ...search, ...change } as ExceptionsSearch), replace: true });
  return (
    <>
      <PageHead
        title={words.title}
        actions={<CsvButton name="exceptions" url={client.url('GET /{database}/exceptions', request)} />}
      />
      <Filters overview={answer.data} search={search} ask={ask} />
      <Answer query={answer} what={words.failed}>
        {(overview) =>
          overview.open === 0 ? (
            <>
              <StateNotice kind="empty">{Object.keys(search).length > 0 ? words.noneLike : words.none}</StateNotice>
              <Trend overview={overview} search={search} />
            </>
          ) : (
            <>
              <div className={styles['standing']}>
                <Standing overview={overview} />
              </div>
              <HeatMap overview={overview} />
              <Ages overview={overview} />
              <div className={styles['two']}>
                <Owners overview={overview} search={search} />
                <Trend overview={overview} search={search} />
              </div>
              <Oldest search={search} overview={overview} />
            </>
          )
        }
      </Answer>
    </>
  );
}

type Ask = (change: { readonly [K in keyof ExceptionsSearch]?: ExceptionsSearch[K] | undefined }) => void;

/** How it stands, in a sentence. */
function Standing({ overview }: { readonly overview: ExceptionOverview }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { open, late, cases, amounts, now, trend, withheld } = overview;
  const { sentence } = words;
  const list = (where: readonly string[]) => casesAddress(database, 'exception', { open: 'true', where: [...where] });
  const shared = sharedFilters(overview);
  const week = trend.at(-1);
  return (
    <Sentence>
      <Figure href={list(shared)}>{formatCounted(open, words.noun, locale)}</Figure> {open === 1 ? words.is : words.are}{' '}
      {sentence.are} {sentence.of} {formatCounted(cases, words.cases, locale)},{' '}
      <Figure href={list([...shared, `dueAt<${now}`])}>{formatCount(late, locale)}</Figure> {sentence.late}.{' '}
      {amounts.length === 0 ? null : (
        <>
          {sentence.stake}{' '}
          {amounts.map((money, index) => (
            <span key={money.currency}>
              {index === 0 ? '' : index === amounts.length - 1 ? words.and : ', '}
              <Money as="whole" money={money} />
            </span>
          ))}
          .{' '}
        </>
      )}
      {withheld ? `${words.withheld} ` : null}
      {week === undefined ? null : (
        <>
          {sentence.week}{' '}
          <Figure href={logAddress(database, { flow: 'exception', type: ['open'], from: week.from, to: week.to })}>
            {formatCount(week.opened, locale)} {sentence.opened}
          </Figure>
          ,{' '}
          <Figure href={logAddress(database, { flow: 'exception', type: ['close', 'resolve'], from: week.from, to: week.to })}>
            {formatCount(week.closed, locale)} {sentence.closed}
          </Figure>
          .
        </>
      )}
    </Sentence>
  );
}

/** The filters that all of them have: those of any kind but for the kind itself. */
function sharedFilters({ buckets }: ExceptionOverview): readonly string[] {
  return (buckets[0]?.where ?? []).filter((filter) => !filter.startsWith('kind='));
}

interface FiltersProps {
  readonly overview: ExceptionOverview | undefined;
  readonly search: ExceptionsSearch;
  readonly ask: Ask;
}

function Filters({ overview, search, ask }: FiltersProps) {
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const { filters } = words;
  const choices = overview?.choices;
  const named = (all: readonly { readonly name: string; readonly title: string }[] = []) =>
    all.map(({ name, title }) => ({ value: name, label: title }));
  return (
    <ChoiceBar>
      <KeyHint keys="f" />
      <NativeSelect
        ref={first}
        aria-label={filters.stream}
        data={[{ value: '', label: filters.everyStream }, ...withChosen(named(choices?.streams), search.stream)]}
        value={search.stream ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ stream: value || undefined })}
      />
      <NativeSelect
        aria-label={filters.stage}
        data={[{ value: '', label: filters.everyStage }, ...withChosen(named(choices?.stages), search.stage)]}
        value={search.stage ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ stage: value || undefined })}
      />
      <NativeSelect
        aria-label={filters.owner}
        data={[
          { value: '', label: filters.everyOwner },
          ...withChosen(
            (choices?.owners ?? []).map(({ role, title }) => ({ value: role, label: title })),
            search.owner,
          ),
        ]}
        value={search.owner ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ owner: value || undefined })}
      />
      <NativeSelect
        aria-label={filters.severity}
        data={[{ value: '', label: filters.everySeverity }, ...severities]}
        value={search.severity ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ severity: severities.find((severity) => severity === value) })}
      />
      <Choice checked={search.late === 'true'} onChange={(late) => ask({ late: late ? 'true' : undefined })}>
        {filters.late}
      </Choice>
    </ChoiceBar>
  );
}

/** What the address says stays a choice, also where it is not among those that are known. */
function withChosen(known: readonly { readonly value: string; readonly label: string }[], chosen: string | undefined) {
  return chosen === undefined || known.some(({ value }) => value === chosen)
    ? [...known]
    : [...known, { value: chosen, label: chosen }];
}
