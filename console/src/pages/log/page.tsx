import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { LogFacets } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { When } from '../../parts/text/when.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { EventDetail } from './event-detail.tsx';
import { LogFilters, type LogFiltersProps } from './filters.tsx';
import { LogList } from './list.tsx';
import styles from './log.module.css';
import { type LogSearch, logAddress } from './search.ts';
import { words } from './words.ts';

const route = getRouteApi('/$database/log');

/** Everything that happened: filtered, and each event with what caused it and what it caused. */
export function LogPage() {
  const { database } = useCompany();
  const search = route.useSearch();
  const navigate = useNavigate();
  const facets = useApi('GET /{database}/log/facets', { params: { database } });
  const ask: LogFiltersProps['ask'] = (change) =>
    void navigate({ href: logAddress(database, { ...search, event: undefined, ...change } as LogSearch), replace: true });
  return (
    <>
      <PageHead title={words.title} meta={facets.data === undefined ? undefined : <SealStanding sealing={facets.data.sealing} />}>
        {words.about}
      </PageHead>
      <LogFilters facets={facets.data} search={search} ask={ask} />
      <div className={styles['two']} data-open={search.event !== undefined || undefined}>
        <LogList search={search} />
        {search.event === undefined ? null : <EventDetail search={search} onClose={() => ask({ event: undefined })} />}
      </div>
    </>
  );
}

/** How far the log is sealed: what lies before cannot be changed without being found. */
function SealStanding({ sealing: { last, unsealed } }: Pick<LogFacets, 'sealing'>) {
  const { locale } = useFormat();
  if (last === null) return <>{words.neverSealed}</>;
  const { noun } = words;
  const waiting = unsealed.more
    ? `${formatCount(unsealed.events, locale)}+ ${noun.many}`
    : formatCounted(unsealed.events, noun, locale);
  return (
    <span title={last.hash}>
      {words.sealedTo(formatCount(last.number, locale), '')} <When at={last.sealedAt} as="moment" />;{' '}
      {unsealed.events === 0 ? words.allSealed : words.unsealed(waiting)}. <code>{words.verify}</code> {words.verifyAbout}.
    </span>
  );
}
