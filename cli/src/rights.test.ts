import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action, CaseRow } from '@throughline/api';
import type { FlowDefinition } from '@throughline/language';
import { access, change, orderToCash } from '@throughline/packs';
import { serve, withThroughline } from '@throughline/server';
import { builtInRights, journeysOf, type Right, rightTo, seededRandom, stageOf, suffices } from '@throughline/testing';
import { emptyCompany, type TestCompany } from '../test/company.ts';

const limit = { timeout: 300_000 };
const seed = Number(process.env['THROUGHLINE_FUZZ_SEED'] ?? 20_261_122);
/** Of the roles so many are tried, and with each so many cases. */
const [rolesTried, casesTried] = [5, 4];
const flows = [...change.flows, ...orderToCash.flows.filter(({ name }) => ['order', 'dispute', 'shortfall'].includes(name))];
const everyRole = [...new Set([access, change, orderToCash].flatMap(({ roles }) => Object.keys(roles)))];

/** Cases of some flows in several states. */
async function fill({ env }: TestCompany): Promise<void> {
  const boss = { id: 'boss', kind: 'person', principal: 'boss', roles: everyRole, secondFactor: true } as const;
  await withThroughline({ env, database: 'main' }, async ({ engine }) => {
    for (const definition of flows) {
      for (const [turn, { key, steps }] of journeysOf(stageOf(definition, { roles: everyRole }), 6).entries()) {
        const named = { flow: definition.name, entity: turn % 2 === 0 ? 'Acme AG' : 'Acme Ltd', key };
        for (const [place, step] of steps.entries()) {
          const [told] = await engine.dispatch([{ case: named, input: { kind: 'command', ...step, actor: boss, reason: 'so' } }]);
          if (place === 0) assert.equal(told?.outcome, 'applied', JSON.stringify(told));
        }
      }
    }
  });
}

/** What an event asks for in a state, where one transition answers for it; of built-in events, always. */
function rightsIn(flow: FlowDefinition, state: string): ReadonlyMap<string, Right> {
  const taken = Object.entries(flow.states[state]?.on ?? {}).flatMap(([event, list]) => {
    const [only, ...others] = [list].flat();
    return only === undefined || others.length > 0 ? [] : [[event, rightTo(flow, state, only)] as const];
  });
  const builtIn = ['assign', 'comment', 'revise', 'repair', 'replay', 'erase', 'legal-hold'].flatMap((event) => {
    const right = builtInRights[event]?.(flow, state);
    return right === undefined ? [] : [[event, right] as const];
  });
  return new Map([...taken, ...builtIn]);
}

type Send = (path: string, body: object) => Promise<{ readonly body: unknown; readonly cookie: string }>;

async function post(address: string, path: string, body: object, cookie = ''): ReturnType<Send> {
  const headers = { 'content-type': 'application/json', cookie, origin: address };
  const answer = await fetch(`${address}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${text}`);
  const set = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
  return { body: text === '' ? undefined : JSON.parse(text), cookie: set.join('; ') };
}

async function get(address: string, path: string, cookie: string): Promise<unknown> {
  const answer = await fetch(`${address}/api/v1${path}`, { headers: { cookie } });
  assert.ok(answer.ok, path);
  return await answer.json();
}

interface Happened {
  readonly seq: number;
  readonly type: string;
  readonly kind: string;
}

const tokenIn = (url: string) => new URL(url).searchParams.get('setup') ?? '';
const password = 'a long password for a test';

/** Somebody with one role, and a key that carries it. */
async function keyOf(address: string, owner: string, role: string): Promise<string> {
  const person = { name: role, email: `${role}@acme.example`, grants: [{ role }] };
  const invited = (await post(address, '/main/accounts', person, owner)).body as { link: { url: string } };
  const { cookie } = await post(address, '/session/password', { token: tokenIn(invited.link.url), password });
  const until = new Date(Date.now() + 86_400_000 * 2).toISOString().slice(0, 10);
  const made = await post(address, '/main/keys', { name: role, roles: [role], until }, cookie);
  return (made.body as { secret: string }).secret;
}

test(
  `[X55] with a key the command line offers and does what the key's roles may, and no more (seed ${seed})`,
  limit,
  async (t) => {
    const company = await emptyCompany(t);
    const stopping = new AbortController();
    const env = { ...company.env, THROUGHLINE_SIGN_IN: 'on' };
    const served = await serve({ env, port: 0, signal: stopping.signal });
    t.after(async () => {
      stopping.abort();
      await served.closed;
    });
    const { address } = served;
    await fill(company);
    const first = { token: tokenIn(served.signIn.first?.url ?? ''), password, name: 'Olga', email: 'olga@acme.example' };
    const owner = (await post(address, '/session/password', first)).cookie;
    const random = seededRandom(seed);
    const some = <T>(all: readonly T[], count: number) => random.shuffled(all).slice(0, count);
    const listed = await Promise.all(
      flows.map(({ name }) => company.throughline(['case', 'list', '--flow', name, '--limit', '200', '--json'])),
    );
    const rows = listed.flatMap(({ json }) => json.items as CaseRow[]);
    const counts = { offered: 0, withheld: 0, refused: 0, hidden: 0 };
    for (const role of [
      'auditor',
      'administrator',
      ...some(
        everyRole.filter((name) => !['owner', 'auditor', 'administrator'].includes(name)),
        rolesTried - 2,
      ),
    ]) {
      const key = await keyOf(address, owner, role);
      const say = (...words: readonly string[]) =>
        company.throughline([...words, '--json'], { THROUGHLINE_SERVER: address, THROUGHLINE_API_KEY: key });
      for (const row of some(rows, casesTried)) {
        const rights = rightsIn(flows.find(({ name }) => name === row.flow) as FlowDefinition, row.state);
        const where = `${row.flow} ${row.state} by ${role}`;
        const asked = await say('case', 'do', row.id);
        if (asked.code !== 0) {
          assert.match(asked.stderr, /"code":"case-unknown"/, where);
          counts.hidden += 1;
          continue;
        }
        const offered = asked.json.items as Action[];
        for (const { type, allowed } of offered) {
          const right = rights.get(type);
          if (right === undefined || suffices(right, role)) counts.offered += 1;
          else assert.equal(allowed, false, `${type} of ${where}`);
        }
        const forbidden = [...rights].filter(([, right]) => !suffices(right, role)).map(([event]) => event);
        counts.withheld += forbidden.length;
        for (const event of some(forbidden, 2)) {
          const done = await say('case', 'do', row.id, event, '--reason', 'asked for');
          assert.notEqual(done.code, 0, `${event} of ${where}: ${done.stdout}`);
          counts.refused += 1;
        }
        // Messages may still be answered meanwhile; nobody has commanded anything.
        const { items } = (await get(address, `/main/cases/${row.id}/events?limit=100`, owner)) as { items: readonly Happened[] };
        const since = items.filter(({ seq }) => seq > row.seq);
        assert.deepEqual(
          since.filter(({ kind }) => kind === 'command').map(({ type }) => type),
          [],
          where,
        );
      }
    }
    t.diagnostic(JSON.stringify(counts));
    assert.ok(counts.offered > 20 && counts.refused > 20);
  },
);
