import { getRouteApi } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { PageTabs } from '../../parts/list/page-tabs.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { changesAddress } from '../addresses.ts';
import { CsvButton } from '../csv-button.tsx';
import { Decisions } from './decisions.tsx';
import { ChangeList } from './list.tsx';
import { changesTabs } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/changes');

/** Changes: what waits for the reader, what is open, all of them, and every decision on them. */
export function ChangesPage() {
  const { show = 'open' } = route.useSearch();
  const { database } = useCompany();
  const views = changesTabs.map((id) => ({ id, title: words.tabs[id], href: changesAddress(database, { show: id }) }));
  const file = show === 'decisions' ? 'decision-log' : 'changes';
  const asked = show === 'decisions' ? '' : `?which=${show}`;
  return (
    <>
      <PageHead
        title={words.title}
        meta={words.meta}
        actions={<CsvButton url={`/api/v1/${database}/${file}${asked}`} name={file} />}
      />
      <PageTabs views={views} current={show} label={words.tabsLabel} />
      {show === 'decisions' ? <Decisions /> : <ChangeList key={show} which={show} />}
    </>
  );
}
