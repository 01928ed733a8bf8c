import { Button } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Import } from '@throughline/api';
import { useState } from 'react';
import { client, send } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { ErrorTable } from './error-table.tsx';
import styles from './import.module.css';
import { saveFile } from './save-file.ts';
import { words } from './words.ts';

const pageSize = 100;

/** What an import left out, page by page. */
export function RunErrors({ standing }: { readonly standing: Import }) {
  const { locale } = useFormat();
  const params = { database: 'main', import: standing.id } as const;
  const pages = useInfiniteQuery({
    queryKey: ['import-errors', standing.id, standing.status === 'running' ? 'running' : standing.errors] as const,
    queryFn: ({ pageParam, signal }) =>
      send(
        'GET /{database}/imports/{import}/errors',
        { params, query: { limit: pageSize, ...(pageParam === undefined ? {} : { after: pageParam }) } },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  const [saving, setSaving] = useState(false);
  const save = async () => {
    setSaving(true);
    try {
      saveFile(await (await client.csv('GET /{database}/imports/{import}/errors', { params })).blob(), 'errors.csv');
    } catch (error) {
      say({ text: toldInLine(error), tone: 'bad' });
    } finally {
      setSaving(false);
    }
  };
  const errors = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Section title={words.stepErrors} aside={words.foundTheseRowsWere(formatCount(standing.errors, locale))}>
      {pages.error === null ? null : (
        <StateNotice kind="error" what={words.listOfErrors} error={pages.error} onRetry={() => void pages.refetch()} />
      )}
      <ErrorTable errors={errors} />
      <p className={styles['below']}>
        {pages.hasNextPage ? (
          <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {words.showMore}
          </Button>
        ) : null}
        <Button loading={saving} onClick={() => void save()}>
          {words.saveAllAsCsv}
        </Button>
      </p>
    </Section>
  );
}
