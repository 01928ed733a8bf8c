import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { CaseDetail, ResultOf } from '@throughline/api';
import { useEffect, useRef, useState } from 'react';
import { send } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useActingAs } from '../../data/people.ts';
import { useSent } from '../../data/sent.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { Timeline } from '../../parts/case/timeline.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from './words.ts';

const route = getRouteApi('/$database/case/$caseId');
const eventsRoute = 'GET /{database}/cases/{case}/events';
const pageSize = 50;
const freshMs = 2000;

/** What happened to the case, the newest first. What comes while one looks is marked. */
export function TimelineSection({ detail }: { readonly detail: CaseDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const person = useActingAs(database);
  const { events: shown } = route.useSearch();
  const navigate = useNavigate();
  const { id, seq } = detail.case;
  const query = useInfiniteQuery({
    queryKey: [database, person ?? null, eventsRoute, { case: id }, 'pages'] as const,
    queryFn: ({ signal, pageParam }: { readonly signal: AbortSignal; readonly pageParam: string | undefined }) => {
      const after = pageParam === undefined ? {} : { after: pageParam };
      return send(eventsRoute, { params: { database, case: id }, query: { limit: pageSize, ...after } }, { signal });
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }: ResultOf<typeof eventsRoute>) => next,
    placeholderData: keepPreviousData,
  });
  const newest = query.data?.pages[0]?.items[0]?.seq ?? 0;
  const fresh = useFresh(seq);
  const said = useSent()
    .all(id)
    .filter(({ status, result }) => status !== 'refused' && (result === undefined || result.case.seq > newest));
  const all = shown === 'all';
  const setAll = (on: boolean) =>
    void navigate({ to: '.', search: on ? { events: 'all' } : {}, replace: true, resetScroll: false });
  useKeys([{ keys: 'e', label: words.allEvents, run: () => setAll(!all) }]);
  return (
    <Section
      title={words.timeline}
      note={
        <>
          {formatCounted(seq, { one: words.event, many: words.events }, locale)}
          {words.newestFirst}
          <KeyHint keys="e" />
          {words.all}
        </>
      }
    >
      {query.data === undefined ? (
        query.error === null ? null : (
          <StateNotice kind="error" what={words.theTimeline} error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <Timeline
          events={query.data.pages.flatMap(({ items }) => items)}
          currency={detail.money?.currency ?? null}
          hrefOf={({ id: other }) => `/${database}/case/${other}`}
          all={all}
          onAll={setAll}
          onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          fresh={fresh}
          expected={said.flatMap(({ expected }) => expected?.comment ?? [])}
        />
      )}
    </Section>
  );
}

const nothing: ReadonlySet<number> = new Set();

/** The events that came since the case was last seen: for two seconds each time. */
function useFresh(seq: number): ReadonlySet<number> {
  const seen = useRef(seq);
  const [fresh, setFresh] = useState(nothing);
  useEffect(() => {
    const before = seen.current;
    seen.current = seq;
    if (seq > before) setFresh(new Set(Array.from({ length: seq - before }, (_, index) => before + 1 + index)));
  }, [seq]);
  useEffect(() => {
    if (fresh.size === 0) return;
    const timer = setTimeout(() => setFresh(nothing), freshMs);
    return () => clearTimeout(timer);
  }, [fresh]);
  return fresh;
}
