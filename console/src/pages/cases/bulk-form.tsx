import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import styles from './cases.module.css';
import { words } from './words.ts';

export type BulkKind = 'assign' | 'comment';

/** A person to assign to, by id and name; or a text to say. */
export interface BulkValue {
  readonly value: string;
  readonly name: string;
}

export interface BulkFormProps {
  readonly kind: BulkKind;
  /** How many cases. */
  readonly count: number;
  readonly onSubmit: (value: BulkValue) => void;
  readonly onClose: () => void;
}

/** What is to be done with each of the selected cases. */
export function BulkForm({ kind, count, onSubmit, onClose }: BulkFormProps) {
  const { locale } = useFormat();
  const [chosen, setChosen] = useState<BulkValue>();
  const [error, setError] = useState<string>();
  const title = words[kind];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const value = chosen?.value.trim() ?? '';
    if (chosen === undefined || value === '') return setError(kind === 'assign' ? words.chooseSomebody : words.saySomething);
    onSubmit({ ...chosen, value });
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${title} ${formatCounted(count, { one: words.case, many: words.cases }, locale)}`}
      size={460}
      closeButtonProps={{ 'aria-label': words.close }}
    >
      <form className={styles['form']} onSubmit={submit}>
        <BulkField kind={kind} value={chosen?.value ?? ''} error={error} onChange={setChosen} />
        <div className={styles['buttons']}>
          <Button type="submit" variant="filled">
            {title}
          </Button>
          <Button onClick={onClose}>{words.cancel}</Button>
        </div>
      </form>
    </Modal>
  );
}

interface BulkFieldProps {
  readonly kind: BulkKind;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: BulkValue) => void;
}

function BulkField({ kind, value, error, onChange }: BulkFieldProps) {
  const { database, person } = useCompany();
  const people = useApi('GET /{database}/people', { params: { database } }, { enabled: kind === 'assign' });
  if (kind === 'comment')
    return (
      <Textarea
        label={words.comment}
        withAsterisk
        data-autofocus
        maxLength={4000}
        {...{ value, error }}
        onChange={({ currentTarget }) => onChange({ value: currentTarget.value, name: currentTarget.value })}
      />
    );
  const others = people.data?.items.filter(({ id }) => id !== person?.id) ?? [];
  const names = new Map([...(person === undefined ? [] : [person]), ...others].map(({ id, name }) => [id, name]));
  return (
    <NativeSelect
      label={words.to}
      withAsterisk
      data-autofocus
      value={value}
      error={error}
      onChange={({ currentTarget }) => onChange({ value: currentTarget.value, name: names.get(currentTarget.value) ?? '' })}
      data={[
        { value: '', label: words.choose },
        ...(person === undefined ? [] : [{ value: person.id, label: words.me(person.name) }]),
        ...others.map(({ id, name, title }) => ({ value: id, label: `${name}, ${title}` })),
      ]}
    />
  );
}
