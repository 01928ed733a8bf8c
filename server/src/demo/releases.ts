import type { Submission } from '@throughline/engine';
import type { OpenCase } from '../sql/read-open-cases.ts';
import { headquarters } from './company.ts';
import { byPerson, dayMs, hasBeenAsked, hasOpen, hasWaited, hourMs, isoDay, type Scene } from './move.ts';
import { type PlannedRelease, releaseCalendar } from './release-calendar.ts';

/** A release is drafted three weeks before its day, in the morning. */
const draftedAhead = 21 * dayMs;
/** Approvals are given in the week before. */
const approvedAhead = 6 * dayMs;
/** Releases go live in the afternoon of their day, in UTC. */
export const hourOfRelease = 14 * hourMs;

/** The releases that are drafted now. */
export function draftReleases(scene: Scene): readonly Submission[] {
  const { now } = scene;
  if (new Date(now).getUTCHours() !== 8) return [];
  const planned = releaseCalendar.filter(({ plannedOn }) => isoDay(dayOf(plannedOn) - draftedAhead) === isoDay(now));
  return planned.map(({ number, title, summary, requester, systems, flows }) => {
    const target = { flow: 'release', entity: headquarters.name, key: number };
    const data = { number, title, summary, requester, systems: [...systems], flows: [...flows] };
    return byPerson('systems-lead', target, { type: 'draft', data }, scene);
  });
}

/** What the people of systems do with a release of theirs; one that somebody else has thought of is left to them. */
export function workOnRelease(release: OpenCase, scene: Scene): readonly Submission[] {
  const planned = releaseCalendar.find(({ number }) => number === release.key);
  if (planned === undefined || release.entity !== headquarters.name) return [];
  const { now } = scene;
  switch (release.state) {
    case 'draft':
      if (!hasWaited(scene, release, dayMs, 4 * dayMs)) return [];
      return [byPerson('systems-lead', release, { type: 'plan', data: { plannedOn: planned.plannedOn } }, scene)];
    case 'planned':
      return seekApproval(release, planned, scene);
    case 'approved':
      if (planned.ends === 'cancelled' && hasWaited(scene, release, dayMs, 2 * dayMs)) {
        const reason = 'What it was for is no longer wanted';
        return [byPerson('release-manager', release, { type: 'cancel', reason }, scene)];
      }
      if (now < dayOf(planned.plannedOn) + hourOfRelease) return [];
      return [byPerson('release-manager', release, { type: 'release', data: { releasedOn: isoDay(now) } }, scene)];
    case 'released':
      return followUp(release, planned, scene);
    default:
      return [];
  }
}

function seekApproval(release: OpenCase, { plannedOn }: PlannedRelease, scene: Scene): readonly Submission[] {
  if (release.clocks.pending?.['submit'] === undefined) {
    return hasWaited(scene, release, 2 * dayMs, 6 * dayMs) ? [byPerson('systems-lead', release, { type: 'submit' }, scene)] : [];
  }
  if (scene.now < dayOf(plannedOn) - approvedAhead || !hasBeenAsked(scene, release, 'submit', 4 * hourMs, 3 * dayMs)) return [];
  return [byPerson('release-manager', release, { type: 'approve', data: { of: 'submit' } }, scene)];
}

function followUp(release: OpenCase, { ends }: PlannedRelease, scene: Scene): readonly Submission[] {
  if (ends === 'verified' && hasWaited(scene, release, dayMs, 6 * dayMs)) {
    return [byPerson('systems-lead', release, { type: 'verify' }, scene)];
  }
  if (ends !== 'rolled back' || !hasWaited(scene, release, 12 * hourMs, 2 * dayMs)) return [];
  if (!hasOpen(release, 'causedFailure')) return [byPerson('systems-lead', release, { type: 'reportFailure' }, scene)];
  const reason = 'The failure ends where the old version runs';
  return [byPerson('systems-lead', release, { type: 'rollBack', reason }, scene)];
}

function dayOf(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}
