import type { CaseView } from '@throughline/engine';
import type { Throughline } from '../throughline.ts';

/** Those of some cases that exist, by their ids. One statement, however many. */
export async function caseViews({ engine }: Throughline, ids: readonly string[]): Promise<ReadonlyMap<string, CaseView>> {
  const views = await engine.readCases([...new Set(ids)]);
  return new Map(views.map((view) => [view.id, view]));
}
