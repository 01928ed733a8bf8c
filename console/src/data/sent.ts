import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import type { Database, Person, ProblemDocument, ResultOf } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { type ApiRequest, readAgain, send } from './api.ts';
import { useCompany } from './company.tsx';
import { actingAs, useActingAs } from './people.ts';
import { worthRepeating } from './query-client.ts';
import { useStream } from './stream.ts';

/*
 * Actions on cases that were sent and are not yet settled. What is expected of one is shown at once, marked; the answer settles it:
 * done, it goes when what is shown has been read again; refused, the mark says why until it was seen. They live beside the pages,
 * so that a case says the same of itself on each of them, also to who has gone on meanwhile.
 */

const route = 'POST /{database}/cases/{case}/commands';
type CommandBody = ApiRequest<typeof route>['body'];
export type CommandResult = ResultOf<typeof route>;

/** What is shown until the answer has come: only what follows from the action whatever the flow says. */
export interface Expected {
  /** The case or decision is through: `Done`, `Approved`. It leaves its list once the answer is there. */
  readonly ended?: string;
  readonly assignee?: Pick<Person, 'id' | 'name'>;
  /** Something said, which will stand in the timeline. */
  readonly comment?: string;
}

export interface Sending {
  /** The case that it is an action on. */
  readonly caseId: string;
  /** Of a decision: on which transition. */
  readonly of?: string | undefined;
  /** As the button says it: `Approve`. */
  readonly title: string;
  readonly body: CommandBody;
  readonly ifMatch?: number;
  readonly expected?: Expected;
  /** What stood in the form, so that a refused action can be corrected instead of typed again. */
  readonly typed?: Readonly<Record<string, string>>;
}

/**
 * `sent`: no answer yet. `unknown`: the line broke, so whether it was done is not known. `done`: what is shown is being read again.
 */
export type SentStatus = 'sent' | 'unknown' | 'done' | 'refused';

export interface Sent extends Sending {
  /** Its Idempotency-Key: however often it is sent, it is done at most once. */
  readonly key: string;
  readonly status: SentStatus;
  /** A request is under way, or will be by itself. */
  readonly trying: boolean;
  readonly error?: unknown;
  readonly problem?: ProblemDocument | undefined;
  readonly result?: CommandResult;
}

interface Kept extends Sent {
  readonly database: Database;
  readonly person: string | undefined;
}

/** So many requests at once: others work too. */
const atOnce = 4;
const attemptsMax = 3;
const waitMs = 500;

let all: readonly Kept[] = [];
const listeners = new Set<() => void>();
let running = 0;
const waiting: (() => void)[] = [];

function set(next: readonly Kept[]): void {
  all = next;
  for (const listener of listeners) listener();
}

function change(key: string, changes: Partial<Kept>): void {
  set(all.map((one) => (one.key === key ? { ...one, ...changes } : one)));
}

function remove(gone: ReadonlySet<string>): void {
  set(all.filter(({ key }) => !gone.has(key)));
}

/** Runs at most so many at once, the first first. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
  else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

/** What follows on a case waits for what was sent before. */
const lines = new Map<string, Promise<void>>();

function settle(one: Kept): Promise<void> {
  const line = `${one.database} ${one.caseId}`;
  const settled = (lines.get(line) ?? Promise.resolve()).then(() => settleNow(one));
  lines.set(line, settled);
  return settled.finally(() => {
    if (lines.get(line) === settled) lines.delete(line);
  });
}

/** From which revision to which a case was last moved from here: whoever knew the one knows the other. */
const moves = new Map<string, { readonly from: number; readonly to: number }>();

function knownRevision(caseId: string, ifMatch: number): number {
  const move = moves.get(caseId);
  return move !== undefined && move.from <= ifMatch && ifMatch < move.to ? move.to : ifMatch;
}

function noteMove(caseId: string, ifMatch: number, to: number): void {
  const before = moves.get(caseId);
  moves.set(caseId, { from: before?.to === ifMatch ? before.from : ifMatch, to });
}

