import { Button, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import type { CaseRow } from '@throughline/api';
import { type FormEvent, useRef, useState } from 'react';
import { readAgain, send, useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { told } from '../../data/problem.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { say } from '../../shell/messages.ts';
import styles from './cases.module.css';
import { words as said } from './words.ts';

export type BulkKind = 'assign' | 'comment';

const words: Readonly<Record<BulkKind, { readonly title: string; readonly done: string; readonly field: string }>> = {
  assign: { title: said.assign, done: 'assigned', field: 'to' },
  comment: { title: said.comment, done: 'commented', field: 'text' },
};

/** So many requests at once: others work too. */
const atOnce = 4;
const caseNoun = { one: said.case, many: said.cases };

interface Refused {
  readonly row: CaseRow;
  readonly why: string;
}

export interface BulkFormProps {
  readonly kind: BulkKind;
  readonly rows: readonly CaseRow[];
  /** With the ids that stay selected, those that were refused; nothing where nothing was done. */
  readonly onClose: (refused?: readonly string[]) => void;
}

/** The same for each of the selected cases: how far it is, and which of them refused it and why. */
export function BulkForm({ kind, rows: selected, onClose }: BulkFormProps) {
  const { locale } = useFormat();
  // Those that it began with: the list changes under it.
  const [rows] = useState(selected);
  const run = useBulkRun(kind, rows);
  const [value, setValue] = useState<string>();
  const [error, setError] = useState<string>();
  const { title, done } = words[kind];
  const finished = run.refused !== undefined;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (run.done !== undefined) return;
    if (value === undefined || value.trim() === '') return setError(kind === 'assign' ? said.chooseSomebody : said.saySomething);
    const refused = await run.start(value.trim());
    if (refused.length > 0) return;
    say({ text: `${formatCounted(rows.length, caseNoun, locale)} ${done}.` });
    onClose([]);
  };
  const close = () => onClose(run.refused?.map(({ row }) => row.id));
  return (
    <Modal
      opened
      onClose={close}
      title={`${title} ${formatCounted(rows.length, caseNoun, locale)}`}
      size={460}
      closeButtonProps={{ 'aria-label': said.close }}
    >
      {finished ? (
        <RefusedList refused={run.refused} of={rows.length} done={done} onClose={close} />
      ) : (
        <form className={styles['form']} onSubmit={(event) => void submit(event)}>
          <BulkField kind={kind} value={value ?? ''} error={error} onChange={setValue} />
          {run.done === undefined ? null : (
            <p role="status">
              <progress max={rows.length} value={run.done} aria-label={said.howFar} /> {formatCount(run.done, locale)}
              {said.of} {formatCount(rows.length, locale)}
            </p>
          )}
          <div className={styles['buttons']}>
            <Button type="submit" variant="filled" loading={run.done !== undefined}>
              {title}
            </Button>
            <Button onClick={close}>{said.cancel}</Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** Sends the command for each case, a few at a time; a refusal of one stops none of the others. */
function useBulkRun(kind: BulkKind, rows: readonly CaseRow[]) {
  const { database } = useCompany();
  const cache = useQueryClient();
  const [done, setDone] = useState<number>();
  const [refused, setRefused] = useState<readonly Refused[]>();
  const counted = useRef(0);
  const start = async (value: string): Promise<readonly Refused[]> => {
    setDone(0);
    const waiting = [...rows];
    const failed: Refused[] = [];
    const one = async (row: CaseRow) => {
      const body = { type: kind, data: { [words[kind].field]: value } };
      await send(
        'POST /{database}/cases/{case}/commands',
        { params: { database, case: row.id }, body },
        { idempotencyKey: crypto.randomUUID() },
      ).catch((error: unknown) => failed.push({ row, why: whyOf(error) }));
      counted.current += 1;
      setDone(counted.current);
    };
    const worker = async () => {
      for (let row = waiting.shift(); row !== undefined; row = waiting.shift()) await one(row);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    if (failed.length > 0) setRefused(failed);
    await readAgain(cache, database);
    return failed;
  };
  return { start, done, refused };
}

function whyOf(error: unknown): string {
  const { detail, code } = told(error);
  return `${detail} (${code})`;
}

interface RefusedListProps {
  readonly refused: readonly Refused[] | undefined;
  readonly of: number;
  readonly done: string;
  readonly onClose: () => void;
}

function RefusedList({ refused = [], of, done, onClose }: RefusedListProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  return (
    <div className={styles['form']} role="alert">
      <p>
        {formatCount(of - refused.length, locale)} {done}, {formatCount(refused.length, locale)}
        {said.not}
      </p>
      <ul className={styles['refused']}>
        {refused.map(({ row, why }) => (
          <li key={row.id}>
            <CaseLink href={`/${database}/case/${row.id}`}>{row.key}</CaseLink> {why}
          </li>
        ))}
      </ul>
      <div className={styles['buttons']}>
        <Button data-autofocus onClick={onClose}>
          {said.closeAndKeepTheseSelected}
        </Button>
      </div>
    </div>
  );
}

interface BulkFieldProps {
  readonly kind: BulkKind;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

function BulkField({ kind, value, error, onChange }: BulkFieldProps) {
  const { database, person } = useCompany();
  const people = useApi('GET /{database}/people', { params: { database } }, { enabled: kind === 'assign' });
  const change = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => onChange(currentTarget.value);
  if (kind === 'comment')
    return <Textarea label={said.comment} withAsterisk data-autofocus maxLength={4000} {...{ value, error }} onChange={change} />;
  const others = people.data?.items.filter(({ id }) => id !== person?.id) ?? [];
  return (
    <NativeSelect
      label={said.to}
      withAsterisk
      data-autofocus
      value={value}
      error={error}
      onChange={change}
      data={[
        { value: '', label: said.choose },
        ...(person === undefined ? [] : [{ value: person.id, label: said.me(person.name) }]),
        ...others.map(({ id, name, title }) => ({ value: id, label: `${name}, ${title}` })),
      ]}
    />
  );
}
