import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useFormat } from '../../format/settings-context.tsx';
import { type Comparison, comparisonsOf, type Filter, type FilterField, readFilterValue } from './filter.ts';
import styles from './filter-bar.module.css';
import { words } from './words.ts';

export interface FilterEditorProps {
  readonly fields: readonly FilterField[];
  readonly onAdd: (filter: Filter) => void;
  readonly onCancel: () => void;
}

/** Which field, compared how, with what. */
export function FilterEditor({ fields, onAdd, onCancel }: FilterEditorProps) {
  const { locale } = useFormat();
  const [name, setName] = useState(fields[0]?.name ?? '');
  const [chosen, setChosen] = useState<Comparison>();
  const [values, setValues] = useState<readonly string[]>([]);
  const [error, setError] = useState<string>();
  const field = fields.find((each) => each.name === name) ?? fields[0];
  if (field === undefined) return null;
  const offered = comparisonsOf(field);
  const comparison = offered.find((each) => each.comparison === chosen)?.comparison ?? offered[0]?.comparison ?? '=';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const read = (values.length === 0 ? [''] : values).map((value) => readFilterValue(value, field, locale));
    const wrong = read.find((each) => 'error' in each);
    if (wrong !== undefined) setError(wrong.error);
    else onAdd({ field: field.name, comparison, values: read.flatMap((each) => ('value' in each ? [each.value] : [])) });
  };
  return (
    <form className={styles['editor']} onSubmit={submit}>
      <NativeSelect
        label={words.field}
        data-autofocus
        value={field.name}
        data={fields.map((each) => ({ value: each.name, label: each.title }))}
        onChange={(event) => {
          setName(event.currentTarget.value);
          setValues([]);
          setError(undefined);
        }}
      />
      <NativeSelect
        label={words.comparison}
        value={comparison}
        data={offered.map((each) => ({ value: each.comparison, label: each.words }))}
        onChange={(event) => setChosen(offered.find((each) => each.comparison === event.currentTarget.value)?.comparison)}
      />
      <ValueInput field={field} values={values} error={error} onChange={setValues} />
      <div className={styles['buttons']}>
        <Button type="submit" variant="filled">
          {words.addFilter}
        </Button>
        <Button onClick={onCancel}>{words.cancel}</Button>
      </div>
    </form>
  );
}

interface ValueInputProps {
  readonly field: FilterField;
  readonly values: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (values: readonly string[]) => void;
}

const yesAndNo = [
  { value: 'true', title: words.yes },
  { value: 'false', title: words.no },
];

function ValueInput({ field, values, error, onChange }: ValueInputProps) {
  const options = field.options ?? (field.kind === 'flag' ? yesAndNo : undefined);
  if (options === undefined) {
    const type = field.kind === 'day' ? 'date' : field.kind === 'instant' ? 'datetime-local' : 'text';
    return (
      <TextInput
        label={words.value}
        type={type}
        inputMode={field.kind === 'money' || field.kind === 'number' ? 'decimal' : undefined}
        value={values[0] ?? ''}
        error={error}
        onChange={(event) => onChange([event.currentTarget.value])}
      />
    );
  }
  return (
    <fieldset className={styles['options']}>
      <legend>{words.anyOf}</legend>
      {options.map(({ value, title }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={values.includes(value)}
            onChange={() => onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value])}
          />
          {title}
        </label>
      ))}
      {error === undefined ? null : <p className={styles['error']}>{error}</p>}
    </fieldset>
  );
}
