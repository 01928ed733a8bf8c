import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { Action, FormField, ProblemDocument } from '@throughline/api';
import { type FormEvent, type KeyboardEvent, useState } from 'react';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import styles from './action-form.module.css';
import { type Command, problemByField, readCommand, reasonField, type Typed } from './action-values.ts';
import { words } from './words.ts';

export interface ActionFormProps {
  readonly action: Action;
  /** Of the case. */
  readonly currency: string | null;
  /** To begin with, as it would be typed. */
  readonly initial?: Typed;
  readonly busy?: boolean;
  /** What options are called, where that is not what is sent. */
  readonly optionTitles?: Readonly<Record<string, string>>;
  /** What the server answered instead of doing it. */
  readonly problem?: ProblemDocument | undefined;
  /** With what was typed, so that it need not be typed again. */
  readonly onSubmit: (command: Command, typed: Typed) => void;
  readonly onCancel: () => void;
}

/** What an action asks for. Ctrl Enter sends it, Escape leaves. */
export function ActionForm(props: ActionFormProps) {
  const { action, currency, initial = {}, busy = false, problem, optionTitles = {}, onSubmit, onCancel } = props;
  const { locale, timeZone } = useFormat();
  const [typed, setTyped] = useState<Typed>(initial);
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>();
  const told = problem === undefined ? undefined : problemByField(problem, action);
  const shown = errors ?? told?.fields ?? {};
  const set = (name: string, value: string) => setTyped((before) => ({ ...before, [name]: value }));
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (busy) return;
    const read = readCommand(action, typed, { locale, timeZone, currency });
    setErrors('errors' in read ? read.errors : undefined);
    if ('command' in read) onSubmit(read.command, typed);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      onCancel();
    }
  };
  return (
    // The keys are those of the fields in it: they reach the form.
    <form className={styles['form']} aria-label={action.title} noValidate onSubmit={submit} onKeyDown={keys}>
      {action.fields.map((field, index) => (
        <FieldInput
          key={field.name}
          {...{ field, currency, optionTitles }}
          first={index === 0}
          value={typed[field.name] ?? ''}
          error={shown[field.name]}
          onChange={(value) => set(field.name, value)}
        />
      ))}
      {action.reason ? (
        <Textarea
          label={words.reason}
          withAsterisk
          maxLength={4000}
          data-autofocus={action.fields.length === 0 || undefined}
          value={typed[reasonField] ?? ''}
          error={shown[reasonField]}
          onChange={(event) => set(reasonField, event.currentTarget.value)}
        />
      ) : null}
      {action.approval === undefined ? null : (
        <p className={styles['note']}>
          {words.afterwards}
          {action.approvalOfEach ? words.eachOf(action.approval) : action.approval.join(' or ')}
          {words.mustApprove}
        </p>
      )}
      {errors !== undefined || told === undefined || told.rest.length === 0 ? null : (
        <div className={styles['problem']} role="alert">
          {told.rest.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled" loading={busy} aria-keyshortcuts="Control+Enter">
          {action.title}
          <span className={styles['hint']}>
            <KeyHint keys="ctrl+enter" />
          </span>
        </Button>
        <Button onClick={onCancel}>{words.cancel}</Button>
      </div>
    </form>
  );
}

interface FieldInputProps {
  readonly field: FormField;
  readonly currency: string | null;
  readonly optionTitles: Readonly<Record<string, string>>;
  readonly first: boolean;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** Above this a text gets more than one line. */
const lineLength = 200;

function FieldInput({ field, currency, optionTitles, first, value, error, onChange }: FieldInputProps) {
  const label = field.kind === 'money' && currency !== null ? `${field.title}, ${currency}` : field.title;
  const change = (event: { readonly currentTarget: { readonly value: string } }) => onChange(event.currentTarget.value);
  const common = {
    label,
    description: field.description,
    error,
    withAsterisk: field.required,
    'data-autofocus': first || undefined,
  };
  if (field.kind === 'flag') {
    const checked = value === 'true';
    return (
      <Checkbox
        label={label}
        description={field.description}
        error={error}
        checked={checked}
        onChange={() => onChange(String(!checked))}
      />
    );
  }
  if (field.many === true) {
    const hint =
      field.parts === undefined ? words.severalHint : words.partsHint(field.parts.map(({ title }) => title).join(', '));
    const description = field.description ?? hint;
    return <Textarea {...common} description={description} value={value} onChange={change} />;
  }
  if (field.options !== undefined) {
    const data = [
      { value: '', label: field.required ? words.choose : words.none },
      ...field.options.map((option) => ({ value: option, label: optionTitles[option] ?? option })),
    ];
    return <NativeSelect {...common} data={data} value={value} onChange={change} />;
  }
  if (field.kind === 'text' && (field.maxLength ?? 0) > lineLength)
    return <Textarea {...common} value={value} onChange={change} />;
  const type = field.kind === 'day' ? 'date' : field.kind === 'instant' ? 'datetime-local' : 'text';
  const figure = field.kind === 'money' || field.kind === 'number';
  return <TextInput {...common} type={type} inputMode={figure ? 'decimal' : undefined} value={value} onChange={change} />;
}
