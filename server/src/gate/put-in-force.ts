import { type Actor, compileFlow, type FlowDefinition } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { readFlowVersion } from '../sql/read-flow-version.ts';
import type { Throughline } from '../throughline.ts';
import { hashOfContent } from './content.ts';
import { gateSinks } from './gate-sink.ts';
import { ask, draftChange, type Proposed } from './propose.ts';
import { gate, isOnlyPerson } from './sole-person.ts';

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
  const missing = await notInForce(throughline, flows);
  if (missing.length === 0) return;
  const content = { subject: 'flow', flows: missing } as const;
  const names = missing.map(({ name }) => name).join(', ');
  const isAlone = await isOnlyPerson(throughline);
  const open = isAlone ? undefined : await findOpen(throughline, hashOfContent(content));
  const { number, case: id } =
    open ??
    (await draftChange(throughline, content, {
      proposal: { title: putting.title, summary: putting.summary },
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
  await carryThrough(throughline, { number, id }, putting);
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

/** So long what was checked may be carried out, in milliseconds: it begins at once. */
const plannedForMs = 3_600_000;

/** Takes a change of somebody who is alone from its draft to where it is in force. */
async function carryThrough(
  throughline: Throughline,
  { number, id }: { readonly number: string; readonly id: string },
  { actor }: Pick<PuttingInForce, 'actor'>,
): Promise<void> {
  const { engine } = throughline;
  const { now } = await engine.clock();
  const [from, to] = [new Date(now).toISOString(), new Date(now + plannedForMs).toISOString()];
  const found = await engine.readCase(id);
  const touched = ['systems', 'flows', 'integrations', 'metrics', 'documents', 'roleNames', 'owners', 'fanOut'] as const;
  const impact = Object.fromEntries(touched.map((field) => [field, found?.data[field] ?? (field === 'fanOut' ? 0 : [])]));
  const steps = [
    { type: 'recordImpact', data: { ...impact, impactAt: from }, actor: gate },
    { type: 'assess', actor },
    { type: 'addTests', data: { testPlan: 'The checker reads it with everything around it.', testResults: 'No errors.' }, actor },
    { type: 'addRollback', data: { rollbackPlan: 'The gate puts the version before back in force.' }, actor },
    { type: 'addNotes', data: { notes: 'What changes stands under Content.' }, actor },
    { type: 'addCommunication', data: { communication: 'Nobody but the one who does it is concerned.' }, actor },
    { type: 'submit', actor },
    {
      ...{ type: 'recordPlan', actor: gate },
      data: { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] },
    },
    { type: 'schedule', data: { from, to }, actor },
    { type: 'implement', actor },
  ] as const;
  for (const step of steps) await ask(throughline, id, step);
  await carriedOut(throughline, { number, id });
}

/** Tries so often, with a pause: a server on the same database may be doing it. */
const [looksMax, pauseMs] = [600, 50] as const;

async function carriedOut(
  throughline: Throughline,
  { number, id }: { readonly number: string; readonly id: string },
): Promise<void> {
  const sinks = gateSinks(throughline, {});
  for (let looks = 0; looks < looksMax; looks += 1) {
    await throughline.engine.runEffects({ sinks });
    const found = await throughline.engine.readCase(id);
    if (found?.state === 'validating') return;
    if (found?.state === 'failed')
      throw new ThroughlineError(
        'change-not-approved',
        `The change ${number} was not carried out: ${String(found.data['outcome'])}`,
        {
          place: number,
        },
      );
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  throw new ThroughlineError('change-not-approved', `The change ${number} is being carried out still`, { place: number });
}
