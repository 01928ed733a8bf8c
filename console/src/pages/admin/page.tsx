import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import type { ViewTab } from '../../parts/list/view-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { DelegationTable, KeyTable } from '../account/access-tables.tsx';
import { adminAddress } from '../addresses.ts';
import { Acts } from './acts.tsx';
import { Jobs } from './jobs.tsx';
import { People } from './people.tsx';
import { type AdminTab, adminTabs } from './search.ts';
import { SingleSignOn } from './single-sign-on.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/admin');

/** Who may do what, by which keys, how the work in the background fares, and what was done to accounts. */
export function AdminPage() {
  const { database } = useCompany();
  const { show = 'people', account } = route.useSearch();
  const hrefOf = (id: AdminTab) => adminAddress(database, id === 'people' ? {} : { show: id });
  const tabs = adminTabs.map((id): ViewTab => ({ id, title: words.tabs[id], href: hrefOf(id) }));
  return (
    <>
      <PageHead title={words.title} />
      <PageTabs views={tabs} current={show} label={words.title} />
      <Tab show={show} account={account} />
    </>
  );
}

function Tab({ show, account }: { readonly show: AdminTab; readonly account: string | undefined }) {
  switch (show) {
    case 'people':
      return <People account={account} />;
    case 'delegations':
      return <DelegationTable all />;
    case 'keys':
      return <KeyTable all />;
    case 'jobs':
      return <Jobs />;
    case 'acts':
      return <Acts />;
    case 'sign-on':
      return <SingleSignOn />;
  }
}
