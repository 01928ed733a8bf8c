import type { Action, FlowDetail } from '@throughline/api';
import type { HttpAnswer, HttpHouse } from '../http-house.ts';
import { type Asker, type Askers, askersWithoutSignIn, fuzzEntity } from './askers.ts';
import { faultIn } from './judge.ts';
import { type Operation, operations } from './operations.ts';
import { commandOf, type Draft, draftOf, type FuzzRequest, sent, spoil } from './requests.ts';
import type { Chance } from './values.ts';
import { changedCursor, type DatabaseName, exploreWorld, learn, pickOf, type World } from './world.ts';

/** An answer takes so long at most: the server's own bounds are far below. */
const answerMsMax = 20_000;

/** These take long where all is well: so many of them at most, and each as little as can be. */
const dear: Readonly<Record<string, number>> = { 'POST /{database}/clock/travel': 8, 'POST /doors/demo/build': 40 };

/** What changes cases comes more often than the rest. */
const weighted = [
  ...operations,
  ...operations.filter(({ name }) => /^POST .*\/(cases|commands)$/.test(name)).flatMap((one) => [one, one, one]),
];

export interface FuzzReport {
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Operations that were never answered with success. */
  readonly neverDone: readonly string[];
  /** By who asked in which company: how often, and how often it was done. */
  readonly asked: Readonly<Record<string, { readonly requests: number; readonly done: number }>>;
  /** What went wrong, with the request. */
  readonly faults: readonly string[];
}

export interface FuzzOptions {
  readonly count: number;
  readonly width?: number;
  /** Whether the demo may be asked to be built: where it is there already, that does nothing. */
  readonly builds?: boolean;
  /** Only what is asked by GET. */
  readonly readsOnly?: boolean;
  /** As whom requests are sent, in turn. Default: as without sign-in. */
  readonly askers?: Askers;
}

/**
 * Sends so many requests, `width` at a time. One at a time, the same seed sends the same; several at a time, what they meet differs.
 */
export async function fuzz(
  house: HttpHouse,
  random: Chance,
  { count, width = 1, builds = true, readsOnly = false, askers = askersWithoutSignIn }: FuzzOptions,
): Promise<FuzzReport> {
  const world = await exploreWorld(house, askers);
  const asking: Asking = { house, world, random, readsOnly, next: inTurn(askers) };
  const left: Record<string, number> = { ...dear, ...(builds ? {} : { 'POST /doors/demo/build': 0 }) };
  const report = { requests: 0, statuses: {} as Counts, faults: [] as string[] };
  const asked: Record<string, { requests: number; done: number }> = {};
  const done = new Set<string>();
  const judge = (one: Asked, answer: HttpAnswer) => {
    const { operation, request, by } = one;
    const isDone = answer.status < 300;
    const bypassed = width === 1 && one.forbidden && isDone ? 'was done, though it is not allowed' : undefined;
    const fault = bypassed ?? house.faults.splice(0).map(wordsOf)[0] ?? faultIn(operation, request, answer);
    if (fault !== undefined)
      report.faults.push(`#${report.requests} ${by.name} ${shown(request)}: ${fault}; ${answer.text.slice(0, 300)}`);
    report.requests += 1;
    report.statuses[answer.status] = (report.statuses[answer.status] ?? 0) + 1;
    asked[by.name] ??= { requests: 0, done: 0 };
    const counted = asked[by.name] as { requests: number; done: number };
    counted.requests += 1;
    counted.done += isDone ? 1 : 0;
    if (!isDone) return undefined;
    done.add(operation.name);
    const body = jsonIn(answer);
    learn(asking.world, request, body);
    return followed(one, body, random);
  };
  while (report.requests < count) {
    const chosen = Array.from({ length: width }, () => choose(left, random, readsOnly));
    const now: Asked[] = [];
    for (const operation of chosen) now.push(await requestFor(operation, asking));
    while (now.length > 0) {
      const answers = await Promise.all(now.map(({ request }) => askWithin(house, request)));
      const ended = now.filter((_, index) => hasEnded(answers[index] as HttpAnswer)).map(({ by }) => by);
      const next = now.splice(0).map((one, index) => judge(one, answers[index] as HttpAnswer));
      for (const by of new Set(ended)) await by.renew();
      now.push(...next.filter((one) => one !== undefined));
    }
  }
  const neverDone = operations.map(({ name }) => name).filter((name) => !done.has(name));
  return { ...report, asked, neverDone };
}

