import type { CaseRow, FlowDetail, Person } from '@throughline/api';
import type { HttpHouse } from '../http-house.ts';
import { passwordOf } from '../signed-in.ts';
import type { Askers } from './askers.ts';
import type { Chance } from './values.ts';

export const databases = ['main', 'demo'] as const;
export type DatabaseName = (typeof databases)[number];

/** What is there to be asked for in one of the companies. */
export interface Company {
  readonly flows: readonly FlowDetail[];
  readonly cases: readonly CaseRow[];
  readonly people: readonly Person[];
  readonly metrics: readonly { readonly id: string; readonly dimensions: readonly string[] }[];
}

/** Both companies, and what was learnt on the way. */
export interface World {
  readonly companies: Readonly<Record<DatabaseName, Company>>;
  /** The last few of each. */
  readonly learnt: {
    readonly cursors: string[];
    readonly views: string[];
    readonly uploads: string[];
    readonly imports: string[];
    /** Of one-time links. */
    readonly tokens: string[];
    readonly accounts: string[];
    readonly keys: string[];
    readonly loans: string[];
  };
  /** Cases that requests brought into the owner's company, which is empty at first. */
  readonly born: CaseRow[];
}

const casesOfFlow = 12;
const learntMax = 30;

/** What the first asker of each company finds. */
export async function exploreWorld(house: HttpHouse, askers: Askers): Promise<World> {
  const [main, demo] = [await exploreCompany(house, 'main', askers), await exploreCompany(house, 'demo', askers)];
  const learnt = { cursors: [], views: [], uploads: [], imports: [], tokens: [], accounts: [], keys: [], loans: [] };
  return { companies: { main, demo }, learnt, born: [] };
}

async function exploreCompany(house: HttpHouse, database: DatabaseName, askers: Askers): Promise<Company> {
  const headers = database === 'main' ? { ...askers.main[0]?.headers() } : {};
  const ask = (route: string) => house.ask(route, { headers });
  if ((await ask(`GET /${database}/clock`)).status !== 200) return { flows: [], cases: [], people: [], metrics: [] };
  const items = async <T>(path: string) => (await ask(`GET /${database}/${path}`)).json<{ items: T[] }>().items;
  const flows: FlowDetail[] = [];
  const cases: CaseRow[] = [];
  for (const { name } of await items<{ name: string }>('flows')) {
    flows.push((await ask(`GET /${database}/flows/${name}`)).json<FlowDetail>());
    const found = await ask(`GET /${database}/cases?flow=${name}&limit=${casesOfFlow}`);
    // Some flows are not for whoever asks.
    if (found.status === 200) cases.push(...found.json<{ items: CaseRow[] }>().items);
  }
  return { flows, cases, people: await items('people'), metrics: await items('metrics') };
}

/** Remembers what an answer gave that can be asked with. */
export function learn({ learnt, born }: World, request: { readonly name: string; readonly path: string }, body: unknown): void {
  const { next, id, case: changed } = (body ?? {}) as { readonly next?: unknown; readonly id?: unknown; readonly case?: CaseRow };
  if (request.name === 'POST /{database}/cases' && changed !== undefined && request.path.startsWith('/main/'))
    remember(born, changed);
  if (typeof next === 'string') remember(learnt.cursors, next);
  learnAccess(learnt, request, body);
  const [, made] = /^POST .*\/(views|uploads|imports)$/.exec(request.name) ?? [];
  if (made !== undefined && request.path.startsWith('/main/') && typeof id === 'string')
    remember(learnt[made as 'views' | 'uploads' | 'imports'], id);
}

interface AccessAnswer {
  readonly account?: { readonly id: string };
  readonly link?: { readonly url: string };
  readonly url?: string;
  readonly key?: { readonly case: string };
  readonly case?: string;
}

function learnAccess(learnt: World['learnt'], { name }: { readonly name: string }, body: unknown): void {
  const { account, link, url = link?.url, key, case: loan } = (body ?? {}) as AccessAnswer;
  if (!name.startsWith('POST /{database}/')) return;
  if (account !== undefined) remember(learnt.accounts, account.id);
  const token = typeof url === 'string' ? new URL(url).searchParams.get('setup') : null;
  if (token !== null) remember(learnt.tokens, token);
  if (key !== undefined) remember(learnt.keys, key.case);
  if (name.endsWith('/delegations') && typeof loan === 'string') remember(learnt.loans, loan);
}

