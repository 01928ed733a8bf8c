import type { ResponseOf, Routes } from '@throughline/api';
import type { SearchRequest } from '@throughline/engine';
import { type CompiledFlow, fieldTitle, kernelFlows, stateTitle } from '@throughline/language';
import { listMetrics } from '../metrics.ts';
import type { Throughline } from '../throughline.ts';
import { seesAll, type Visible } from '../visible/visible.ts';
import { newestFlows } from './flow-book.ts';

export type Found = ResponseOf<Routes['GET /{database}/search']>;

/** Cases by their key or by what stands in their columns; flows and metrics by their names. At most `limit` of each. */
export async function search(
  throughline: Throughline,
  { q, limit = 8 }: { readonly q: string; readonly limit?: number },
  visible: Visible = seesAll,
): Promise<Found> {
  const text = q.trim();
  if (text === '') return { cases: [], flows: [], metrics: [] };
  const [flows, hits] = await Promise.all([
    newestFlows(throughline),
    throughline.engine.search({ text, limit, ...withinOf(visible) }),
  ]);
  const byName = new Map(flows.map((flow) => [flow.name, flow]));
  const words = text.toLowerCase();
  const isMeant = (...names: readonly string[]) => names.some((name) => name.toLowerCase().includes(words));
  return {
    cases: hits.map(({ id, flow, entity, key, state, field, value }) => ({
      ...{ id, flow, entity, key },
      flowTitle: byName.get(flow)?.definition.title ?? flow,
      stateTitle: titleOfState(byName.get(flow), state),
      found: field === '$key' ? null : { field: titleOfField(byName.get(flow), field), value },
    })),
    flows: flows
      .filter(({ name, definition }) => !kernelFlows.has(name) && isMeant(name, definition.title))
      .slice(0, limit)
      .map(({ name, definition }) => ({ name, title: definition.title })),
    metrics: listMetrics()
      .filter(({ id, title }) => isMeant(id, title))
      .slice(0, limit)
      .map(({ id, title }) => ({ id, title })),
  };
}

function withinOf(visible: Visible): Pick<SearchRequest, 'within'> {
  const within = visible.search();
  return within === undefined ? {} : { within };
}

function titleOfState(flow: CompiledFlow | undefined, state: string): string {
  return flow === undefined ? state : stateTitle(flow.definition, state);
}

function titleOfField(flow: CompiledFlow | undefined, field: string): string {
  return flow === undefined ? field : fieldTitle(flow.definition, field);
}
