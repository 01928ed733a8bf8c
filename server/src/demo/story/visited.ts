import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../../sql/read-open-cases.ts';
import { byPerson, dayMs, hasWaited, hourMs, type Scene } from '../move.ts';

/* When somebody looks on, the story is over: what they ask for, and what fails then, is worked on like this. */

/** The analyst triages what was asked for, and weighs it. Decisions are the visitor's. */
export function workOnRequest(request: OpenCase, scene: Scene): readonly Submission[] {
  const { chance } = scene;
  const { key, state } = request;
  if (!hasWaited(scene, request, 4 * hourMs, 2 * dayMs)) return [];
  const weeks = chance.whole(1, 4, key, 'weeks');
  if (state === 'submitted') {
    const data = { class: 'enhancement', kind: 'grow', skills: [{ skill: 'integration', weeks }], duration: weeks };
    return [byPerson('systems-analyst', request, { type: 'triage', data }, scene)];
  }
  const points = (of: string) => chance.whole(1, 9, key, of);
  const data = {
    ...{ value: points('value'), urgency: points('urgency'), risk: points('risk'), reach: points('reach') },
    ...{ confidence: 60, effort: weeks },
  };
  return [byPerson('systems-analyst', request, { type: 'score', data }, scene)];
}

/** Who is on duty acknowledges an incident within hours, and resolves it within days; what was learned of it is the visitor's to say. */
export function workOnIncident(incident: OpenCase, scene: Scene): readonly Submission[] {
  const lead = 'jan.otto@halden.example';
  if (incident.state === 'detected') {
    if (!hasWaited(scene, incident, hourMs, 6 * hourMs)) return [];
    return [byPerson('incident-lead', incident, { type: 'acknowledge', data: { lead } }, scene)];
  }
  if (!hasWaited(scene, incident, 6 * hourMs, 3 * dayMs)) return [];
  const data = { endedAt: new Date(scene.now).toISOString(), cause: 'Found and mended' };
  return [byPerson('incident-lead', incident, { type: 'resolve', data }, scene)];
}