/** Sends until there is an answer, or the line was down for each attempt. Never rejects. */
async function settleNow({ key, caseId, body, ifMatch: seen, database }: Kept): Promise<void> {
  const ifMatch = seen === undefined ? undefined : knownRevision(caseId, seen);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const request = { params: { database, case: caseId }, body, ...(ifMatch === undefined ? {} : { ifMatch }) };
      const result = await inTurn(() => send(route, request, { idempotencyKey: key }));
      if (ifMatch !== undefined) noteMove(caseId, ifMatch, result.case.seq);
      return change(key, { status: 'done', trying: false, result });
    } catch (error) {
      const answered = error instanceof ApiProblem;
      const again = attempt < attemptsMax && worthRepeating(error);
      if (answered && !again) return change(key, { status: 'refused', trying: false, error, problem: error.problem });
      change(key, { status: answered ? 'sent' : 'unknown', trying: again, error });
      if (!again) return;
      await new Promise((go) => setTimeout(go, waitMs * 2 ** (attempt - 1)));
    }
  }
}

/** Sends what is given; what is said of the same cases from before goes. Resolves when all is settled, with what became of each. */
async function sendAll(sendings: readonly Sending[], database: Database, cache: QueryClient): Promise<readonly Sent[]> {
  const person = actingAs(database);
  const fresh = sendings.map((one): Kept => {
    return { ...one, key: crypto.randomUUID(), status: 'sent', trying: true, database, person };
  });
  const seen = all.filter((old) => old.status === 'refused' && fresh.some((one) => isOf(old, one.caseId, one.of)));
  set([...all.filter((one) => !seen.includes(one)), ...fresh]);
  return await settleAll(fresh, cache);
}

async function settleAll(these: readonly Kept[], cache: QueryClient): Promise<readonly Sent[]> {
  await Promise.all(these.map(settle));
  const keys = new Set(these.map(({ key }) => key));
  const settled = all.filter(({ key }) => keys.has(key));
  const done = new Set(settled.filter(({ status }) => status === 'done').map(({ key }) => key));
  const [first] = these;
  if (done.size > 0) void readAgain(cache, first?.database).finally(() => remove(done));
  return settled;
}

/** Asks again, under the same keys, for those of which it is not known whether they were done. */
function sendAgain(these: readonly Kept[], cache: QueryClient): void {
  const lost = these.filter(({ status, trying }) => status === 'unknown' && !trying);
  if (lost.length === 0) return;
  for (const { key } of lost) change(key, { trying: true });
  void settleAll(lost, cache);
}

function isOf(one: Sending, caseId: string, of: string | undefined): boolean {
  return one.caseId === caseId && (of === undefined || one.of === of);
}

export interface SentActions {
  /** Sends at once; resolves when all is settled (an unknown end counts), with what became of each. Never rejects. */
  send(...sendings: readonly Sending[]): Promise<readonly Sent[]>;
  /** What was sent last for a case, or for a decision on it, and is not settled or not seen. */
  of(caseId: string, of?: string): Sent | undefined;
  /** All that was sent for a case. */
  all(caseId: string): readonly Sent[];
  /** It was seen: the mark goes. */
  dismiss(sent: Sent): void;
  again(sent: Sent): void;
}

/** The actions of the person on the cases of the company. */
export function useSent(): SentActions {
  const { database } = useCompany();
  const cache = useQueryClient();
  const person = useActingAs(database);
  const kept = useSyncExternalStore(subscribe, () => all);
  const { status } = useStream();
  const mine = useMemo(() => kept.filter((one) => one.database === database && one.person === person), [kept, database, person]);
  // The line is there again: nobody has to ask what became of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each time that the line comes back
  useEffect(() => {
    if (status === 'live') sendAgain(mine, cache);
  }, [status]);
  return useMemo(
    () => ({
      send: (...sendings) => sendAll(sendings, database, cache),
      of: (caseId, of) => mine.findLast((one) => isOf(one, caseId, of)),
      all: (caseId) => mine.filter((one) => one.caseId === caseId),
      dismiss: ({ key }) => remove(new Set([key])),
      again: ({ key }) =>
        sendAgain(
          mine.filter((one) => one.key === key),
          cache,
        ),
    }),
    [mine, database, cache],
  );
}

/** Whether it is settled: until then nothing else is done with its case from there. */
export function isUnderWay(sent: Sent | undefined): boolean {
  return sent !== undefined && sent.status !== 'refused';
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