function choose(left: Record<string, number>, random: Chance, readsOnly: boolean): Operation {
  for (;;) {
    const operation = random.pick(weighted);
    if (readsOnly && operation.method !== 'GET') continue;
    const budget = left[operation.name] ?? 1;
    if (left[operation.name] !== undefined) left[operation.name] = budget - 1;
    if (budget > 0) return operation;
  }
}

/** The next page, or what a cursor of one's own making brings. */
function followed({ operation, request, by }: Asked, body: unknown, random: Chance): Asked | undefined {
  const { next } = (body ?? {}) as { readonly next?: unknown };
  if (typeof next !== 'string' || random.chance(0.4)) return undefined;
  const cursor = changedCursor(next, random) ?? next;
  const path = request.path.replace(/([?&])after=[^&]*/, '$1').replace(/[?&]+$/, '');
  const changed = `${path}${path.includes('?') ? '&' : '?'}after=${encodeURIComponent(cursor)}`;
  return { operation, request: { ...request, path: changed, spoilt: request.spoilt + 1 }, forbidden: false, by };
}

type Counts = Record<string, number>;

interface Asking {
  readonly house: HttpHouse;
  readonly world: World;
  readonly random: Chance;
  readonly readsOnly: boolean;
  /** Whose turn it is in a company. */
  readonly next: (database: DatabaseName) => Asker;
}

interface Asked {
  readonly by: Asker;
  readonly operation: Operation;
  readonly request: FuzzRequest;
  /** The company says beforehand that it is not allowed. */
  readonly forbidden: boolean;
}

async function requestFor(operation: Operation, asking: Asking): Promise<Asked> {
  const { world, random, next } = asking;
  const draft = draftOf(operation, world, random);
  const by = next(draft.database);
  if (random.chance(0.97)) delete draft.headers['throughline-act-as'];
  Object.assign(draft.headers, by.headers());
  const action = random.chance(0.8) ? await actionFor(operation, draft, asking) : undefined;
  if (operation.name.endsWith('/travel')) draft.body = { days: random.integer(1, 2) };
  const spoilt = random.pick([0, 0, 1, 1, 2, 3]);
  for (let times = 0; times < spoilt; times += 1) spoil(draft, random, world);
  bound(operation, draft);
  if (asking.readsOnly) draft.method = operation.method;
  return { operation, request: sent(operation, draft, spoilt), forbidden: spoilt === 0 && action?.allowed === false, by };
}

