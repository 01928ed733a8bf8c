import { NativeSelect } from '@mantine/core';
import type { IntegrationView } from '@throughline/api';
import { useRef } from 'react';
import { client } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { CsvButton } from '../csv-button.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { type IntegrationsSearch, standings, tiers } from './search.ts';
import { words } from './words.ts';

interface RegisterFiltersProps {
  readonly items: readonly IntegrationView[];
  readonly search: Pick<IntegrationsSearch, 'tier' | 'owner' | 'standing'>;
  readonly ask: (change: { readonly [K in keyof IntegrationsSearch]?: IntegrationsSearch[K] | undefined }) => void;
}

/** By what the register is narrowed. */
export function RegisterFilters({ items, search, ask }: RegisterFiltersProps) {
  const { database } = useCompany();
  const first = useRef<HTMLSelectElement>(null);
  useKeys([{ keys: 'f', label: words.filter, run: () => first.current?.focus() }]);
  const owners = new Map(items.map(({ owner }) => [owner.name, owner.title]));
  const url = client.url('GET /{database}/integrations', { params: { database }, query: search });
  return (
    <ChoiceBar>
      <KeyHint keys="f" />
      <NativeSelect
        ref={first}
        aria-label={words.standing}
        data={[
          { value: '', label: words.everyStanding },
          ...standings.map((standing) => ({ value: standing, label: words.standings[standing] })),
        ]}
        value={search.standing ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ standing: standings.find((standing) => standing === value) })}
      />
      <NativeSelect
        aria-label={words.tier}
        data={[{ value: '', label: words.everyTier }, ...tiers.map((tier) => ({ value: tier, label: words.tiers[tier] }))]}
        value={search.tier ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ tier: tiers.find((tier) => tier === value) })}
      />
      <NativeSelect
        aria-label={words.owner}
        data={[{ value: '', label: words.everyOwner }, ...[...owners].map(([value, label]) => ({ value, label }))]}
        value={search.owner ?? ''}
        onChange={({ currentTarget: { value } }) => ask({ owner: value === '' ? undefined : value })}
      />
      <CsvButton name="integrations" url={url} />
    </ChoiceBar>
  );
}
