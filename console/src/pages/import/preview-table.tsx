import { Button } from '@mantine/core';
import type { ColumnChoice, ImportField, Preview, PreviewRow } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { formatDay } from '../../format/day.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Glyph } from '../../parts/marks/glyph.tsx';
import { Absent, Money } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from './import.module.css';
import { Refused } from './refused.tsx';
import type { PreviewQuery } from './use-preview.ts';
import { words } from './words.ts';

export interface PreviewTableProps {
  readonly preview: PreviewQuery;
  /** Why there is nothing to look at yet. */
  readonly fault: string | undefined;
  readonly fields: readonly ImportField[];
  readonly choice: ColumnChoice;
}

const columnsMax = 8;

/** What becomes of the first rows. */
export function PreviewTable({ preview, fault, fields, choice }: PreviewTableProps) {
  const { locale } = useFormat();
  const { data } = preview;
  const read = data === undefined ? undefined : words.ofRowsRead(formatCount(data.read, locale));
  return (
    <Section
      title={words.stepPreview}
      aside={data === undefined || fault !== undefined ? undefined : words.theFirst(data.rows.length, read)}
      note={words.nothingWritten}
    >
      {fault !== undefined ? (
        <StateNotice kind="empty">{fault}</StateNotice>
      ) : data === undefined ? (
        <Waiting preview={preview} />
      ) : (
        <>
          {preview.error === null ? null : <Refusal error={preview.error} onRetry={() => void preview.refetch()} />}
          <Rows data={data} fields={shownFields(fields, choice)} busy={preview.isFetching} />
          <Assumptions data={data} />
        </>
      )}
    </Section>
  );
}

function Waiting({ preview }: { readonly preview: PreviewQuery }) {
  if (preview.error !== null) return <Refusal error={preview.error} onRetry={() => void preview.refetch()} />;
  return <p className={styles['why']}>{words.readingFile}</p>;
}

/** What is wrong with the choice, one by one. */
function Refusal({ error, onRetry }: { readonly error: Error; readonly onRetry: () => void }) {
  const errors = error instanceof ApiProblem ? (error.problem.errors ?? []) : [];
  return (
    <>
      <Refused error={error}>{words.thereNoPreviewOf}</Refused>
      {error instanceof ApiProblem ? null : <Button onClick={onRetry}>{words.retry}</Button>}
      {errors.length < 2 ? null : (
        <ul className={styles['list']}>
          {errors.map(({ place, message }) => (
            <li key={place}>{message}</li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The key has its own column, and the entity is the same for most. */
function shownFields(fields: readonly ImportField[], { columns }: ColumnChoice): readonly ImportField[] {
  const [key] = fields;
  return fields
    .filter(({ name, required }) => name !== key?.name && (required || columns[name] !== undefined))
    .slice(0, columnsMax);
}

function Rows({
  data,
  fields,
  busy,
}: {
  readonly data: Preview;
  readonly fields: readonly ImportField[];
  readonly busy: boolean;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys too.
    <section className={styles['scroller']} aria-label={words.previewOfFirstRows} tabIndex={0} aria-busy={busy}>
      <table className={styles['table']} aria-label={words.preview}>
        <thead>
          <tr>
            <th scope="col" className="num">
              {words.line}
            </th>
            <th scope="col">{words.key}</th>
            <th scope="col">{words.whatBecomesOf}</th>
            {fields.map(({ name, title, kind }) => (
              <th key={name} scope="col" className={kind === 'money' || kind === 'number' ? 'num' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.rows.map((row) => (
            <tr key={row.line} data-bad={isBad(row) || undefined}>
              <td className="num">{row.line}</td>
              <th scope="row">{row.key ?? <Absent />}</th>
              <td>
                <Becomes row={row} />
              </td>
              {fields.map((field) => (
                <td key={field.name} className={field.kind === 'money' || field.kind === 'number' ? 'num' : undefined}>
                  <Cell field={field} fields={row.fields} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isBad = ({ errors, events }: PreviewRow) => errors.length > 0 && events.length === 0;

function Becomes({ row }: { readonly row: PreviewRow }) {
  const settings = useFormat();
  const [error] = row.errors;
  if (error !== undefined) {
    return (
      <span className={styles['bad']}>
        <Glyph shape="triangle" /> {error.column === null ? '' : `${error.column}: `}
        {error.message}
      </span>
    );
  }
  const known = row.events.every((event) => event.known);
  const told = row.events
    .filter((event) => known || !event.known)
    .map(({ title, at, waits }) => `${title} ${formatDay(at, settings)}${waits === true ? words.waitsForItsCase : ''}`);
  return <>{known ? words.hereAs(told.join(', ')) : told.join(', ')}</>;
}

function Cell({ field: { name, kind }, fields }: { readonly field: ImportField; readonly fields: PreviewRow['fields'] }) {
  const settings = useFormat();
  const value = fields[name];
  if (value === undefined || value === null || value === '') return <Absent />;
  if (typeof value === 'boolean') return <>{value ? words.yes : words.no}</>;
  // A row with an error shows its cells as they stand.
  if (kind === 'money' && typeof value === 'number') {
    return <Money money={{ amount: value, currency: typeof fields['currency'] === 'string' ? fields['currency'] : null }} />;
  }
  return (
    <>
      {kind === 'day' && typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)
        ? formatDay(value, settings)
        : String(value)}
    </>
  );
}

function Assumptions({ data: { assumptions } }: { readonly data: Preview }) {
  if (assumptions.length === 0) return null;
  return (
    <>
      <h3 className={styles['subtitle']}>{words.whatFileDoesNotSay}</h3>
      <ul className={styles['list']}>
        {assumptions.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </>
  );
}
