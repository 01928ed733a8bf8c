import type { RequestCoaching, RequestToAsk } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { type Actor, decide, type JsonObject } from '@throughline/language';
import { contextsOf } from '../cases/approvals.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import { watchCase } from '../notifications/watch-table.ts';
import type { Throughline } from '../throughline.ts';
import { type Looking, missingOf, readCases, textOf } from './requests.ts';
import { similarTo, type Worded } from './similar.ts';

/** Requests are the whole company's. */
export const wholeCompany = 'company';

/** What a draft lacks, as the flow itself decides it, what was asked before, and what may answer it. Nothing is written. */
export async function coach(
  throughline: Throughline,
  draft: Partial<RequestToAsk>,
  { actor, visible, now }: Looking,
): Promise<RequestCoaching> {
  const flow = await newestFlow(throughline, 'request');
  const context = (await contextsOf(throughline))(flow, now);
  const data = dataOf({ ...draft, title: draft.title ?? '', team: draft.team ?? '' }, { number: 'draft', actor, now });
  const subject = { id: 'draft', flow: 'request', key: 'draft', entity: wholeCompany };
  const decision = decide(flow, subject, { kind: 'command', type: 'submit', data, actor }, context);
  if (decision.kind === 'refused') throw new RefusedError(decision);
  const missing = decision.kind === 'ignored' ? [] : missingOf(decision.next.data['missing']);
  const others = (await readCases(throughline, 'request', visible)).map(wordedOf);
  const said = { title: draft.title ?? '', rationale: draft.rationale };
  const documents = (await readCases(throughline, 'document', visible)).filter(mayAnswer);
  const articles = similarTo(said, documents.map(articleOf)).flatMap(({ number, shared }) => {
    const found = documents.find(({ key }) => key === number);
    const { title, of } = found?.data ?? {};
    return found === undefined ? [] : [{ caseId: found.id, number, title: String(title), of: String(of), shared }];
  });
  return { missing: [...missing], similar: [...similarTo(said, others)], articles };
}

const answering: readonly unknown[] = ['article', 'faq', 'sop'];
const inForce: readonly string[] = ['current', 'due', 'stale'];
const mayAnswer = ({ state, data }: CaseView) => inForce.includes(state) && answering.includes(data['kind']);

/** Of a long text its beginning says what it is about. */
const articleOf = ({ key, state, data }: CaseView): Worded => ({
  ...{ number: key, state, title: String(data['title']) },
  rationale: `${String(data['of'])} ${String(data['body'] ?? '').slice(0, 200)}`,
});

export const wordedOf = ({
  key,
  state,
  data,
}: {
  readonly key: string;
  readonly state: string;
  readonly data: JsonObject;
}): Worded => ({
  ...{ number: key, title: String(data['title'] ?? ''), state, rationale: textOf(data['rationale']) ?? undefined },
});

interface Asking {
  readonly number: string;
  readonly actor: Actor;
  readonly now: number;
}

function dataOf(asked: RequestToAsk, { number, actor, now }: Asking): JsonObject {
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== '' && value !== undefined));
  // Where they are told by mail is their account's, where its name is an address.
  const contact = asked.contact ?? (actor.principal.includes('@') ? actor.principal : undefined);
  return {
    ...{ title: asked.title, team: asked.team, ...said, number, requester: actor.principal },
    ...(contact === undefined || contact === '' ? {} : { contact }),
    submittedOn: new Date(now).toISOString().slice(0, 10),
  };
}

/**
 * Asks for work, under the next number that is free; who asked is told of what becomes of it. Returns the number.
 *
 * @throws RefusedError
 */
export async function ask(throughline: Throughline, asked: RequestToAsk, { actor, now }: Looking): Promise<string> {
  const { engine, pool } = throughline;
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from throughline.case_ where flow = 'request'`,
  );
  for (let next = (rows[0]?.count ?? 0) + 1; ; next += 1) {
    const number = `REQ-${String(next).padStart(4, '0')}`;
    const result = await engine.submit({
      case: { flow: 'request', entity: wholeCompany, key: number },
      input: { kind: 'command', type: 'submit', data: dataOf(asked, { number, actor, now }), actor },
    });
    if (result.outcome === 'applied') {
      if (actor.kind === 'person') await watchCase(pool, actor.principal, result.caseId);
      return number;
    }
    const isTaken = result.outcome === 'refused' && result.refusal.code === 'case-exists';
    if (!isTaken && (result.outcome === 'refused' || result.outcome === 'failed')) throw new RefusedError(result.refusal);
  }
}
