import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import {
  type Action,
  type CaseRow,
  type FlowDetail,
  type FormField,
  type ProblemDocument,
  type RouteKey,
  routes,
} from '@throughline/api';
import { builtInPacks } from '../src/built-in-packs.ts';
import { people } from '../src/demo/company.ts';
import { type HttpAnswer, type HttpHouse, httpHouse, type TestDatabases } from './http-house.ts';
import { type Browser, claimedHouse, invited } from './signed-in.ts';

type Form = Pick<Action, 'type' | 'of' | 'data' | 'fields'>;

/** What does not fit a field, and why. */
function unfit({
  kind,
  many,
  options,
  required,
  minimum,
  maximum,
  maxLength,
  parts,
}: FormField): readonly (readonly [string, unknown])[] {
  const isNumber = kind === 'money' || kind === 'number';
  const inList = (value: unknown) => (many === true ? [value] : value);
  return [
    ['wrong type', inList({ a: 1 })],
    ['wrong kind', inList(isNumber ? 'many' : kind === 'flag' ? 'yes' : 5)],
    ...(many === true ? [['no list', isNumber ? 1 : 'x'] as const] : []),
    ...(required ? [['missing', undefined] as const] : []),
    ...(options !== undefined && !isNumber ? [['no option', inList('none of them')] as const] : []),
    ...(isNumber ? [['too large', inList(2 ** 60)] as const] : []),
    ...(isNumber && minimum !== undefined ? [['below', inList(minimum - 1)] as const] : []),
    ...(isNumber && maximum !== undefined && maximum < 2 ** 52 ? [['above', inList(maximum + 1)] as const] : []),
    ...(kind === 'text' && parts === undefined && maxLength !== undefined
      ? [['too long', inList('x'.repeat(maxLength + 1))] as const]
      : []),
    ...(kind === 'day' ? [['no day', inList('2026-02-30')] as const] : []),
    ...(kind === 'instant' ? [['no instant', inList('2026-02-30T00:00:00Z')] as const] : []),
  ];
}

/** What fits, so that nothing but the one value is wrong. */
function fit({ kind, many, options, minimum = 1, name, parts }: FormField): unknown {
  const known: Readonly<Record<string, unknown>> = {
    currency: 'EUR',
    country: 'DE',
    contact: 'a@customer.example',
    email: 'a@customer.example',
    guardRails: 'invoice-error-rate',
  };
  const kinds: Readonly<Record<string, unknown>> = { flag: true, day: '2026-03-01', instant: '2026-03-01T08:00:00Z' };
  const isNumber = kind === 'money' || kind === 'number';
  if (parts !== undefined) return [Object.fromEntries(parts.map((part) => [part.name, fit(part)]))];
  const value = options?.[0] ?? known[name] ?? kinds[kind] ?? (isNumber ? Math.max(minimum, 1) : 'N-1');
  return many === true ? [value] : value;
}

const wholeData = ({ fields, data, of }: Form) => ({
  ...Object.fromEntries(fields.map((field) => [field.name, fit(field)])),
  ...data,
  ...(of === undefined ? {} : { of }),
});

/** Sends a form with values that do not fit, one at a time; gives what was answered otherwise than by code and field. */
async function tryForm(form: Form, share: number, send: (data: object) => Promise<HttpAnswer>): Promise<readonly string[]> {
  const wrong: string[] = [];
  const all = form.fields.flatMap((field) => unfit(field).map(([why, value]) => ({ field, why, value })));
  const tried = all.filter((_, index) => index % share === form.fields.length % share);
  for (const { field, why, value } of tried) {
    const answer = await send({ ...wholeData(form), [field.name]: value });
    const { code, place = '' } = answer.status < 300 ? ({ code: 'done' } as ProblemDocument) : answer.json<ProblemDocument>();
    const isNamed = place.split('/').includes(field.name);
    if (answer.status >= 500 || answer.status < 400 || !isNamed)
      wrong.push(`${form.type}.${field.name} (${field.kind}) ${why}: ${answer.status} ${code} at ${place}`);
  }
  return wrong;
}

async function formsOf({ ask }: HttpHouse, flow: string): Promise<ReadonlyMap<string, Form & { path: string; actAs: string }>> {
  const forms = new Map<string, Form & { path: string; actAs: string }>();
  const all = (await ask(`GET /demo/cases?flow=${flow}&limit=200`)).json<{ items?: CaseRow[] }>().items ?? [];
  const rows = [...new Map(all.map((row) => [row.state, row])).values()];
  const named = new Set((await ask(`GET /demo/flows/${flow}`)).json<FlowDetail>().roles.map(({ name }) => name));
  // One for each role of the flow.
  const doers = new Map(people.flatMap(({ id, roles }) => roles.filter((role) => named.has(role)).map((role) => [role, id])));
  for (const row of rows)
    for (const id of new Set(doers.values())) {
      const answer = await ask(`GET /demo/cases/${row.id}/actions`, { headers: { 'throughline-act-as': id } });
      if (answer.status !== 200) continue;
      for (const action of answer.json<{ items: Action[] }>().items) {
        const name = `${action.type} ${action.of ?? ''}`;
        if (!action.allowed || action.fields.length === 0 || forms.has(name)) continue;
        forms.set(name, { ...action, path: `POST /demo/cases/${row.id}/commands`, actAs: id });
      }
    }
  return forms;
}

