import { Button, Popover } from '@mantine/core';
import type { FlowDetail } from '@throughline/api';
import { useSyncExternalStore } from 'react';
import { useCompany } from '../../data/company.tsx';
import { type CaseColumn, caseColumns } from './case-columns.tsx';
import styles from './cases.module.css';
import { hiddenColumns, keepHiddenColumns } from './column-choice.ts';
import { words } from './words.ts';

const listeners = new Set<() => void>();
let revision = 0;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The columns that the person wants to see, of all that there are; and the way to choose others. */
export function useChosenColumns(flow: FlowDetail) {
  const { database, person } = useCompany();
  useSyncExternalStore(subscribe, () => revision);
  const place = [database, person?.id ?? '', flow.name];
  const all = caseColumns(flow);
  const hidden = hiddenColumns(place) ?? new Set(all.filter((column) => column.hidden).map(({ key }) => key));
  const keep = (next: ReadonlySet<string> | undefined) => {
    keepHiddenColumns(place, next);
    revision += 1;
    for (const listener of listeners) listener();
  };
  return {
    all,
    shown: all.filter(({ key, fixed }) => fixed === true || !hidden.has(key)),
    toggle: ({ key }: CaseColumn) => {
      const next = new Set(hidden);
      if (!next.delete(key)) next.add(key);
      keep(next);
    },
    reset: () => keep(undefined),
  };
}

export function ColumnMenu({ flow }: { readonly flow: FlowDetail }) {
  const { all, shown, toggle, reset } = useChosenColumns(flow);
  const on = new Set(shown.map(({ key }) => key));
  return (
    <Popover position="bottom-end" width={220} trapFocus returnFocus>
      <Popover.Target>
        <Button>{words.columns}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={words.columns} className={styles['menu'] ?? ''}>
        <fieldset className={styles['options']}>
          <legend>{words.shownWhereThereRoom}</legend>
          {all
            .filter(({ fixed }) => fixed !== true)
            .map((column) => (
              <label key={column.key}>
                <input type="checkbox" checked={on.has(column.key)} onChange={() => toggle(column)} />
                {column.name}
              </label>
            ))}
        </fieldset>
        <Button variant="subtle" onClick={reset}>
          {words.asToBeginWith}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}
