// Checks what a database holds against what was asked of it: `node check-log.ts <address> <testimony.json>`. It shares nothing with the engine that
// wrote it but the language's `decide`, by which it replays what was sent.
import { readFileSync } from 'node:fs';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Input } from '@throughline/language';
import pg from 'pg';
import { checkChain, checkSeals, type FindingKind, findingKinds } from './check-chain.ts';
import { checkCaused, checkChildren, checkDeadlines, checkEffects } from './check-outside.ts';
import { checkReplay, rootId } from './check-replay.ts';
import { type Holdings, readHoldings } from './read-holdings.ts';

/** What those who asked, and the receiver of effects, can swear to. */
export interface Testimony {
  readonly wishes: readonly SwornWish[];
  /** How often the receiver did what, by the key that it was given. */
  readonly deeds: readonly (readonly [string, number])[];
  /** All that was wished has been answered by now, and all that was due is done. */
  readonly isSettled: boolean;
  /** Everything has been sealed. */
  readonly isSealed: boolean;
}

export interface SwornWish {
  readonly actor: string;
  readonly submission: {
    readonly case: { readonly flow?: string; readonly entity?: string; readonly key?: string; readonly id?: string };
    readonly input: Input;
    readonly receipt?: { readonly key: string };
  };
  readonly answers: readonly {
    readonly outcome: string;
    readonly caseId: string;
    readonly seq?: number;
    readonly first?: { readonly seq?: number };
  }[];
}

export interface Finding {
  readonly kind: FindingKind;
  readonly what: string;
}

export interface Checked {
  readonly findings: readonly Finding[];
  readonly figures: {
    readonly inputs: number;
    readonly answers: number;
    readonly events: number;
    readonly effects: number;
    readonly deeds: number;
  };
}

export async function checkLog(url: string, testimony: Testimony): Promise<Checked> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    return checkHoldings(await readHoldings(client), testimony);
  } finally {
    await client.end();
  }
}

export function checkHoldings(holdings: Holdings, testimony: Testimony): Checked {
  const findings: Finding[] = [];
  const blame = (kind: FindingKind, what: string) => void findings.push({ kind, what });
  const { wishes, isSettled, isSealed } = testimony;
  const deeds = new Map(testimony.deeds);
  checkChain(holdings, blame);
  checkSeals(holdings, isSealed, blame);
  checkWishes(holdings, testimony, blame);
  const decided = checkReplay(holdings, new Map(wishes.map(({ actor, submission }) => [actor, submission.input])), blame);
  checkChildren(holdings, blame);
  if (isSettled) {
    checkCaused(holdings, decided, blame);
    checkEffects(holdings, decided, deeds, blame);
    checkDeadlines(holdings, blame);
  }
  const figures = {
    inputs: wishes.length,
    answers: wishes.reduce((sum, { answers }) => sum + answers.length, 0),
    events: holdings.events.length + holdings.retired.length,
    effects: holdings.effects.length,
    deeds: [...deeds.values()].reduce((sum, times) => sum + times, 0),
  };
  return { findings, figures };
}

/** What was answered is there once, as it was answered; what was not is there at most once. */
function checkWishes(
  { events, retired, receipts }: Holdings,
  { wishes, isSettled }: Testimony,
  blame: (kind: FindingKind, what: string) => void,
): void {
  const happened = new Map<string, string[]>();
  for (const { id, seq, actor, cause_case: cause, kind } of events)
    if (cause === null && (kind === 'command' || kind === 'fact'))
      happened.set(actor, [...(happened.get(actor) ?? []), `${id}/${seq}`]);
  const kept = new Map(receipts.map(({ id, key, seq }) => [`${id}/${key}`, seq]));
  const gone = new Set(retired.map(({ id, seq }) => `${id}/${seq}`));
  const goneCases = new Set(retired.map(({ id }) => id));
  for (const { actor, answers, submission } of wishes) {
    const found = happened.get(actor) ?? [];
    if (found.length > 1) blame('twice', `${actor}: happened as ${found.join(' and ')}`);
    for (const { outcome, caseId, seq, first } of answers) {
      const said = `${caseId}/${seq ?? first?.seq}`;
      if (!['applied', 'deviated', 'duplicate'].includes(outcome)) blame('lost', `${actor}: was answered ${outcome}`);
      else if (!found.includes(said) && !gone.has(said))
        blame('lost', `${actor}: was told that it is ${said}, and is ${found.join() || 'nowhere'}`);
    }
    const { id, flow = '', entity = '', key = '' } = submission.case;
    const target = id ?? rootId(flow, entity, key);
    const { receipt } = submission;
    if (answers.length > 0 && !goneCases.has(target) && !kept.has(`${target}/${receipt?.key}`))
      blame('lost', `${actor}: its receipt`);
    if (isSettled && found.length === 0 && !goneCases.has(target)) blame('lost', `${actor}: has not happened`);
    if (isSettled && answers.length === 0) blame('lost', `${actor}: was never answered`);
  }
}

/** How many findings there are of each kind. */
export function countFindings(findings: readonly Finding[]): Readonly<Record<FindingKind, number>> {
  const count = (kind: FindingKind) => findings.filter((finding) => finding.kind === kind).length;
  return Object.fromEntries(findingKinds.map((kind) => [kind, count(kind)])) as Record<FindingKind, number>;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const [url = '', file = ''] = argv.slice(2);
  const { findings, figures } = await checkLog(url, JSON.parse(readFileSync(file, 'utf8')) as Testimony);
  const lines = findings.map(({ kind, what }) => `${kind}: ${what}`);
  process.stdout.write(`${[...lines, JSON.stringify({ ...figures, found: countFindings(findings) })].join('\n')}\n`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
