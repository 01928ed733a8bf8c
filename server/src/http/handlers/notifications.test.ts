import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import * as databases from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../../test/http-house.ts';
import { followAll } from '../../../test/notified-company.ts';
import { LogFollower } from '../../notifications/follow-log.ts';
import { keptMax } from '../../notifications/notification-table.ts';

interface Item {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly unread: boolean;
  readonly case: { readonly id: string; readonly key: string };
}
interface Page {
  readonly items: readonly Item[];
  readonly next?: string;
}

const clara = { 'throughline-act-as': 'clara.stein@halden.example' };
const ben = { 'throughline-act-as': 'ben.kaya@halden.example' };

async function follow({ house }: HttpHouse): Promise<void> {
  await followAll(new LogFollower(await house.company('demo')));
}

async function named(http: HttpHouse, text: string): Promise<string> {
  const { items } = (await http.ask('GET /demo/cases?flow=invoice&limit=1', { headers: ben })).json<{
    items: { id: string }[];
  }>();
  const id = items[0]?.id ?? '';
  const answer = await http.ask(`POST /demo/cases/${id}/commands`, {
    headers: ben,
    payload: { type: 'comment', data: { text } },
  });
  assert.equal(answer.status, 200, answer.text);
  await follow(http);
  return id;
}

const list = async (http: HttpHouse, query = '', headers = clara) =>
  (await http.ask(`GET /demo/notifications${query}`, { headers })).json<Page>();
const unread = async (http: HttpHouse, headers = clara) =>
  (await http.ask('GET /demo/notifications/count', { headers })).json<{ unread: number }>().unread;

let open: (t: Parameters<typeof httpHouse>[0]) => Promise<HttpHouse>;
before(() => {
  open = (t) => httpHouse(t, databases, { demo: true });
});

test('[S510] one reads and marks one’s own notifications, page by page and as CSV; what was marked can be undone', async (t) => {
  const http = await open(t);
  await follow(http);
  const before = await unread(http);
  const id = await named(http, 'One for @clara.stein');
  await named(http, 'Two for @clara.stein');
  assert.equal(await unread(http), before + 2);
  const first = await list(http, '?limit=1');
  assert.equal(first.items[0]?.title, 'You were named: Two for @clara.stein');
  const second = await list(http, `?limit=1&after=${first.next}`);
  assert.deepEqual([second.items[0]?.title, second.items[0]?.case.id], ['You were named: One for @clara.stein', id]);
  assert.equal((await http.ask(`GET /demo/notifications?unread=true&after=${first.next}`, { headers: clara })).status, 400);

  const ids = [second.items[0]?.id];
  const foreign = await http.ask('POST /demo/notifications/marks', { headers: ben, payload: { read: true, ids } });
  assert.deepEqual(foreign.json(), { changed: [] });
  const marked = await http.ask('POST /demo/notifications/marks', { headers: clara, payload: { read: true } });
  const { changed } = marked.json<{ changed: string[] }>();
  assert.equal(changed.length, before + 2);
  assert.equal(await unread(http), 0);
  assert.deepEqual((await list(http, '?unread=true')).items, []);
  await http.ask('POST /demo/notifications/marks', { headers: clara, payload: { read: false, ids: changed } });
  assert.equal(await unread(http), before + 2);

  const csv = await http.ask('GET /demo/notifications?kind=mentioned', { headers: { ...clara, accept: 'text/csv' } });
  assert.match(csv.headers['content-type'] ?? '', /text\/csv/);
  assert.equal(csv.text.trim().split('\r\n').length, 3);
  const others = (await list(http, '?kind=mentioned', ben)).items;
  assert.deepEqual(others, []);
});

test('[S511] preferences rest on the revision that was seen; [S512] a case is watched, at most 500 of them', async (t) => {
  const http = await open(t);
  const path = '/demo/notifications/preferences';
  const found = (await http.ask(`GET ${path}`, { headers: clara })).json<Record<string, unknown>>();
  const { email, mails, revision, ...chosen } = found;
  assert.deepEqual([email, mails, revision], ['clara.stein@halden.example', false, 0]);
  const put = (etag: string | undefined, body: object) =>
    http.ask(`PUT ${path}`, { headers: { ...clara, ...(etag === undefined ? {} : { 'if-match': etag }) }, payload: body });
  assert.equal((await put(undefined, chosen)).status, 428);
  const saved = await put('"0"', { ...chosen, digestHour: 17, zone: 'Europe/Zurich', quiet: { from: 20, until: 6 } });
  assert.deepEqual([saved.status, saved.headers['etag'], saved.json()['digestHour']], [200, '"1"', 17]);
  assert.equal((await put('"0"', chosen)).status, 412);
  const wrong = await put('"1"', { ...chosen, zone: 'Europe/Atlantis' });
  assert.deepEqual([wrong.status, wrong.json()['code'], wrong.json()['place']], [422, 'data-invalid', 'zone']);

  const { items } = (await http.ask('GET /demo/cases?flow=invoice&limit=2')).json<{ items: { id: string }[] }>();
  const watch = (method: string, id: string | undefined) => http.ask(`${method} /demo/cases/${id}/watch`, { headers: clara });
  const [one, two] = items.map(({ id }) => id);
  assert.deepEqual((await watch('PUT', one)).json(), { watching: true });
  assert.deepEqual((await watch('PUT', one)).json(), { watching: true });
  assert.deepEqual((await watch('GET', two)).json(), { watching: false });
  const { pool } = await http.house.company('demo');
  await pool.query(
    `insert into throughline_server.notification_watch (case_id, person) select gen_random_uuid(), $1 from generate_series(1, 499)`,
    [clara['throughline-act-as']],
  );
  assert.equal((await watch('PUT', two)).json()['code'], 'watch-limit');
  assert.equal((await watch('PUT', one)).status, 200);
  assert.equal((await watch('DELETE', one)).status, 204);
  assert.equal((await watch('PUT', two)).status, 200);
  assert.equal((await watch('PUT', '00000000-0000-4000-8000-000000000000')).status, 404);
});

test('[S514] of a person the newest thousand are kept, and 90 days', async (t) => {
  const http = await open(t);
  await follow(http);
  const { pool } = await http.house.company('demo');
  const person = clara['throughline-act-as'];
  await pool.query(
    `insert into throughline_server.notification (person, kind, case_id, event_case, seq, happened_at, noted_at)
      select $1, 'watched', gen_random_uuid(), gen_random_uuid(), 1, now(), now() - interval '1 hour' * n from generate_series(1, 2300) n`,
    [person],
  );
  await named(http, 'The newest for @clara.stein, and for @lena.fuchs');
  const { rows } = await pool.query<{ kept: number; newest: string; oldest: boolean }>(
    `select count(*)::int4 as kept, (array_agg(kind order by noted_at desc))[1] as newest, min(noted_at) < now() - interval '90 days' as oldest
      from throughline_server.notification where person = $1`,
    [person],
  );
  assert.deepEqual(rows, [{ kept: keptMax, newest: 'mentioned', oldest: false }]);
});
