import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RequestDetail, RequestToAsk } from '@throughline/api';
import { useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { told } from '../../data/problem.ts';
import { dayOf } from '../../format/day.ts';
import { formatNumber, parseNumber } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { requestAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { Refused } from '../import/refused.tsx';
import { Coaching } from './coaching.tsx';
import styles from './intake.module.css';
import { useCoaching } from './use-coaching.ts';
import { words } from './words.ts';

const blank = { title: '', team: '', rationale: '', metric: '', baseline: '', target: '', outcomeBy: '', acceptance: '' };
type Written = typeof blank;

/** To ask for work: what is missing is said as it is written, and what was asked before stands beside it. `again`: one that was given back, to be sharpened. */
export function AskForm({ again }: { readonly again?: RequestDetail | undefined }) {
  const { database } = useCompany();
  const { locale, now, timeZone } = useFormat();
  const navigate = useNavigate();
  const [written, setWritten] = useState<Written>(() => (again === undefined ? blank : writtenOf(again, locale)));
  const metrics = useApi('GET /{database}/metrics', { params: { database } }).data?.items ?? [];
  const draft = draftOf(written, locale);
  const coaching = useCoaching(draft);
  const asking = useCommand('POST /{database}/requests', {
    onSuccess: ({ number }) => void navigate({ href: requestAddress(database, number) }),
  });
  const askingAgain = useCommand('POST /{database}/cases/{case}/commands');
  const submit = () => {
    const said = { ...draft, title: written.title.trim(), team: written.team.trim() };
    if (again === undefined) return asking.run({ params: { database }, body: said });
    const kept = { requester: again.requester ?? '', systems: again.systems, submittedOn: dayOf(now, timeZone) };
    return askingAgain.run({
      params: { database, case: again.caseId },
      body: { type: 'resubmit', data: { ...said, ...kept } },
    });
  };
  const { pending, error } = again === undefined ? asking : askingAgain;
  const field = (name: keyof Written) => ({
    label: words.fields[name],
    value: written[name],
    onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
      setWritten((before) => ({ ...before, [name]: value })),
  });
  const chosen = metrics.find(({ id }) => id === written.metric);
  const lacks = (coaching.data?.missing.length ?? 1) > 0;
  // Who may not ask is told so before anything is written.
  if (coaching.error !== null && told(coaching.error).code === 'role-required')
    return <StateNotice kind="error" what={words.form} error={coaching.error} onRetry={() => void coaching.refetch()} />;
  return (
    <div className={declared['two']}>
      <Section title={again === undefined ? words.form : words.sharpen} plain>
        <p className={declared['why']}>{words.formNote}</p>
        <form
          className={styles['form']}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <TextInput {...field('title')} required maxLength={200} />
          <TextInput {...field('team')} required maxLength={80} />
          <Textarea {...field('rationale')} autosize minRows={3} maxLength={4000} />
          <NativeSelect
            {...field('metric')}
            data={[{ value: '', label: words.fields.noMetric }, ...metrics.map(({ id, title }) => ({ value: id, label: title }))]}
            description={chosen === undefined ? undefined : words.inUnit(chosen.unit)}
          />
          <div className={styles['three']}>
            <TextInput {...field('baseline')} inputMode="decimal" />
            <TextInput {...field('target')} inputMode="decimal" />
            <TextInput {...field('outcomeBy')} type="date" />
          </div>
          <Textarea {...field('acceptance')} autosize minRows={2} maxLength={2000} />
          <div className={declared['tools']}>
            <Button
              type="submit"
              variant="filled"
              loading={pending}
              disabled={written.title.trim() === '' || written.team.trim() === ''}
            >
              {lacks ? words.incomplete : again === undefined ? words.submit : words.submitAgain}
            </Button>
          </div>
          {error === null ? null : <Refused error={error}>{words.notAsked}</Refused>}
        </form>
      </Section>
      <Coaching query={coaching} except={again?.number} />
    </div>
  );
}

function writtenOf(
  { title, team, rationale, metric, baseline, target, outcomeBy, acceptance }: RequestDetail,
  locale: string,
): Written {
  const number = (value: number | null) => (value === null ? '' : formatNumber(value, locale));
  return {
    ...{ title, team, rationale: rationale ?? '', metric: metric?.id ?? '', baseline: number(baseline), target: number(target) },
    ...{ outcomeBy: outcomeBy ?? '', acceptance: acceptance ?? '' },
  };
}

function draftOf(written: Written, locale: string): Partial<RequestToAsk> {
  const number = (text: string) => (text.trim() === '' ? undefined : parseNumber(text, locale));
  const [baseline, target] = [number(written.baseline), number(written.target)];
  const texts = (['title', 'team', 'rationale', 'metric', 'outcomeBy', 'acceptance'] as const)
    .map((name) => [name, written[name].trim()] as const)
    .filter(([, text]) => text !== '');
  return {
    ...Object.fromEntries(texts),
    ...(baseline === undefined ? {} : { baseline }),
    ...(target === undefined ? {} : { target }),
  };
}
