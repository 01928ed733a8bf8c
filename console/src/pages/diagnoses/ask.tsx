import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { dayOf, formatDay } from '../../format/day.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { diagnosisAddress } from '../diagnosis/search.ts';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import styles from './diagnoses.module.css';
import { daysBetween, type Periods, periodsOf, periodsUntil, plusDays } from './periods.ts';
import type { DiagnosesSearch } from './search.ts';
import { words } from './words.ts';

export interface AskProps {
  readonly search: DiagnosesSearch;
  readonly ask: (change: { readonly [K in keyof DiagnosesSearch]?: DiagnosesSearch[K] | undefined }) => void;
}

/** The question: which metric, of which period, against which. What the address does not say is chosen sensibly, and can be changed. */
export function Ask({ search, ask }: AskProps) {
  const { database } = useCompany();
  const settings = useFormat();
  const navigate = useNavigate();
  const first = useRef<HTMLSelectElement>(null);
  const metrics = useApi('GET /{database}/metrics', { params: { database } }).data?.items ?? [];
  const command = useCommand('POST /{database}/diagnoses', {
    onSuccess: ({ case: { id } }) => void navigate({ href: diagnosisAddress(database, id) }),
  });
  const periods = { ...periodsUntil(plusDays(dayOf(settings.now, settings.timeZone), 0)), ...given(search) };
  const metric = metrics.find(({ id }) => id === search.metric);
  const isSound = periods.from < periods.to && periods.againstFrom < periods.againstTo && periods.againstTo <= periods.from;
  const run = () => {
    if (metric === undefined) return first.current?.focus();
    const { from, to, againstFrom, againstTo } = periods;
    const { where } = search;
    const body = { metric: metric.id, from, to, against: { from: againstFrom, to: againstTo } };
    command.run({ params: { database }, body: { ...body, ...(where === undefined ? {} : { where: [...where] }) } });
  };
  useKeys([{ keys: 'f', label: words.metric.toLowerCase(), run: () => first.current?.focus() }]);
  return (
    <Section title={words.ask} plain>
      <ChoiceBar>
        <NativeSelect
          ref={first}
          label={words.metric}
          value={metric?.id ?? ''}
          data={[{ value: '', label: words.choose }, ...metrics.map(({ id, title }) => ({ value: id, label: title }))]}
          onChange={({ currentTarget: { value } }) => ask({ metric: value || undefined, where: undefined })}
        />
        <Days periods={periods} ask={ask} />
        {(search.where ?? []).map((condition) => (
          <Choice key={condition} checked onChange={() => ask({ where: search.where?.filter((other) => other !== condition) })}>
            {words.only(condition)}
          </Choice>
        ))}
        <Go {...{ run }} disabled={metric === undefined || !isSound} busy={command.pending} />
      </ChoiceBar>
      {isSound ? null : <p className={styles['note']}>{words.badPeriod}</p>}
      {metric === undefined || !isSound ? null : (
        <p className={styles['note']}>
          {words.askingFor(
            metric.title,
            formatDay(periods.from, settings),
            formatDay(plusDays(periods.to, -1), settings),
            daysBetween(periods.from, periods.to),
            periods.againstTo === periods.from && periods.againstFrom === periodsOf(periods.from, periods.to).againstFrom,
          )}
        </p>
      )}
      {command.pending ? <Running /> : null}
      {command.error === null ? null : <StateNotice kind="error" what={words.notAsked} error={command.error} onRetry={run} />}
    </Section>
  );
}

function given({ from, to, againstFrom, againstTo }: DiagnosesSearch): Partial<Periods> {
  const own = from !== undefined && to !== undefined ? periodsOf(from, to) : {};
  return {
    ...own,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(againstFrom === undefined ? {} : { againstFrom }),
    ...(againstTo === undefined ? {} : { againstTo }),
  };
}

/** Days are shown with the last one included, as people say them. */
function Days({ periods, ask }: Pick<AskProps, 'ask'> & { readonly periods: Periods }) {
  const field = (label: string, value: string, set: (day: string) => void) => (
    <TextInput
      type="date"
      label={label}
      value={value}
      onChange={({ currentTarget }) => currentTarget.value !== '' && set(currentTarget.value)}
    />
  );
  const { from, to, againstFrom, againstTo } = periods;
  return (
    <>
      {field(words.from, from, (day) => ask({ ...periods, from: day }))}
      {field(words.toIncluded, plusDays(to, -1), (day) => ask({ ...periods, to: plusDays(day, 1) }))}
      {field(words.against, againstFrom, (day) => ask({ ...periods, againstFrom: day }))}
      {field(words.againstTo, plusDays(againstTo, -1), (day) => ask({ ...periods, againstTo: plusDays(day, 1) }))}
    </>
  );
}

interface GoProps {
  readonly run: () => void;
  readonly disabled: boolean;
  readonly busy: boolean;
}

/** Takes the focus where all is chosen: Enter is enough. */
function Go({ run, disabled, busy }: GoProps) {
  const frame = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!disabled) frame.current?.querySelector('button')?.focus();
  }, [disabled]);
  return (
    <span ref={frame} className={styles['go']}>
      <KeyButton variant="filled" keys="p" label={words.diagnoseKey} disabled={disabled} loading={busy} onClick={run}>
        {words.diagnose}
      </KeyButton>
    </span>
  );
}

function Running() {
  return (
    <div className={styles['running']} role="status">
      <progress aria-label={words.running} />
      <span>{words.running}</span>
      <span className={styles['quiet']}>{words.runningNote}</span>
    </div>
  );
}
