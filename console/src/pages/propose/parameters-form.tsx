import { NativeSelect, TextInput } from '@mantine/core';
import type { FlowParameter } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatAmount, parseMoney } from '../../format/money.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { Judging } from './judging.tsx';
import styles from './propose.module.css';
import { words } from './words.ts';

/** The values of a flow's parameters, each with its bounds: what is typed otherwise than it is now is proposed. */
export function ParametersForm({ flow }: { readonly flow: string }) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/flows/{flow}/parameters', { params: { database, flow } });
  return (
    <Answer query={found} what={words.parameters}>
      {({ items }) =>
        items.length === 0 ? (
          <StateNotice kind="empty">{words.noParameter}</StateNotice>
        ) : (
          <Values flow={flow} parameters={items} />
        )
      }
    </Answer>
  );
}

function Values({ flow, parameters }: { readonly flow: string; readonly parameters: readonly FlowParameter[] }) {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const { locale } = useFormat();
  const values = Object.fromEntries(
    parameters.flatMap((parameter): [string, string | number | boolean][] => {
      const text = typed[parameter.name];
      if (text === undefined) return [];
      const value = typedAs(parameter, text, locale);
      return value === parameter.raw.value ? [] : [[parameter.name, value]];
    }),
  );
  const isEmpty = Object.keys(values).length === 0;
  return (
    <>
      <Section title={words.parameters} plain>
        <div className={styles['values']}>
          {parameters.map((parameter) => (
            <Field
              key={parameter.name}
              parameter={parameter}
              text={typed[parameter.name] ?? textOf(parameter, parameter.raw.value, locale)}
              onType={(text) => setTyped((before) => ({ ...before, [parameter.name]: text }))}
            />
          ))}
        </div>
      </Section>
      <Judging
        draft={isEmpty ? undefined : { subject: 'parameters', content: { flow, values } }}
        empty={words.nothing}
        onProposed={() => setTyped({})}
      />
    </>
  );
}

interface FieldProps {
  readonly parameter: FlowParameter;
  readonly text: string;
  readonly onType: (text: string) => void;
}

function Field({ parameter, text, onType }: FieldProps) {
  const { name, title, type, value, raw, from, to } = parameter;
  const { locale } = useFormat();
  const shown = (text: string, number: number | null) =>
    type === 'money' && number !== null ? textOf(parameter, number, locale) : text;
  const limit = (text: string | null, number: number | null) => (text === null ? null : shown(text, number));
  const now = shown(value, typeof raw.value === 'number' ? raw.value : null);
  const unit = type === 'money' ? words.ofEachCurrency : '';
  const said = [words.now(now), words.bounds(limit(from, raw.from), limit(to, raw.to)), unit]
    .filter((part) => part !== '')
    .join(', ');
  if (typeof raw.value === 'boolean')
    return (
      <NativeSelect
        label={title}
        description={said}
        data={[
          { value: 'true', label: words.yes },
          { value: 'false', label: words.no },
        ]}
        value={text}
        onChange={({ currentTarget }) => onType(currentTarget.value)}
      />
    );
  return (
    <TextInput
      label={title}
      description={said}
      name={name}
      inputMode={typeof raw.value === 'number' ? 'numeric' : 'text'}
      maxLength={200}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => onType(currentTarget.value)}
    />
  );
}

/** As it stands in its field: an amount in whole units of whatever currency, all else as it is written. */
function textOf({ type }: FlowParameter, value: FlowParameter['raw']['value'], locale: string): string {
  if (type === 'money' && typeof value === 'number') return formatAmount({ amount: value, currency: null }, locale);
  return String(value ?? '');
}

/** What is no number is sent as it was typed: whether it is one, and within its bounds, the server says. */
function typedAs({ raw, type }: FlowParameter, text: string, locale: string): string | number | boolean {
  if (typeof raw.value === 'boolean') return text === 'true';
  if (type === 'money') {
    const read = parseMoney(text, null, locale);
    return 'error' in read ? text : read.amount;
  }
  if (typeof raw.value !== 'number') return text;
  return /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text;
}
