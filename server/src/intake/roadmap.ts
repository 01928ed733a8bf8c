import type { RoadmapEntry } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { stateTitle } from '@throughline/language';
import { loadFlows } from '../cases/flow-book.ts';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { numberOf, readCases, textOf, textsOf } from './requests.ts';

/** What is done in a year, in the order in which it begins: roadmap items, and requests that have a place in a plan. */
export async function roadmapOf(throughline: Throughline, year: number, visible: Visible): Promise<RoadmapEntry[]> {
  const [items, requests] = await Promise.all([
    readCases(throughline, 'roadmap-item', visible),
    readCases(throughline, 'request', visible),
  ]);
  const shown = [
    ...items.filter(({ state }) => state !== 'dropped').map((found) => entryOf(found, ['from', 'to'])),
    ...requests.filter(({ state }) => state !== 'withdrawn').map((found) => entryOf(found, ['startsOn', 'endsOn'])),
  ].filter((one) => one !== undefined);
  const flowOf = await loadFlows(throughline, [...items, ...requests]);
  return shown
    .filter(({ entry: { from, to } }) => from.slice(0, 4) <= String(year) && String(year) <= to.slice(0, 4))
    .map(({ entry, found }) => ({ ...entry, stateTitle: stateTitle(flowOf(found).definition, found.state) }))
    .sort((a, b) => a.from.localeCompare(b.from) || (a.number < b.number ? -1 : 1));
}

function entryOf(found: CaseView, [begins, ends]: readonly [string, string]) {
  const { data, flow, key, id, state } = found;
  const [from, to] = [textOf(data[begins]), textOf(data[ends])];
  if (from === null || to === null) return undefined;
  const metric = textOf(data['metric']);
  const entry: Omit<RoadmapEntry, 'stateTitle'> = {
    ...{
      kind: flow === 'request' ? 'request' : 'item',
      caseId: id,
      number: key,
      title: String(data['title']),
      team: String(data['team']),
    },
    ...{
      from,
      to,
      dependsOn: textsOf(data['dependsOn']),
      objective: textOf(data['objective']),
      outcomeBy: textOf(data['outcomeBy']),
    },
    metric: metric === null ? null : (listMetrics().find((one) => one.id === metric)?.title ?? metric),
    target: numberOf(data['target']),
    verdict: state === 'outcome_met' ? 'met' : state === 'outcome_missed' ? 'missed' : null,
  };
  return { entry, found };
}
