import type { Submission } from '@throughline/engine';
import type { Millis } from '@throughline/language';
import type { OpenCase } from '../../sql/read-open-cases.ts';
import { byPerson, isoDay, type Scene } from '../move.ts';
import { type Act, instantOf, submissionOf } from './acts.ts';
import { changeActs } from './changes.ts';
import { deliveredActs } from './delivered.ts';
import { actionsDone, incidentActs } from './incidents.ts';
import { requestActs } from './requests.ts';
import { roadmapActs } from './roadmap.ts';
import { dataObjectActs, documentActs, systemActs } from './systems.ts';

/** All that the story says, in the order in which it is asked for at one instant. */
export const acts: readonly Act[] = [
  ...systemActs,
  ...dataObjectActs,
  ...documentActs,
  ...changeActs,
  ...incidentActs,
  ...deliveredActs,
  ...requestActs,
  ...roadmapActs,
];

const byInstant: ReadonlyMap<Millis, readonly Act[]> = Map.groupBy(acts, instantOf);

/** What the people of systems ask for at an instant. Approvals are left to whoever looks on. */
export function tellStory(now: Millis, isVisited: boolean): readonly Submission[] {
  const asked = byInstant.get(now) ?? [];
  return (isVisited ? asked.filter(({ type }) => type !== 'approve') : asked).map(submissionOf);
}

/** Whoever owns a corrective action says on its day that it is done. */
export function workOnAction(action: OpenCase, scene: Scene): readonly Submission[] {
  const done = actionsDone.find(({ key }) => key === action.data['number']);
  const today = isoDay(scene.now);
  if (done === undefined || today < done.on) return [];
  return [byPerson('systems-lead', action, { type: 'complete', data: { evidence: done.evidence, doneOn: today } }, scene)];
}