function remember<T>(list: T[], value: T): void {
  list.push(value);
  if (list.length > learntMax) list.shift();
}

/** A value for a parameter or member of this name that is there in the company; undefined where nothing is known of it. */
export function realValue(world: World, database: DatabaseName, name: string, random: Chance): unknown {
  const { flows, cases, people, metrics } = world.companies[database];
  const flow = pickOf(flows, random);
  const found = pickOf(database === 'main' ? world.born : cases, random);
  const column = pickOf(flow?.columns ?? [], random);
  const field = random.pick([column?.name ?? '$key', '$key', '$state', '$due', '$assignee']);
  const suppliers: Readonly<Record<string, () => unknown>> = {
    case: () => found?.id,
    upload: () => pickOf(world.learnt.uploads, random),
    import: () => pickOf(world.learnt.imports, random),
    flow: () => random.pick(['invoice', flow?.name ?? 'order']),
    entity: () => found?.entity,
    key: () => found?.key,
    metric: () => pickOf(metrics, random)?.id,
    view: () => pickOf(world.learnt.views, random),
    after: () => changedCursor(pickOf(world.learnt.cursors, random), random),
    limit: () => random.pick([1, 2, 3, 200]),
    ladder: () => pickOf(flow?.ladders ?? [], random)?.name ?? 'dunning',
    rung: () => pickOf(flow?.ladders.flatMap(({ rungs }) => rungs) ?? [], random)?.name ?? 'remind',
    role: () => pickOf(flow?.roles ?? [], random)?.name,
    q: () => found?.key.slice(0, random.integer(1, 4)),
    by: () => pickOf(pickOf(metrics, random)?.dimensions ?? [], random) ?? field,
    sum: () => flows.flatMap(({ columns }) => columns).find(({ kind }) => kind === 'money')?.name,
    sort: () => `${random.pick(['', '-'])}${field}`,
    where: () => Array.from({ length: random.integer(0, 2) }, () => filterOf(field, found, random)),
    from: () => '2025-05-01',
    to: () => '2025-06-30T00:00:00Z',
    days: () => 1,
    email: () => 'fay@acme.example',
    password: () => passwordOf('Fay'),
    current: () => passwordOf('Fay'),
    token: () => pickOf(world.learnt.tokens, random),
    account: () => pickOf(['fay', ...world.learnt.accounts], random),
    key_: () => pickOf(world.learnt.keys, random),
    loan_: () => pickOf(world.learnt.loans, random),
    version: () => random.pick([1, 1, 2]),
    against: () => 1,
    seq: () => random.integer(1, 3),
    'throughline-act-as': () => (database === 'demo' ? pickOf(people, random)?.id : undefined),
    'if-match': () => `"${found?.seq ?? random.integer(1, 9)}"`,
    'idempotency-key': () => `key-${random.integer(0, 40)}`,
  };
  return suppliers[name]?.();
}

function filterOf(field: string, found: CaseRow | undefined, random: Chance): string {
  const given = found?.fields[field] ?? random.pick(['2026-01-01', '100', 'sent', 'Nordwind', '1', 'true']);
  const value = String(given).replaceAll(/[\\,]/g, (sign) => `\\${sign}`);
  const special = random.pick(['$rung.dunning', '$exception.partialPayment', '$pending.accept', field, field, field]);
  return `${special}${random.pick(['=', '!=', '<', '<=', '>', '>=', '^='])}${value || 'x'}`;
}

/** A cursor that was given, or one with a part of it changed: whoever has a cursor can write another. */
export function changedCursor(known: string | undefined, random: Chance): string | undefined {
  if (known === undefined || random.chance(0.4)) return known;
  try {
    const parts = JSON.parse(Buffer.from(known, 'base64url').toString()) as unknown;
    const odd = random.pick([
      null,
      0,
      -1,
      0.5,
      1e300,
      '',
      'a\u0000b',
      'x',
      '9999-99-99',
      'not-a-uuid',
      [],
      {},
      true,
      '\ud800',
      '9'.repeat(40),
    ]);
    const holder = parts as Record<string, unknown>;
    const name = random.pick([...Object.keys(holder), 'x']);
    if (random.chance(0.2)) delete holder[name];
    else holder[name] = odd;
    return Buffer.from(JSON.stringify(parts)).toString('base64url');
  } catch {
    return `${known}x`;
  }
}

export function pickOf<T>(list: readonly T[], random: Chance): T | undefined {
  return list.length === 0 ? undefined : random.pick(list);
}
