import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { systemsAddress } from '../addresses.ts';
import { Coverage } from './coverage.tsx';
import { Diagram } from './diagram.tsx';
import { Register } from './register.tsx';
import { type SystemsTab, tabs } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/systems');

const bodies: Readonly<Record<SystemsTab, () => React.JSX.Element>> = {
  register: Register,
  diagram: Diagram,
  documentation: () => <Coverage of="documents" />,
  people: () => <Coverage of="people" />,
};

/** The systems of the business: the register, a picture of them, what is written, and who can keep each. */
export function SystemsPage() {
  const { database } = useCompany();
  const { show = 'register' } = route.useSearch();
  const views = tabs.map((id) => ({
    ...{ id, title: words.tabs[id] },
    href: systemsAddress(database, id === 'register' ? {} : { show: id }),
  }));
  const Body = bodies[show];
  return (
    <>
      <PageHead title={words.title} meta={words.meta} />
      <PageTabs views={views} current={show} label={words.tabsLabel} />
      <Body />
    </>
  );
}
