import { NativeSelect, TextInput } from '@mantine/core';
import type { FlowChoices, FlowDraft, FlowFit } from '@throughline/api';
import { useState } from 'react';
import { formatCounted, formatDecimal, formatPercent } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { StateNotice } from '../../../shell/state-notice.tsx';
import styles from '../import.module.css';
import { Sheet } from './sheet.tsx';
import type { Said, Say } from './table-work.tsx';
import { words } from './words.ts';

export interface FlowStepProps {
  readonly data: FlowChoices;
  readonly chosen: string;
  readonly said: Said;
  readonly say: Say;
}

/** A flow of ours that the file could feed, or one drafted from it. */
export function FlowStep({ data, chosen, said, say }: FlowStepProps) {
  const { locale } = useFormat();
  const { flows, draft, noDraft, suggested } = data;
  const label = (value: string, text: string) => ({
    value,
    label: value === suggested ? `${text} - ${words.suggestedFlow}` : text,
  });
  const fit = flows.find(({ flow }) => flow === chosen);
  const options = [
    ...flows.map(({ flow, title, score }) => label(flow, words.flowOf(title, formatPercent(score, locale, 0)))),
    ...(draft === null ? [] : [label('draft', words.draftOf(draft.states.length, draft.transitions.length))]),
  ];
  return (
    <>
      <div className={styles['ways']}>
        <NativeSelect
          label={words.flow}
          data={options}
          value={chosen}
          onChange={({ currentTarget }) => say({ ...said, flow: currentTarget.value })}
        />
        {chosen === 'draft' && draft !== null ? <FlowName key={draft.name} draft={draft} said={said} say={say} /> : null}
      </div>
      {fit !== undefined ? (
        <Fit fit={fit} />
      ) : draft === null ? (
        <StateNotice kind="empty">{noDraft ?? ''}</StateNotice>
      ) : (
        <DraftView draft={draft} />
      )}
    </>
  );
}

/** Asked again when it is left: each letter would draft anew. */
function FlowName({ draft, said, say }: { readonly draft: FlowDraft; readonly said: Said; readonly say: Say }) {
  const [text, setText] = useState(draft.name);
  const isName = /^[a-z][a-z0-9-]{0,62}$/.test(text);
  return (
    <TextInput
      label={words.name}
      value={text}
      error={!isName}
      onChange={({ currentTarget }) => setText(currentTarget.value)}
      onBlur={() => (isName && text !== draft.name ? say({ ...said, name: text }) : undefined)}
    />
  );
}

function Fit({ fit: { because, found, missing } }: { readonly fit: FlowFit }) {
  return (
    <>
      <p className={styles['words']}>
        {because}. {missing.length === 0 ? '' : words.missingFor(missing.join(', '))}
      </p>
      <Sheet
        label={words.fields}
        file="columns"
        rows={found}
        keyOf={({ field }) => field}
        columns={[
          { title: words.field, shown: ({ title }) => title },
          { title: words.column, shown: ({ column }) => column },
        ]}
      />
    </>
  );
}

function DraftView({ draft }: { readonly draft: FlowDraft }) {
  const { locale } = useFormat();
  const { fitness, cases, events, precision, graphPrecision, transitions, shortfalls } = draft;
  const decimal = (value: number) => formatDecimal(value, 2, locale);
  return (
    <>
      <p className={styles['words']}>
        {words.fitness(
          formatPercent(fitness, locale),
          formatCounted(cases, words.case, locale),
          formatCounted(events, words.fact, locale),
        )}{' '}
        {words.precision(decimal(precision), decimal(graphPrecision))} {shortfalls.join(' ')}
      </p>
      <Sheet
        label={words.steps}
        file="draft"
        rows={transitions}
        keyOf={({ from, event, to }) => `${from} ${event} ${to}`}
        columns={[
          { title: words.from, shown: ({ from }) => from ?? words.begins, value: ({ from }) => from ?? '' },
          { title: words.event, shown: ({ event }) => event },
          { title: words.to, shown: ({ to }) => to },
        ]}
      />
    </>
  );
}
