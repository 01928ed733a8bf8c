import { type Actor, compileFlow, type FlowDefinition } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { migrateServer } from '../migrations/migrate.ts';
import { readFlowVersion } from '../sql/read-flow-version.ts';
import type { Throughline } from '../throughline.ts';
import { carryThrough } from './carry-through.ts';
import { hashOfContent } from './content.ts';
import { draftChange, foundByGate, type Proposed } from './propose.ts';
import { isOnlyPerson } from './sole-person.ts';

/** Whoever works beside the database, at the command line: the only person there is, or one who proposes. */
export const commandLine: Actor = {
  id: 'command line',
  kind: 'person',
  principal: 'command line',
  roles: ['systems-lead'],
};

export interface PuttingInForce {
  readonly actor: Actor;
  readonly title: string;
  readonly summary: string;
  /** What it is called, where it is found by that again. */
  readonly kind?: string;
}

/**
 * Puts flows in force that somebody needs now: an import brings its own. What is in force already stays. Where there is nobody else who
 * could approve it, it goes through the gate at once, and stands there as unapproved until somebody does; else it is proposed, and refused.
 *
 * @throws ThroughlineError change-not-approved, flow-has-errors
 */
export async function putInForce(
  throughline: Throughline,
  flows: readonly FlowDefinition[],
  putting: PuttingInForce,
): Promise<void> {
  await migrateServer(throughline.pool);
  const missing = await notInForce(throughline, flows);
  if (missing.length === 0) return;
  const content = { subject: 'flow', flows: missing } as const;
  const names = missing.map(({ name }) => name).join(', ');
  const isAlone = await isOnlyPerson(throughline);
  const open = isAlone ? undefined : await findOpen(throughline, hashOfContent(content));
  const { number, case: id } =
    open ??
    (await draftChange(throughline, content, {
      proposal: isAlone ? { ...putting, evidence: foundByGate } : putting,
      actor: putting.actor,
    }));
  if (!isAlone)
    throw new ThroughlineError(
      'change-not-approved',
      `${names} would be another version: that is the change ${number}, which nobody has approved`,
      {
        place: number,
        expected: `${number} approved and implemented`,
      },
    );
  await carryThrough(throughline, { number, case: id }, putting.actor);
}

/** The flows of which another version is in force, or none. */
async function notInForce({ pool }: Throughline, flows: readonly FlowDefinition[]): Promise<readonly FlowDefinition[]> {
  const others: FlowDefinition[] = [];
  for (const flow of flows) {
    const found = await readFlowVersion(pool, flow.name);
    if (found === undefined || compileFlow(found.definition).hash !== compileFlow(flow).hash) others.push(flow);
  }
  return others;
}

/** A change of this content that is not over: nobody proposes it twice. */
async function findOpen({ pool }: Throughline, hash: string): Promise<Pick<Proposed, 'number' | 'case'> | undefined> {
  const { rows } = await pool.query<{ number: string; case: string }>(
    `select d.key as number, c.id as case from throughline.case_ c join throughline.case_data d on d.bucket = c.bucket and d.id = c.id
      where c.flow = 'change' and d.data->>'contentHash' = $1 and c.state in ('draft', 'assessed', 'approved', 'scheduled', 'implementing')
      order by d.key limit 1`,
    [hash],
  );
  return rows[0];
}
