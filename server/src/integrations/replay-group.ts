import type { ReplayResult } from '@throughline/api';
import type { Actor } from '@throughline/language';
import { findSeen } from '../cases/case-detail.ts';
import type { Seeing } from '../cases/case-row.ts';
import { command } from '../cases/commands.ts';
import { replayLetter } from '../connections/dead-letters.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { readGroups } from './failure-table.ts';
import { takeOwnRuns } from './own-connections.ts';
import { findRegistered } from './register.ts';
import { openLettersOf, viewsOfGroups } from './show-failures.ts';
import { tellGroups } from './tell-groups.ts';

/** So many are taken again at a time; asked again, it goes on. */
const lettersMax = 200;
const unowned: ReadonlySet<string> = new Set(['failed', 'retrying', 'dead']);

/**
 * Takes the dead letters of a failure again. Whoever asks takes the failure on; when all its letters are taken, it is told as sent again, and once nothing of it
 * is open, verified with the receipts as its proof. What is in doubt is not sent again: it is looked up.
 *
 * @throws ThroughlineError case-unknown; RefusedError; HttpProblem role-required
 */
export async function replayGroup(
  throughline: Throughline,
  id: string,
  { actor, ...seeing }: Seeing & { readonly actor: Actor },
): Promise<ReplayResult> {
  const { engine, pool } = throughline;
  const found = await findSeen(throughline, id, seeing.visible);
  if (found.flow !== 'integration-failure')
    throw new ThroughlineError('case-unknown', `${id} is no failure of an integration`, { place: 'case' });
  const of = await findRegistered(throughline, String(found.data['integration']), seeing.visible);
  const ask = (type: string) => command(throughline, id, { type, actor }, seeing);
  if (unowned.has(found.state)) await ask('own');
  const letters = (await openLettersOf(throughline, [found.key])).get(found.key) ?? [];
  const receipts: string[] = [];
  let replayed = 0;
  for (const letter of letters.slice(0, lettersMax)) {
    const taken: string[] = [];
    const { status } = await replayLetter(throughline, letter, actor, (receipt) => taken.push(receipt));
    if (status !== 'replayed') continue;
    replayed += 1;
    receipts.push(...taken);
    await pool.query(
      `update throughline_server.integration_failure set settled_as = 'done', settled_at = clock_timestamp(), proof = $3
        where group_key = $1 and record = $2 and settled_at is null`,
      [found.key, letter, `receipts ${taken.join(', ')}`.slice(0, 500)],
    );
  }
  await takeOwnRuns(throughline);
  const left = (await openLettersOf(throughline, [found.key])).get(found.key)?.length ?? 0;
  const now = (await engine.readCase(id)) ?? found;
  const isSettled = (await readGroups(pool, [found.key])).every(({ settledAt }) => settledAt !== undefined);
  if (now.state === 'owned' && left === 0 && (isSettled || replayed > 0)) await ask('sendAgain');
  await tellGroups(throughline, [of]);
  const [group] = await viewsOfGroups(throughline, of, {
    cases: [(await engine.readCase(id)) ?? found],
    visible: seeing.visible,
  });
  if (group === undefined) throw new Error(`The failure ${id} has no view`);
  const proof = receipts.length === 0 ? null : receipts.join(', ').slice(0, 2000);
  return { replayed, stillDead: left, proof, group };
}
