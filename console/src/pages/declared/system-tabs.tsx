import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import type { ViewTab } from '../../parts/list/view-tabs.tsx';
import { connectionsAddress, integrationsAddress, reconciliationsAddress } from '../addresses.ts';
import { words } from './words.ts';

export type SystemTab = keyof typeof words.tabs;

/** The pages on what joins systems, side by side; `1` to `4` choose one. */
export function SystemTabs({ current }: { readonly current: SystemTab }) {
  const { database } = useCompany();
  const { tabs } = words;
  const views: readonly ViewTab[] = [
    { id: 'integrations', title: tabs.integrations, href: integrationsAddress(database) },
    { id: 'automations', title: tabs.automations, href: integrationsAddress(database, { show: 'automations' }) },
    { id: 'connections', title: tabs.connections, href: connectionsAddress(database) },
    { id: 'reconciliations', title: tabs.reconciliations, href: reconciliationsAddress(database) },
  ];
  return <PageTabs views={views} current={current} label={words.tabsLabel} />;
}
