import { type CaseView, type EventView, isCaseId } from '@throughline/engine';
import { type CompiledFlow, computedFields, type Deadline, deadlines, type JsonObject } from '@throughline/language';
import { type CaseField, caseFields } from './case-fields.ts';
import { ThroughlineError } from './errors.ts';
import { flowOf } from './flows.ts';
import { findCasesByKey } from './sql/find-cases-by-key.ts';
import type { Throughline } from './throughline.ts';

export interface CaseRequest {
  /** Its id, or its business key. */
  readonly case: string;
  readonly flow?: string;
  readonly entity?: string;
  /** How many of its latest events. Default 100, at most 1,000. */
  readonly events?: number;
}

export interface LinkedCase {
  readonly direction: 'out' | 'in';
  readonly name: string;
  readonly id: string;
  readonly flow?: string;
  readonly key?: string;
  readonly state?: string;
}

/** All there is to know of one case. */
export interface CaseStory {
  readonly case: CaseView;
  readonly timeZone: string;
  readonly owner: string | undefined;
  readonly computed: JsonObject;
  readonly fields: readonly CaseField[];
  readonly events: readonly EventView[];
  /** Earlier events that are not listed. */
  readonly eventsBefore: number;
  /** Past and future, each with why then. */
  readonly deadlines: readonly Deadline[];
  readonly children: readonly CaseView[];
  readonly links: readonly LinkedCase[];
}

/** One case: where it stands, how it got there, what comes next and why then. */
export async function showCase(throughline: Throughline, request: CaseRequest): Promise<CaseStory> {
  const { engine } = throughline;
  const found = await engine.readCase(await identify(throughline, request));
  if (found === undefined) throw unknown(request);
  const flow = await flowOf(throughline, found);
  const { now } = await engine.clock();
  const after = Math.max(0, found.seq - Math.min(request.events ?? 100, 1000));
  const [events, children, links] = await Promise.all([
    engine.history(found.id, { after, limit: 1000 }),
    engine.children(found.id),
    engine.links(found.id),
  ]);
  return {
    case: found,
    timeZone: flow.definition.timeZone ?? 'UTC',
    owner: ownerOf(flow, found),
    computed: computedFields(flow, found.data, { now }),
    fields: caseFields(flow),
    events,
    eventsBefore: after,
    deadlines: deadlines(flow, found, { now }),
    children,
    links: await Promise.all(
      links.map(async ({ direction, name, other }) => ({ direction, name, id: other, ...(await headOf(throughline, other)) })),
    ),
  };
}

async function identify({ pool }: Throughline, request: CaseRequest): Promise<string> {
  if (isCaseId(request.case)) return request.case;
  const found = await findCasesByKey(pool, request.case, request.flow, request.entity);
  const [only, ...others] = found;
  if (only === undefined) throw unknown(request);
  if (others.length === 0) return only.id;
  const expected = found.map(({ flow, entity }) => `${flow} of ${entity}`).join(', ');
  throw new ThroughlineError('flow-ambiguous', `${found.length} cases are called ${request.case}`, { place: 'case', expected });
}

function unknown(request: CaseRequest): ThroughlineError {
  const where = request.flow === undefined ? '' : ` in ${request.flow}`;
  return new ThroughlineError('case-unknown', `There is no case ${request.case}${where}`, { place: 'case' });
}

async function headOf({ engine }: Throughline, id: string) {
  const other = await engine.readCase(id);
  return other === undefined ? {} : { flow: other.flow, key: other.key, state: other.state };
}

function ownerOf(flow: CompiledFlow, { state, data }: CaseView): string | undefined {
  const own = flow.ownerField === undefined ? undefined : data[flow.ownerField];
  if (typeof own === 'string') return own;
  const { definition, final } = flow.states.get(state) ?? {};
  return definition?.owner ?? (final === true ? undefined : flow.definition.owner);
}
