import { NativeSelect } from '@mantine/core';
import type { ColumnChoice, ImportField, Suggestion, Upload } from '@throughline/api';
import { Glyph } from '../../parts/marks/glyph.tsx';
import { Absent } from '../../parts/text/money.tsx';
import styles from './import.module.css';
import { words } from './words.ts';

export interface ColumnTableProps {
  readonly upload: Upload;
  readonly suggestion: Suggestion;
  readonly choice: ColumnChoice;
  readonly onChoice: (choice: ColumnChoice) => void;
}

/** Which column is which, and why. */
export function ColumnTable({ upload, suggestion, choice, onChoice }: ColumnTableProps) {
  const names = upload.columns.map(({ name }) => name);
  // A name that is blank, or twice there, names no column.
  const usable = names.filter((name) => name.trim() !== '' && names.indexOf(name) === names.lastIndexOf(name));
  const choose = (field: string, column: string) => {
    const { [field]: _, ...others } = choice.columns;
    onChoice({ ...choice, columns: column === '' ? others : { ...others, [field]: column } });
  };
  return (
    <div className={styles['scroller']}>
      <table className={styles['table']} aria-label={words.columns}>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.holdsForExample}</th>
            <th scope="col">{words.neededFor}</th>
            <th scope="col">{words.whyThisOne}</th>
          </tr>
        </thead>
        <tbody>
          {suggestion.fields.map((field) => (
            <Row
              key={field.name}
              field={field}
              usable={usable}
              column={choice.columns[field.name]}
              samples={upload.columns.find(({ name }) => name === choice.columns[field.name])?.samples ?? []}
              suggestion={suggestion}
              onChange={(column) => choose(field.name, column)}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps {
  readonly field: ImportField;
  readonly usable: readonly string[];
  readonly column: string | undefined;
  readonly samples: readonly string[];
  readonly suggestion: Suggestion;
  readonly onChange: (column: string) => void;
}

function Row({ field: { name, title, required, neededFor }, usable, column, samples, suggestion, onChange }: RowProps) {
  const missing = required && column === undefined;
  return (
    <tr data-bad={missing || undefined}>
      <th scope="row">
        {missing ? (
          <span className={styles['bad']}>
            <Glyph shape="triangle" />{' '}
          </span>
        ) : null}
        {title}
        {required ? <span className={styles['why']}>{words.needed}</span> : null}
      </th>
      <td>
        <NativeSelect
          aria-label={words.columnFor(title)}
          data={[{ value: '', label: words.none }, ...usable.map((value) => ({ value, label: value }))]}
          value={column ?? ''}
          error={missing}
          onChange={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </td>
      <td className={styles['samples']}>
        {samples.length === 0 ? (
          <Absent>{column === undefined ? words.notApplicable : words.empty}</Absent>
        ) : (
          samples.slice(0, 3).join(' · ')
        )}
      </td>
      <td>{neededFor}</td>
      <td className={styles['why']}>{why(name, column, suggestion)}</td>
    </tr>
  );
}

function why(field: string, column: string | undefined, { choice, because }: Suggestion): string {
  if (column === choice.columns[field]) return column === undefined ? words.noColumnLooksLike : (because[field] ?? '');
  return words.yourChoice;
}
