import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable, type DataTableProps } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { words } from './words.ts';

/** One thing by which a register is narrowed. */
export interface RegisterFilter<Row> {
  /** As it stands in the address of the page. */
  readonly name: string;
  readonly title: string;
  /** The choice that narrows nothing. */
  readonly every: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly of: (row: Row) => string;
}

type Chosen = Readonly<Record<string, string | undefined>>;

export interface RegisterTableProps<Row> extends Pick<DataTableProps<Row>, 'caption' | 'columns' | 'idOf'> {
  readonly items: readonly Row[];
  readonly filters: readonly RegisterFilter<Row>[];
  /** What the address of the page says now. */
  readonly chosen: Chosen;
  readonly addressOf: (chosen: Chosen) => string;
  readonly hrefOf: (row: Row) => string;
  readonly csv: { readonly name: string; readonly url: string };
  /** What the rows are: `system`, `systems`. */
  readonly noun: { readonly one: string; readonly many: string };
  /** Said where nothing is like what is chosen, and of the link that shows everything. */
  readonly noneLike: string;
  readonly drop: string;
}

/** Everything that is registered, narrowed by choices that the address keeps; a row opens its page. */
export function RegisterTable<Row>({ items, filters, chosen, addressOf, hrefOf, csv, ...of }: RegisterTableProps<Row>) {
  const { caption, columns, idOf, noun, noneLike, drop } = of;
  const { locale } = useFormat();
  const navigate = useNavigate();
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const rows = items.filter((row) => filters.every(({ name, of: read }) => (chosen[name] ?? read(row)) === read(row)));
  const keys = useOpeningRows(rows, hrefOf);
  const choose = (name: string, value: string) =>
    void navigate({ href: addressOf({ ...chosen, [name]: value === '' ? undefined : value }), replace: true });
  return (
    <>
      <ChoiceBar>
        <KeyHint keys="f" />
        {filters.map(({ name, title, every, choices }, index) => (
          <NativeSelect
            key={name}
            ref={index === 0 ? first : null}
            aria-label={title}
            data={[{ value: '', label: every }, ...choices]}
            value={chosen[name] ?? ''}
            onChange={({ currentTarget: { value } }) => choose(name, value)}
          />
        ))}
        <CsvButton {...csv} />
      </ChoiceBar>
      <DataTable
        {...{ caption, columns, rows, idOf, hrefOf }}
        {...keys}
        maxHeight="max(240px, calc(100dvh - 300px))"
        empty={
          <StateNotice kind="empty">
            {noneLike}{' '}
            <Anchor className="link" href={addressOf({})}>
              {drop}
            </Anchor>
          </StateNotice>
        }
        total={(visible) => <TotalLine count={formatCounted(rows.length, noun, locale)} visible={visible} />}
      />
    </>
  );
}

interface Owned {
  readonly owner: { readonly name: string; readonly title: string };
}

/** Narrows by the role that owns it. */
export function byOwner<Row extends Owned>(items: readonly Row[]): RegisterFilter<Row> {
  const owners = new Map(items.map(({ owner }) => [owner.name, owner.title]));
  return {
    ...{ name: 'owner', title: words.owner, every: words.everyOwner },
    choices: [...owners].map(([value, label]) => ({ value, label })),
    of: ({ owner }) => owner.name,
  };
}

/** Narrows by one of a few values, each with its word. */
export function byWord<Row, Value extends string>(
  filter: Pick<RegisterFilter<Row>, 'name' | 'title' | 'every'>,
  values: readonly Value[],
  wordOf: (value: Value) => string,
  of: (row: Row) => Value,
): RegisterFilter<Row> {
  return { ...filter, choices: values.map((value) => ({ value, label: wordOf(value) })), of };
}
