import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { intakeAddress } from '../addresses.ts';
import { AskForm } from './ask-form.tsx';
import { Requests, RequestsCsv } from './requests.tsx';
import { intakeTabs } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/intake');

/** The front door for work: to ask, to see what is next, to weigh, and what was answered. */
export function IntakePage() {
  const { database } = useCompany();
  const { show = 'next' } = route.useSearch();
  const views = intakeTabs.map((id) => ({ id, title: words.tabs[id], href: intakeAddress(database, { show: id }) }));
  return (
    <>
      <PageHead title={words.title} meta={words.meta} actions={show === 'ask' ? undefined : <RequestsCsv show={show} />} />
      <PageTabs views={views} current={show} label={words.tabsLabel} />
      {show === 'ask' ? <AskForm /> : <Requests key={show} show={show} />}
    </>
  );
}
