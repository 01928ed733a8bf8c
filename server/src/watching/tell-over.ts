import type { Actor, Millis, WatchDefinition } from '@throughline/language';
import { newestFlows } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import type { Throughline } from '../throughline.ts';

/** An incident of a watch is of no entity more than of another. */
const wholeCompany = 'company';

/**
 * A watch found more than it may take, so that nobody is told of any: that is an incident. One for each stretch of askings that find too much, however long it is.
 *
 * @throws RefusedError
 */
export async function tellOver(
  throughline: Throughline,
  { name, title, fact }: WatchDefinition,
  { due, max }: { readonly due: Millis; readonly max: number },
): Promise<void> {
  if (await wasOver(throughline, name, due)) return;
  if (!(await newestFlows(throughline)).some((flow) => flow.name === 'incident')) return;
  const source = `watch/${name}`;
  const actor: Actor = { id: source, kind: 'source', principal: source, roles: [] };
  const at = new Date(due).toISOString();
  const number = `INC-${name}-${at.slice(0, 16)}`;
  const data = {
    number,
    title: `Watch over its limit: ${title}`.slice(0, 200),
    priority: 'P3',
    impact: `It found more than ${max} rows and took none: nobody is told of what it watches until it finds fewer, or may have more (rowsMax).`,
    flows: [fact.flow],
    beganAt: at,
  };
  const [result] = await throughline.engine.dispatch([
    {
      case: { flow: 'incident', entity: wholeCompany, key: number },
      input: { kind: 'fact', type: 'detect', data, actor, source: { name: source, liveFrom: 0 }, occurredAt: due },
      receipt: { source, key: `over ${at}` },
    },
  ]);
  if (result?.outcome === 'refused' || result?.outcome === 'failed') throw new RefusedError(result.refusal);
}

/** Whether the asking before found too much already. */
async function wasOver({ pool }: Throughline, watch: string, due: Millis): Promise<boolean> {
  const { rows } = await pool.query<{ outcome: string }>(
    'select outcome from throughline_server.watch_run where watch = $1 and due_at < $2 order by due_at desc limit 1',
    [watch, new Date(due).toISOString()],
  );
  return rows[0]?.outcome === 'over';
}
