import { type CaseView, EngineError } from '@throughline/engine';
import { type CaseField, caseFields } from './case-fields.ts';
import { ThroughlineError } from './errors.ts';
import { findFlow } from './flows.ts';
import type { Throughline } from './throughline.ts';

export interface CaseListRequest {
  readonly flow: string;
  readonly state?: string;
  /** At most 1,000. Default 50. */
  readonly limit?: number;
  /** Where the page before ended. */
  readonly after?: string;
}

export interface CasePage {
  readonly cases: readonly CaseView[];
  /** The fields that the flow wants to see in lists. */
  readonly fields: readonly CaseField[];
  /** Give it as `after` for the next page; absent on the last. */
  readonly next?: string;
  /** The zone in which the flow counts its days. */
  readonly timeZone: string;
}

/** Cases of a flow, in a stable order, page by page. */
export async function listCases(throughline: Throughline, request: CaseListRequest): Promise<CasePage> {
  const flow = await findFlow(throughline, request.flow);
  const { state, limit = 50, after } = request;
  if (state !== undefined && !flow.states.has(state)) {
    const expected = [...flow.states.keys()].join(', ');
    throw new ThroughlineError('state-unknown', `${flow.name} has no state ${state}`, { place: '--state', expected });
  }
  const page = await throughline.engine
    .list({
      flow: flow.name,
      limit,
      ...(state === undefined ? {} : { where: [{ field: '$state', comparison: '=', values: [state] }] }),
      ...(after === undefined ? {} : { after }),
    })
    .catch((error: unknown) => {
      if (!(error instanceof EngineError) || error.code !== 'list-cursor-invalid') throw error;
      throw new ThroughlineError('case-unknown', `${after} is not where a page of this list ended`, {
        place: '--after',
        expected: 'what stands under the page before',
      });
    });
  return { ...page, fields: caseFields(flow, { listed: true }), timeZone: flow.definition.timeZone ?? 'UTC' };
}

export interface StateCount {
  readonly flow: string;
  readonly state: string;
  readonly cases: number;
}

/** How many cases stand in which state of which flow. */
export function countCases({ engine }: Throughline): Promise<readonly StateCount[]> {
  return engine.counts();
}
