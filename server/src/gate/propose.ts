import type { ContentView } from '@throughline/api';
import type { Actor, JsonObject } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { RefusedError } from '../cases/refused.ts';
import { requireRole } from '../diagnosis/require-role.ts';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { type ChangeContent, type ContentSubject, readContent } from './content.ts';
import { type ContentFacts, factsOf } from './content-facts.ts';
import { keepContent } from './content-table.ts';
import { judgeContent } from './judge.ts';
import { gate, isOnlyPerson } from './sole-person.ts';

/** Changes are of the company, not of one of its legal units. */
export const changeEntity = 'company';

export interface Proposal {
  readonly subject: ContentSubject;
  /** A text in JSON or YAML, or what such a text says. */
  readonly content: unknown;
  readonly title: string;
  readonly summary: string;
  readonly type?: 'normal' | 'emergency' | 'standard';
  /** Of a standard change: which kind. Of others: by what the program finds it again. */
  readonly kind?: string;
  /** The proof that goes with it, where it is known beforehand. */
  readonly evidence?: Evidence;
}

/** What was tried, how it is taken back, what changes, who is told: as the flow of changes calls them. */
export interface Evidence {
  readonly testPlan: string;
  readonly testResults: string;
  readonly rollbackPlan: string;
  readonly notes: string;
  readonly communication: string;
}

/** Of what is carried out at once: what the gate itself has found, and does. */
export const foundByGate: Evidence = {
  testPlan: 'The checker reads it with everything around it.',
  testResults: 'No errors.',
  rollbackPlan: 'The gate puts the version before back in force.',
  notes: 'What changes stands under Content.',
  communication: 'Nobody but the one who does it is concerned.',
};

export interface Proposed {
  readonly number: string;
  readonly case: string;
  readonly hash: string;
}

/**
 * What content would change, for somebody who may propose it and has not yet.
 *
 * @throws ThroughlineError definitions-broken, definitions-missing, flow-unknown; RefusedError role-required
 */
export async function judgeProposal(
  throughline: Throughline,
  asked: Pick<Proposal, 'subject' | 'content'>,
  { actor, visible }: { readonly actor: Actor; readonly visible: Visible },
): Promise<ContentView> {
  await requireAuthor(throughline, actor);
  return (await judgeContent(throughline, readContent(asked), { visible })).view;
}

async function requireAuthor(throughline: Throughline, actor: Actor): Promise<void> {
  const flow = await newestFlow(throughline, 'change');
  requireRole(flow, flow.start.get('draft') ?? [], actor, changeEntity);
}

/**
 * Drafts a change of our own definitions. What is wrong with them is refused, and nothing is changed; else the content is kept under its
 * hash, and deployed nowhere.
 *
 * @throws ThroughlineError definitions-broken, definitions-missing, flow-unknown, flow-has-errors; RefusedError
 */
export async function propose(throughline: Throughline, proposal: Proposal, actor: Actor): Promise<Proposed> {
  const content = readContent(proposal);
  await requireAuthor(throughline, actor);
  return draftChange(throughline, content, { proposal, actor });
}

/** The same for content that has been read. */
export async function draftChange(
  throughline: Throughline,
  content: ChangeContent,
  { proposal, actor }: { readonly proposal: Omit<Proposal, 'content' | 'subject'>; readonly actor: Actor },
): Promise<Proposed> {
  const judged = await judgeContent(throughline, content);
  const errors = judged.view.findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) {
    const message = `The checker finds ${errors.length} error${errors.length === 1 ? '' : 's'} in what is proposed`;
    const place = `content${errors[0]?.path ?? ''}`;
    const details = errors.map((found) => ({ ...found, place: `content${found.path}` }));
    throw new ThroughlineError('flow-has-errors', message, { place, details });
  }
  const facts = await factsOf(throughline, content, judged);
  const hash = await keepContent(throughline.pool, content);
  const data = {
    ...{ title: proposal.title, summary: proposal.summary, subject: content.subject, type: proposal.type ?? 'normal' },
    ...(proposal.kind === undefined ? {} : { kind: proposal.kind }),
    ...proposal.evidence,
    ...{ contentHash: hash, baseline: judged.view.baseline },
    ...listsOf(facts),
    // What ships was tried before it did.
    ...(proposal.type === 'standard' ? {} : flagsOf(facts)),
  };
  const born = await bear(throughline, { actor, data });
  await recordPersons(throughline, born.case);
  return { ...born, hash };
}

/** What a case of a change says of what it touches. */
export const listsOf = ({ flows, metrics, roleNames, owners }: ContentFacts) => ({ flows, metrics, roleNames, owners });

/** What makes it risky, as its content says. */
export function flagsOf(facts: ContentFacts): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.entries(facts).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'));
}

/** Under the next number that is free: two that are proposed at once both get one. */
async function bear(
  { engine, pool }: Throughline,
  { actor, data }: { readonly actor: Actor; readonly data: JsonObject },
): Promise<Omit<Proposed, 'hash'>> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count from throughline.case_ where flow = 'change'`,
  );
  for (let next = (rows[0]?.count ?? 0) + 1; ; next += 1) {
    const number = `CHG-${String(next).padStart(4, '0')}`;
    const result = await engine.submit({
      case: { flow: 'change', entity: changeEntity, key: number },
      input: { kind: 'command', type: 'draft', data: { number, ...data }, actor },
    });
    if (result.outcome === 'applied') return { number, case: result.caseId };
    const isTaken = result.outcome === 'refused' && result.refusal.code === 'case-exists';
    if (result.outcome === 'refused' && !isTaken) throw new RefusedError(result.refusal);
    if (result.outcome === 'failed') throw new RefusedError(result.refusal);
  }
}

/** Says of a change whether there is anybody who could approve it, where that is not what it says already. */
export async function recordPersons(throughline: Throughline, id: string): Promise<void> {
  const onlyPerson = await isOnlyPerson(throughline);
  const found = await throughline.engine.readCase(id);
  if ((found?.data['onlyPerson'] ?? false) === onlyPerson) return;
  await ask(throughline, id, { type: 'recordPersons', data: { onlyPerson }, actor: gate });
}

/** Asks something of a change. @throws RefusedError */
export async function ask(
  { engine }: Throughline,
  id: string,
  {
    type,
    data = {},
    actor,
    reason,
  }: { readonly type: string; readonly data?: JsonObject; readonly actor: Actor; readonly reason?: string },
): Promise<void> {
  const input = { kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) } as const;
  const result = await engine.submit({ case: { id }, input });
  if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
}
