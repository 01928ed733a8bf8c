import type { DecisionRow } from '@throughline/api';
import type { Json, JsonObject, Millis } from '@throughline/language';
import { eventTitle, inWords, stateTitle } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { stretchOf } from './calendar.ts';

/** What decides something about a change, a release or a request, beside approvals. */
const deciding = [
  ...['cancel', 'decideMissed', 'rollBack', 'fail', 'review', 'implement'],
  ...['decide', 'accept', 'decline', 'postpone', 'return', 'override', 'duplicate'],
];
const flows = ['change', 'release', 'request', 'diagnosis', 'problem'] as const;
const rowsMax = 1000;
/** Shown where nothing is said: so many days back. */
const daysShown = 90;

interface Decided {
  readonly id: string;
  readonly flow: string;
  readonly version: number;
  readonly entity: string;
  readonly key: string;
  readonly title: string | null;
  readonly type: string;
  readonly from: string | null;
  readonly at: Millis;
  readonly principal: string;
  readonly reason: string | null;
  readonly input: JsonObject | null;
}

/** Every approval, refusal and decision, with who made it, why, and what else could have been; the latest first. */
export async function decisionLog(
  throughline: Throughline,
  asked: { readonly from?: string | undefined; readonly to?: string | undefined },
  { now, visible }: { readonly now: Millis; readonly visible: Visible },
): Promise<DecisionRow[]> {
  const { from, to } = stretchOf(asked, now, { before: daysShown - 1, days: daysShown });
  const seen = flows.flatMap((flow) => {
    const scope = visible.cases(flow);
    return scope !== 'all' && scope.length === 0 ? [] : [{ flow, scope }];
  });
  const found: Decided[] = [];
  for (const { flow, scope } of seen) {
    const { rows } = await throughline.pool.query<Decided>({
      name: 'throughline-decision-log',
      text: `select c.id, e.flow, e.version, d.entity, d.key, d.data->>'title' as title, e.type, e.state_from as "from", e.reason, e.input, e.principal,
          round(extract(epoch from e.occurred_at) * 1000)::float8 as at
        from throughline.event_log e
        join throughline.case_ c on c.bucket = e.bucket and c.id = e.case_id
        join throughline.case_data d on d.bucket = e.bucket and d.id = e.case_id
        where c.flow = $1 and e.actor_kind = 'person' and (e.type in ('approve', 'decline') or e.type = any($2))
          and e.occurred_at >= to_timestamp($3::float8 / 1000) and e.occurred_at < to_timestamp($4::float8 / 1000)
          and ($5::text[] is null or d.entity = any($5))
        order by e.occurred_at desc, e.seq desc limit $6`,
      values: [flow, deciding, from, to, scope === 'all' ? null : scope, rowsMax],
    });
    found.push(...rows);
  }
  const inOrder = found.sort((a, b) => b.at - a.at).slice(0, rowsMax);
  const flowOf = await loadFlows(throughline, inOrder);
  return inOrder.map((one) => {
    const { definition } = flowOf(one);
    const of = textIn(one.input?.['of']);
    const decided = one.type === 'approve' || one.type === 'decline';
    const options = Object.entries(definition.states[one.from ?? '']?.on ?? {})
      .filter(([event]) => event !== one.type && deciding.includes(event))
      .map(([event]) => eventTitle(definition, event));
    return {
      ...{ at: iso(one.at), by: actorName(throughline, one.principal), flow: one.flow, key: one.key, caseId: one.id },
      title: one.title ?? one.key,
      decision:
        one.type === 'approve'
          ? 'Approved'
          : one.type === 'decline'
            ? 'Declined'
            : answered(eventTitle(definition, one.type), one),
      of: decided && of !== null ? wordsOf(definition, of) : one.from === null ? null : stateTitle(definition, one.from),
      reason: one.reason ?? textIn(one.input?.['why']),
      options: decided ? [one.type === 'approve' ? 'Decline' : 'Approve'] : options.slice(0, 100),
    };
  });
}

/** Where the decision is an answer, with it: `Decide: yes`. */
function answered(title: string, { input }: Decided): string {
  const answer = textIn(input?.['answer']);
  return answer === null ? title : `${title}: ${answer}`;
}

const textIn = (value: Json | undefined) => (typeof value === 'string' ? value : null);
const wordsOf = (definition: Parameters<typeof eventTitle>[0], of: string) =>
  of.includes('/') ? inWords(of) : eventTitle(definition, of);
