import { NativeSelect } from '@mantine/core';
import type { SystemRow } from '@throughline/api';
import { useRef } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { dispositions, type SystemsSearch, states, tiers } from './search.ts';
import { words } from './words.ts';

export type SystemFilter = Pick<SystemsSearch, 'tier' | 'owner' | 'state' | 'disposition'>;

interface SystemFiltersProps {
  readonly items: readonly SystemRow[];
  readonly filter: SystemFilter;
  readonly ask: (change: { readonly [K in keyof SystemFilter]?: SystemFilter[K] | undefined }) => void;
}

/** By what the register is narrowed. */
export function SystemFilters({ items, filter, ask }: SystemFiltersProps) {
  const { database } = useCompany();
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const owners = new Map(items.map(({ owner }) => [owner.name, owner.title]));
  return (
    <ChoiceBar>
      <KeyHint keys="f" />
      <NativeSelect
        ref={first}
        aria-label={words.tier}
        data={[{ value: '', label: words.everyTier }, ...tiers.map((tier) => ({ value: tier, label: words.tierOf(tier) }))]}
        value={filter.tier ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ tier: tiers.find((tier) => tier === value) })}
      />
      <NativeSelect
        aria-label={words.state}
        data={[{ value: '', label: words.everyState }, ...states.map((state) => ({ value: state, label: words.states[state] }))]}
        value={filter.state ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ state: states.find((state) => state === value) })}
      />
      <NativeSelect
        aria-label={words.disposition}
        data={[
          { value: '', label: words.everyDisposition },
          ...dispositions.map((one) => ({ value: one, label: words.dispositions[one] })),
        ]}
        value={filter.disposition ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ disposition: dispositions.find((one) => one === value) })}
      />
      <NativeSelect
        aria-label={words.owner}
        data={[{ value: '', label: words.everyOwner }, ...[...owners].map(([value, label]) => ({ value, label }))]}
        value={filter.owner ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ owner: value === '' ? undefined : value })}
      />
      <CsvButton name="systems" url={client.url('GET /{database}/systems', { params: { database }, query: filter })} />
    </ChoiceBar>
  );
}