/** Beginnings with lists of parts, which no form asks for. */
const toldByPrograms: ReadonlySet<string> = new Set(['integration-failure fail']);

/** Of all that does not fit the forms of the flows that ship, sends one of so many, and asserts that each is refused by code and field. */
export async function assertFormsRefuse(t: TestContext, databases: TestDatabases, share: number): Promise<void> {
  const house = await httpHouse(t, databases, { demo: true });
  const wrong: string[] = [];
  const counts = { forms: 0, starts: 0 };
  for (const { name } of builtInPacks.filter((pack) => pack.name !== 'access').flatMap(({ flows }) => flows)) {
    for (const form of (await formsOf(house, name)).values()) {
      counts.forms += 1;
      const headers = { 'throughline-act-as': form.actAs };
      const send = (data: object) => house.ask(form.path, { headers, payload: { type: form.type, data, reason: 'a form' } });
      wrong.push(...(await tryForm(form, share, send)).map((line) => `${name} ${line}`));
    }
    const { starts, key } = (await house.ask(`GET /main/flows/${name}`)).json<FlowDetail>();
    for (const start of starts) {
      if (toldByPrograms.has(`${name} ${start.type}`)) continue;
      counts.starts += 1;
      const send = (data: object) => {
        const payload = { flow: name, entity: 'Acme', key: 'N-1', type: start.type, data: { [key.name]: 'N-1', ...data } };
        return house.ask('POST /main/cases', { payload });
      };
      const fields = start.fields.filter((field) => field.name !== key.name);
      wrong.push(...(await tryForm({ ...start, fields }, share, send)).map((line) => `${name} ${line}`));
    }
  }
  t.diagnostic(JSON.stringify(counts));
  assert.deepEqual(wrong, []);
  assert.ok(counts.forms > 20 && counts.starts > 3);
  assert.deepEqual(house.faults, []);
}

/** What no log can hold is no reason, and each way says that it may answer so. */
async function assertReasonsRefused(
  owner: Browser,
  bob: Browser & { readonly id: string },
  [, loan, key]: readonly string[],
): Promise<void> {
  const asked: readonly (readonly [Browser, RouteKey, string])[] = [
    [owner, 'POST /{database}/accounts/{account}/link', bob.id],
    [owner, 'POST /{database}/accounts/{account}/sign-out', bob.id],
    [bob, 'POST /{database}/delegations/{case}/end', String(loan)],
    [bob, 'POST /{database}/keys/{case}/revoke', String(key)],
  ];
  for (const [who, route, id] of asked) {
    const { problems = [] } = routes[route] as { readonly problems?: readonly string[] };
    const answer = await who.ask(route.replace('{database}', 'main').replace(/\{(account|case)\}/, id), { reason: 'a\u0000b' });
    const { code } = answer.json<ProblemDocument>();
    assert.equal(code, 'data-invalid', `${route}: ${answer.text}`);
    assert.ok(problems.includes(code), `${route} announces it`);
  }
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/**
 * The same of the flows of access, whose cases are accounts, loans and keys of people who have signed in: what the owner and the person may do
 * with them. Nobody begins them by a form of a case.
 */
export async function assertAccessFormsRefuse(t: TestContext, databases: TestDatabases, share: number): Promise<void> {
  const company = await claimedHouse(t, databases);
  const { house, owner } = company;
  const bob = await invited(company, 'Bob', [{ role: 'collections' }]);
  const eve = await invited(company, 'Eve', [{ role: 'administrator' }]);
  const lent = await bob.ask('POST /main/delegations', {
    ...{ to: eve.id, roles: ['collections'], fromDay: inDays(0), untilDay: inDays(3), reason: 'holiday' },
  });
  const made = await bob.ask('POST /main/keys', { name: 'Export', roles: [], until: inDays(3) });
  const ids = [bob.case, lent.json<{ case: string }>().case, made.json<{ key: { case: string } }>().key.case];
  const wrong: string[] = [];
  let forms = 0;
  for (const id of ids)
    for (const who of [owner, eve, bob]) {
      const offered = await who.ask(`GET /main/cases/${id}/actions`);
      if (offered.status !== 200) continue;
      for (const form of offered.json<{ items: Action[] }>().items) {
        if (!form.allowed || form.fields.length === 0) continue;
        forms += 1;
        const send = (data: object) => who.ask(`POST /main/cases/${id}/commands`, { type: form.type, data, reason: 'a form' });
        wrong.push(...(await tryForm(form, share, send)));
      }
    }
  t.diagnostic(JSON.stringify({ forms }));
  assert.deepEqual(wrong, []);
  assert.ok(forms > 3);
  await assertReasonsRefused(owner, bob, ids);
  assert.deepEqual(house.faults, []);
}
