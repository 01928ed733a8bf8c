import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { LogFacets } from '@throughline/api';
import { useRef } from 'react';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Choice, ChoiceBar } from '../tasks/choice-bar.tsx';
import styles from './log.module.css';
import { eventKinds, type LogSearch } from './search.ts';
import { words } from './words.ts';

export interface LogFiltersProps {
  readonly facets: LogFacets | undefined;
  readonly search: LogSearch;
  /** `undefined` takes a member out of the address. */
  readonly ask: (change: { readonly [K in keyof LogSearch]?: LogSearch[K] | undefined }) => void;
}

const { filters } = words;
const dayMs = 86_400_000;
const plus = (day: string, days: number) => new Date(Date.parse(day.slice(0, 10)) + days * dayMs).toISOString().slice(0, 10);

/** By what the log is narrowed. */
export function LogFilters({ facets, search, ask }: LogFiltersProps) {
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const isAsked = Object.keys(search).some((name) => name !== 'event');
  return (
    <ChoiceBar note={words.newestFirst}>
      <KeyHint keys="f" />
      <Selects ref={first} {...{ facets, search, ask }} />
      <Texts {...{ search, ask }} />
      <Choice checked={search.deviation === 'true'} onChange={(on) => ask({ deviation: on ? 'true' : undefined })}>
        {filters.deviation}
      </Choice>
      <Choice checked={search.manual === 'true'} onChange={(on) => ask({ manual: on ? 'true' : undefined })}>
        {filters.manual}
      </Choice>
      {isAsked ? (
        <Button variant="subtle" onClick={() => ask(nothingAsked)} data-screen-only>
          {filters.clear}
        </Button>
      ) : null}
    </ChoiceBar>
  );
}

const nothingAsked: Parameters<LogFiltersProps['ask']>[0] = {
  ...{ flow: undefined, type: undefined, kind: undefined, actor: undefined, entity: undefined, key: undefined },
  ...{ deviation: undefined, manual: undefined, from: undefined, to: undefined },
};

interface Option {
  readonly value: string;
  readonly label: string;
}

function Selects({ ref, facets, search, ask }: Omit<LogFiltersProps, never> & { readonly ref: React.Ref<HTMLSelectElement> }) {
  const flows = (facets?.flows ?? []).map(({ name, title }) => ({ value: name, label: title }));
  const [only, ...more] = search.type ?? [];
  const type = more.length === 0 ? only : search.type?.join(',');
  return (
    <>
      <NativeSelect
        ref={ref}
        aria-label={filters.flow}
        data={options(filters.everyFlow, flows, search.flow)}
        value={search.flow ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ flow: value || undefined, type: undefined })}
      />
      <NativeSelect
        aria-label={filters.type}
        data={options(filters.everyType, typesOf(facets, search.flow), type)}
        value={type ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ type: value === '' ? undefined : value.split(',') })}
      />
      <NativeSelect
        aria-label={filters.kind}
        data={options(
          filters.everyKind,
          eventKinds.map((value) => ({ value, label: words.kinds[value] })),
          search.kind,
        )}
        value={search.kind ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ kind: eventKinds.find((kind) => kind === value) })}
      />
      <NativeSelect
        aria-label={filters.actor}
        data={options(
          filters.everybody,
          (facets?.actors ?? []).map(({ id, name }) => ({ value: id, label: name })),
          search.actor,
        )}
        value={search.actor ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ actor: value || undefined })}
      />
      {(facets?.entities.length ?? 0) > 1 || search.entity !== undefined ? (
        <NativeSelect
          aria-label={filters.entity}
          data={options(
            filters.everyEntity,
            (facets?.entities ?? []).map((value) => ({ value, label: value })),
            search.entity,
          )}
          value={search.entity ?? ''}
          onChange={({ currentTarget: { value } }) => ask({ entity: value || undefined })}
        />
      ) : null}
    </>
  );
}

/** What the address says stays a choice, also where it is not among those that are known. */
function options(every: string, known: readonly Option[], chosen: string | undefined): Option[] {
  const all =
    chosen === undefined || known.some(({ value }) => value === chosen) ? known : [...known, { value: chosen, label: chosen }];
  return [{ value: '', label: every }, ...all.toSorted((a, b) => (a.label < b.label ? -1 : 1))];
}

/** The events of a flow, or of all of them: those that several flows call by one name are one choice. */
function typesOf(facets: LogFacets | undefined, flow: string | undefined): readonly Option[] {
  const flows = (facets?.flows ?? []).filter(({ name }) => flow === undefined || name === flow);
  const titles = new Map(flows.flatMap(({ types }) => types.map(({ name, title }) => [name, title])));
  return [...titles].map(([value, label]) => ({ value, label }));
}

function Texts({ search: { key, from, to }, ask }: Pick<LogFiltersProps, 'search' | 'ask'>) {
  return (
    <>
      <TextInput
        key={key ?? ''}
        className={styles['key']}
        aria-label={filters.key}
        placeholder={filters.key}
        defaultValue={key ?? ''}
        onBlur={({ currentTarget: { value } }) => (value === (key ?? '') ? undefined : ask({ key: value.trim() || undefined }))}
        onKeyDown={(event) => (event.key === 'Enter' ? ask({ key: event.currentTarget.value.trim() || undefined }) : undefined)}
      />
      <span aria-hidden="true">{filters.fromShort}</span>
      <TextInput
        type="date"
        aria-label={filters.from}
        value={from?.slice(0, 10) ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ from: value || undefined })}
      />
      <span aria-hidden="true">{filters.toShort}</span>
      <TextInput
        type="date"
        aria-label={filters.to}
        value={to === undefined ? '' : to.length > 10 ? to.slice(0, 10) : plus(to, -1)}
        onChange={({ currentTarget: { value } }) => ask({ to: value === '' ? undefined : plus(value, 1) })}
      />
    </>
  );
}
