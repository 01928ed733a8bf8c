import { useQuery } from '@tanstack/react-query';
import type { RequestToAsk } from '@throughline/api';
import { useEffect, useState } from 'react';
import { send } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { useActingAs } from '../../data/people.ts';

const pauseMs = 300;

/** What a draft lacks and what was asked before, as it is written: asked once its writer pauses. Nothing is kept over there. */
export function useCoaching(draft: Partial<RequestToAsk>) {
  const { database } = useCompany();
  const person = useActingAs(database);
  const text = JSON.stringify(draft);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text]);
  return useQuery({
    queryKey: [database, person ?? null, 'coaching', settled],
    queryFn: ({ signal }) =>
      send(
        'POST /{database}/request-drafts',
        { params: { database }, body: JSON.parse(settled) as Partial<RequestToAsk> },
        { signal },
      ),
    placeholderData: (before) => before,
  });
}
