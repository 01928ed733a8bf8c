import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ColumnChoice, ImportField } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useEffect, useState } from 'react';
import { send } from '../../data/api.ts';
import { worthRepeating } from '../../data/query-client.ts';
import { words } from './words.ts';

export interface PreviewRequest {
  readonly upload: string;
  readonly flow: string;
  readonly choice: ColumnChoice;
  readonly fields: readonly ImportField[];
}

const typingMs = 400;

/** What the import would do. The last answer stays until the next is there; reading a large file takes seconds. */
export function usePreview({ upload, flow, choice, fields }: PreviewRequest) {
  const settled = useSettled(choice);
  const query = useQuery({
    // Not under the company: what others change in it changes little here, and the whole file would be read again.
    queryKey: ['import-preview', upload, flow, settled] as const,
    queryFn: ({ signal }) =>
      send(
        'POST /{database}/uploads/{upload}/preview',
        { params: { database: 'main', upload }, body: { flow, choice: settled } },
        { signal },
      ),
    enabled: choiceFault(settled, fields) === undefined,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
    retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem) && worthRepeating(error),
  });
  /** What is shown is what the choice, as it now is, would do. */
  const current = settled === choice && !query.isFetching && !query.isPlaceholderData && query.error === null;
  return { ...query, current };
}

export type PreviewQuery = Pick<ReturnType<typeof usePreview>, 'data' | 'error' | 'isFetching' | 'refetch' | 'current'>;

/** The value as it was when it had not changed for a while. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** Why a choice cannot be looked at yet, where it cannot. */
export function choiceFault({ columns, currency, entity }: ColumnChoice, fields: readonly ImportField[]): string | undefined {
  const missing = fields.filter(({ name, required }) => required && columns[name] === undefined).map(({ title }) => title);
  if (missing.length > 0) return words.chooseColumnFor(missing.join(', '));
  if (columns['entity'] === undefined && entity.trim() === '') return words.nameEntityThatRows;
  if (currency !== undefined && !/^[A-Z]{3}$/.test(currency)) return words.writeCurrencyAsThree;
  const hasMoney = fields.some(({ name, kind }) => kind === 'money' && columns[name] !== undefined);
  if (hasMoney && columns['currency'] === undefined && currency === undefined) return words.sayInWhichCurrencyAmounts;
  return undefined;
}
