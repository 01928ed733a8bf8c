import type { CalendarDefinition, FlowDefinition, JsonObject, Millis } from '@throughline/language';
import type { Queryable } from '../database.ts';
import { millis } from './lock-cases.ts';

interface DecisionView {
  /** 1, 2, ... in the order in which they were decided. */
  readonly revision: number;
  /** From when it holds. */
  readonly from: Millis;
  readonly by: string;
  /** When it was decided, in business time. */
  readonly at: Millis;
  readonly reason: string;
}

/** One decision about the parameters of a flow. */
export interface ParameterDecision extends DecisionView {
  readonly values: JsonObject;
}

/** One decision about a calendar of a flow. */
export interface CalendarDecision extends DecisionView {
  readonly name: string;
  readonly definition: CalendarDefinition;
}

const common = `revision, ${millis('effective_from')} as "from", decided_by as by, ${millis('decided_at')} as at, reason`;

/** All decisions about the parameters of a flow, in the order in which they were made. */
export async function readParameters(client: Queryable, flow: string): Promise<readonly ParameterDecision[]> {
  const { rows } = await client.query<ParameterDecision>({
    text: `select ${common}, "values" from throughline.parameter where flow = $1 order by revision`,
    values: [flow],
  });
  return rows;
}

export async function readCalendars(client: Queryable, flow: string): Promise<readonly CalendarDecision[]> {
  const { rows } = await client.query<CalendarDecision>({
    text: `select ${common}, name, definition from throughline.calendar where flow = $1 order by revision`,
    values: [flow],
  });
  return rows;
}

/** The definitions of a flow's versions, oldest first, and which of them have been released. */
export async function readDefinitions(
  client: Queryable,
  flow: string,
): Promise<readonly { readonly version: number; readonly isReleased: boolean; readonly definition: FlowDefinition }[]> {
  const { rows } = await client.query<{ version: number; isReleased: boolean; definition: FlowDefinition }>({
    text: `select version, released_at is not null as "isReleased", definition from throughline.flow_version where flow = $1 order by version`,
    values: [flow],
  });
  return rows;
}

/** Whether some source brought what happened before it was live: rungs of such cases can be history. */
export async function hasHistory(client: Queryable): Promise<boolean> {
  const { rowCount } = await client.query({ text: `select 1 from throughline.source where live_from > 'epoch' limit 1` });
  return rowCount === 1;
}
