import { Popover } from '@mantine/core';
import { useRef, useState } from 'react';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { type Filter, type FilterField, filterWords, writeFilter } from './filter.ts';
import styles from './filter-bar.module.css';
import { FilterEditor } from './filter-editor.tsx';
import { words } from './words.ts';

export interface FilterBarProps {
  readonly fields: readonly FilterField[];
  readonly filters: readonly Filter[];
  readonly onChange: (filters: readonly Filter[]) => void;
  /** What cannot be removed: `Flow` `Invoice`. */
  readonly fixed?: readonly { readonly title: string; readonly value: string }[];
  /** At the right: by what the list is sorted, in words. */
  readonly note?: string;
  readonly addKeys?: string;
}

/** What a list is filtered by, each filter in words and with a cross that removes it. */
export function FilterBar({ fields, filters, onChange, fixed = [], note, addKeys = 'f' }: FilterBarProps) {
  const settings = useFormat();
  const [adding, setAdding] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const add = () => {
    // What opens belongs to the button: out of sight, it would not be shown either.
    button.current?.scrollIntoView({ block: 'nearest' });
    setAdding(true);
  };
  useKeys([{ keys: addKeys, label: words.filter, when: fields.length > 0, run: add }]);
  return (
    <div className={styles['bar']}>
      {fixed.map(({ title, value }) => (
        <span key={title} className={styles['chip']}>
          {title} <strong>{value}</strong>
        </span>
      ))}
      {filters.map((filter) => {
        const field = fields.find(({ name }) => name === filter.field) ?? unknownField(filter.field);
        const said = filterWords(filter, field, settings);
        return (
          <span key={writeFilter(filter)} className={styles['chip']}>
            {field.title} <strong>{said}</strong>
            <button
              type="button"
              aria-label={words.removeFilter(field.title, said)}
              onClick={() => onChange(filters.filter((other) => other !== filter))}
            >
              ×
            </button>
          </span>
        );
      })}
      {fields.length === 0 ? null : (
        <Popover opened={adding} onChange={setAdding} trapFocus returnFocus position="bottom-start" offset={4}>
          <Popover.Target>
            <button
              ref={button}
              type="button"
              className={styles['add']}
              aria-keyshortcuts={addKeys}
              onClick={() => setAdding(!adding)}
            >
              {words.addFilter}
              <KeyHint keys={addKeys} />
            </button>
          </Popover.Target>
          <Popover.Dropdown aria-label={words.addAFilter}>
            <FilterEditor
              fields={fields}
              onCancel={() => setAdding(false)}
              onAdd={(filter) => {
                setAdding(false);
                onChange([...filters.filter((other) => writeFilter(other) !== writeFilter(filter)), filter]);
              }}
            />
          </Popover.Dropdown>
        </Popover>
      )}
      {note === undefined ? null : <span className={styles['note']}>{note}</span>}
    </div>
  );
}

/** A filter of the address whose field the flow does not have, or does not have any more: shown, so that it can be removed. */
function unknownField(name: string): FilterField {
  return { name, title: name, kind: 'text' };
}
