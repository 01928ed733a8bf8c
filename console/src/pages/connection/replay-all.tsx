import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { readAgain, send } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { say } from '../../shell/messages.ts';
import { words } from '../connections/words.ts';
import type { OfConnection } from './page.tsx';

const pageSize = 200;

/** Takes every record that waits again, one after the other; each counts once, so that stopping in between loses nothing. */
export function ReplayAll({ params, count }: { readonly params: OfConnection; readonly count: number }) {
  const { locale } = useFormat();
  const cache = useQueryClient();
  const [done, setDone] = useState<{ readonly taken: number; readonly of: number }>();
  const stopped = useRef(false);
  const go = async () => {
    stopped.current = false;
    const waiting = await idsOf(params);
    let taken = 0;
    let still = 0;
    for (const letter of waiting) {
      if (stopped.current) break;
      setDone({ taken: taken + still, of: waiting.length });
      const { status } = await send(
        'POST /{database}/dead-letters/{letter}/replay',
        { params: { database: params.database, letter } },
        { idempotencyKey: crypto.randomUUID() },
      );
      if (status === 'open') still += 1;
      else taken += 1;
    }
    say({ text: words.replayed(formatCount(taken, locale), formatCount(still, locale)) });
  };
  const start = () => {
    setDone({ taken: 0, of: count });
    go()
      .catch((error: unknown) => say({ tone: 'bad', text: toldInLine(error) }))
      .finally(() => {
        setDone(undefined);
        void readAgain(cache, params.database);
      });
  };
  if (done === undefined) return <Button onClick={start}>{words.replayAll(formatCount(count, locale))}</Button>;
  return (
    <span role="status">
      <progress value={done.taken} max={done.of} aria-label={words.replay} />{' '}
      {words.replaying(formatCount(done.taken, locale), formatCount(done.of, locale))}{' '}
      <Button
        onClick={() => {
          stopped.current = true;
        }}
      >
        {words.stop}
      </Button>
    </span>
  );
}

/** All that wait now: what comes meanwhile waits for the next time. */
async function idsOf(params: OfConnection): Promise<readonly string[]> {
  const ids: string[] = [];
  let after: string | undefined;
  do {
    const page = await send('GET /{database}/connections/{connection}/dead-letters', {
      params,
      query: { status: 'open', limit: pageSize, ...(after === undefined ? {} : { after }) },
    });
    ids.push(...page.items.map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  return ids;
}