/** Commands and births as the console would send them: of what may be done, and of what may not. */
async function actionFor(
  operation: Operation,
  draft: Draft,
  { house, world, random, next }: Asking,
): Promise<{ readonly allowed: boolean } | undefined> {
  const headers = identityIn(draft);
  if (operation.name === 'POST /{database}/cases/{case}/commands') {
    const answer = await house.ask(`GET /${draft.database}/cases/${draft.path['case']}/actions`, { headers });
    const items = answer.status === 200 ? answer.json<{ items: Action[] }>().items : [];
    const allowed = items.filter((item) => item.allowed);
    const action = items.length === 0 ? undefined : random.pick(allowed.length > 0 && random.chance(0.8) ? allowed : items);
    if (action === undefined) return undefined;
    draft.body = commandOf(action, random);
    // Under a key that was used, another command is refused for another reason.
    delete draft.headers['idempotency-key'];
    return action;
  }
  if (operation.name.endsWith('/preview') || operation.name === 'POST /{database}/imports') {
    const upload = pickOf(world.learnt.uploads, random);
    for (const name of Object.keys(headers)) delete draft.headers[name];
    Object.assign(draft.headers, next('main').headers());
    const answer = await house.ask(`GET /main/uploads/${upload}/suggestion?flow=invoice`, { headers: identityIn(draft) });
    if (answer.status !== 200) return undefined;
    const { choice } = answer.json<{ choice: object }>();
    draft.database = 'main';
    Object.assign(draft.path, { database: 'main', upload });
    draft.body = operation.name.endsWith('/preview') ? { flow: 'invoice', choice } : { upload, flow: 'invoice', choice };
  }
  const access = accessBody(operation.name, random);
  if (access !== undefined) draft.body = access;
  if (operation.name !== 'POST /{database}/cases') return undefined;
  const name = pickOf(world.companies[draft.database].flows, random)?.name;
  const seen = await house.ask(`GET /${draft.database}/flows/${name}`, { headers });
  if (seen.status !== 200) return undefined;
  const flow = seen.json<FlowDetail>();
  const [start] = flow.starts;
  if (start === undefined) return undefined;
  const key = `F-${random.integer(0, 10_000)}`;
  const { data, ...body } = commandOf(start, random) as { readonly data: object };
  draft.body = { flow: flow.name, entity: fuzzEntity, key, ...body, data: { ...data, [flow.key.name]: key } };
  return start;
}

/** What says who asks. */
function identityIn({ headers }: Draft): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => identifying.includes(name)));
}

const identifying: readonly string[] = ['throughline-act-as', 'cookie', 'authorization'];

function hasEnded({ status, text }: HttpAnswer): boolean {
  return status === 401 && text.includes('"session-expired"');
}

function inTurn(askers: Askers): Asking['next'] {
  const turns = { main: 0, demo: 0 };
  return (database) => {
    const all = askers[database];
    turns[database] += 1;
    return all[turns[database] % all.length] as Asker;
  };
}

/** An invitation, a loan or a key that can be given, where whoever asks may give it. */
function accessBody(name: string, random: Chance): object | undefined {
  const number = random.integer(0, 1000);
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  if (name === 'POST /{database}/accounts')
    return {
      name: `Person ${number}`,
      email: `p${number}@acme.example`,
      grants: [{ role: random.pick(['finance', 'auditor']) }],
    };
  if (name === 'POST /{database}/delegations')
    return { to: 'fay', roles: ['billing'], fromDay: day(0), untilDay: day(2), reason: 'holidays' };
  if (name === 'POST /{database}/keys') return { name: 'One more', roles: ['billing'], until: day(2) };
  return undefined;
}

/** A journey of days, no building anew. */
function bound({ name }: Operation, draft: Draft): void {
  const body = draft.body as { days?: unknown; to?: unknown; rebuild?: unknown } | null | undefined;
  if (typeof body !== 'object' || body === null) return;
  if (name.endsWith('/travel')) {
    if (typeof body.days === 'number' && body.days > 2) body.days = 2;
    if (typeof body.to === 'string' && body.days === undefined) delete body.to;
  }
  if (name.endsWith('/build') && body.rebuild === true) body.rebuild = false;
}

async function askWithin({ ask }: HttpHouse, request: FuzzRequest): Promise<HttpAnswer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${shown(request)} hangs`)), answerMsMax);
  try {
    const { method, path, headers, payload } = request;
    return await Promise.race([
      ask(`${method} ${path}`, { headers: { ...headers }, ...(payload === undefined ? {} : { payload }) }),
      late.promise,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

function jsonIn(answer: HttpAnswer): unknown {
  const isJson = (answer.headers['content-type'] ?? '').startsWith('application/json');
  return isJson && answer.text !== '' ? answer.json<unknown>() : undefined;
}

function shown({ method, path, headers, payload }: FuzzRequest): string {
  return `${method} ${path} ${JSON.stringify(headers)} ${(payload ?? '').slice(0, 600)}`;
}

function wordsOf(fault: unknown): string {
  return fault instanceof Error ? `failed: ${fault.stack}` : `failed: ${String(fault)}`;
}
