import type { Actor } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { gateSinks } from './gate-sink.ts';
import { ask, type Proposed } from './propose.ts';
import { gate } from './sole-person.ts';

/** So long what was checked may be carried out, in milliseconds: it begins at once. */
const plannedForMs = 3_600_000;

type Drafted = Pick<Proposed, 'number' | 'case'>;

/**
 * Takes a change from its draft to where it is in force, step by step as the flow asks: for whoever is alone, and for what ships. The gate judges
 * it as any other.
 *
 * @throws ThroughlineError change-not-approved: the gate refuses it; RefusedError
 */
export async function carryThrough(throughline: Throughline, drafted: Drafted, actor: Actor): Promise<void> {
  const { case: id } = drafted;
  const { engine } = throughline;
  const { now } = await engine.clock();
  const [from, to] = [new Date(now).toISOString(), new Date(now + plannedForMs).toISOString()];
  const found = await engine.readCase(id);
  const touched = ['systems', 'flows', 'integrations', 'metrics', 'documents', 'roleNames', 'owners', 'fanOut'] as const;
  const impact = Object.fromEntries(touched.map((field) => [field, found?.data[field] ?? (field === 'fanOut' ? 0 : [])]));
  const steps = [
    { type: 'recordImpact', data: { ...impact, impactAt: from }, actor: gate },
    { type: 'assess', actor },
    { type: 'submit', actor },
    {
      ...{ type: 'recordPlan', actor: gate },
      data: { plannedFrom: from, plannedTo: to, freezes: [], windowOwners: [], conflicts: [] },
    },
    { type: 'schedule', data: { from, to }, actor },
    { type: 'implement', actor },
  ] as const;
  for (const step of steps) await ask(throughline, id, step);
  await carriedOut(throughline, drafted);
}

/** Tries so often, with a pause: a server on the same database may be doing it. */
const [looksMax, pauseMs] = [600, 50] as const;

async function carriedOut(throughline: Throughline, { number, case: id }: Drafted): Promise<void> {
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
