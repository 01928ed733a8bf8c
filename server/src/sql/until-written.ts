import type { Throughline } from '../throughline.ts';

interface Kept {
  /** What the database had seen when these were begun. */
  readonly seen: string;
  readonly answers: Map<string, Promise<unknown>>;
}

const kept = new WeakMap<Throughline['pool'], Kept>();
/** Of one state of the database so many answers are kept. */
const answersMax = 200;

/**
 * What a reading of the database gives, read again only where something was written since, and once for all who ask at the same time.
 * The name is to say what the answer depends on beside the database: who sees it, the day, the question.
 *
 * @throws what the reading throws; that is not kept
 */
export async function untilWritten<T>({ pool }: Pick<Throughline, 'pool'>, name: string, read: () => Promise<T>): Promise<T> {
  // Equal snapshots see the same transactions, those that are under way included: what was read between them is still so.
  const { rows } = await pool.query<{ seen: string }>('select pg_current_snapshot()::text as seen');
  const seen = rows[0]?.seen ?? '';
  const known = kept.get(pool);
  const { answers } = known?.seen === seen ? known : { answers: new Map<string, Promise<unknown>>() };
  kept.set(pool, { seen, answers });
  const found = answers.get(name);
  if (found !== undefined) return (await found) as T;
  const answer = read();
  answers.set(name, answer);
  if (answers.size > answersMax) for (const oldest of answers.keys()) if (answers.delete(oldest)) break;
  // What went wrong is not kept: it may go right the next time.
  answer.catch(() => answers.delete(name));
  return await answer;
}
