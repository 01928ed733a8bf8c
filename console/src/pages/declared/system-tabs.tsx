import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { type ViewTab, ViewTabs } from '../../parts/list/view-tabs.tsx';
import { connectionsAddress, integrationsAddress, reconciliationsAddress } from '../addresses.ts';
import { words } from './words.ts';

export type SystemTab = keyof typeof words.tabs;

/** The pages on what joins systems, side by side; `1` to `4` choose one. */
export function SystemTabs({ current }: { readonly current: SystemTab }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const { tabs } = words;
  const views: readonly ViewTab[] = [
    { id: 'integrations', title: tabs.integrations, href: integrationsAddress(database) },
    { id: 'automations', title: tabs.automations, href: integrationsAddress(database, { show: 'automations' }) },
    { id: 'connections', title: tabs.connections, href: connectionsAddress(database) },
    { id: 'reconciliations', title: tabs.reconciliations, href: reconciliationsAddress(database) },
  ];
  useKeys(
    views.map(({ href }, index) => ({ keys: String(index + 1), label: words.tabKeys, run: () => void navigate({ href }) })),
  );
  return <ViewTabs views={views} current={current} label={words.tabsLabel} numbered />;
}
