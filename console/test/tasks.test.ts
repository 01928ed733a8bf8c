import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Decision, ResultOf } from '@throughline/api';
import type { Page } from 'playwright-core';
import { expectAccessible, openPage } from './browser.ts';
import { type Asked, askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

type Tasks = ResultOf<'GET /{database}/tasks'>;

let served: TestConsole;
let ask: Asked;
before(async () => {
  served = await openTestConsole({ demo: true, months: 18 });
  ask = askApi(served.address);
});
after(() => served.close());

const rows = (page: Page) => page.locator('tbody tr[data-index]');
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Work queue' }).getByRole('link', { name });
/** What a tab says, without the number that opens it. */
const tabText = async (page: Page, name: string) => (await tab(page, name).textContent())?.replace(/^\d/, '');
const count = (page: Page, text: string) => page.locator('#main').getByText(text, { exact: true });

async function openWork(t: Parameters<typeof openPage>[0], query: string, options: Partial<Parameters<typeof openPage>[1]> = {}) {
  return await openPage(t, { address: served.address, path: `/demo/tasks${query}`, ...options });
}

/** A role with open tasks, and somebody who has it. */
async function busyPerson() {
  const { items } = await ask.get<Tasks>('/tasks?whose=all&limit=200');
  const people = (await ask.get<ResultOf<'GET /{database}/people'>>('/people')).items;
  const person = people.find(({ roles }) => items.some(({ role }) => roles.some(({ name }) => name === role.name)));
  assert.ok(person);
  const tasks = items.filter(({ role }) => person.roles.some(({ name }) => name === role.name));
  return { person, tasks, all: items };
}

test('[K460] tabs say how much there is, and the lists have as much; in light and dark, wide and narrow', async (t) => {
  const { person, tasks, all } = await busyPerson();
  assert.ok(
    all.every(({ amount }) => amount === null || amount.currency !== null),
    'no amount without its currency',
  );
  for (const { scheme, width } of [
    { scheme: 'light', width: 1440 },
    { scheme: 'dark', width: 800 },
    { scheme: 'light', width: 320 },
  ] as const) {
    const storage = { 'throughline.act-as': person.id };
    const page = await openWork(t, '', { scheme, width, storage });
    // Who has tasks and no decision begins with the tasks.
    await rows(page).first().waitFor();
    assert.equal(await tabText(page, 'My tasks'), `My tasks${tasks.length}`);
    await count(page, `${tasks.length} task${tasks.length === 1 ? '' : 's'}`).waitFor();
    await expectAccessible(page);
    await tab(page, 'Team tasks').click();
    assert.equal(await tabText(page, 'Team tasks'), `Team tasks${all.length}`);
    await count(page, `${all.length} tasks`).waitFor();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${width} is too narrow by ${wide}`);
    await page.keyboard.press('1');
    await page.getByText('Nothing waits for a decision of yours.').waitFor();
    await expectAccessible(page);
  }
});

test('[K461] by keys alone: a task is taken, commented on and done', async (t) => {
  const { person, tasks } = await busyPerson();
  const [, second] = tasks;
  assert.ok(second, 'two tasks');
  const page = await openWork(t, '?show=mine', { storage: { 'throughline.act-as': person.id } });
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  const acting = page.locator('#main p', { hasText: second.title }).last();
  await acting.getByText(second.about?.key ?? '').waitFor();
  await page.getByRole('button', { name: 'Assign to me' }).waitFor();
  await page.keyboard.press('i');
  await rows(page).nth(1).getByText(person.name).waitFor();
  await page.getByRole('button', { name: 'Comment' }).waitFor();
  await page.keyboard.press('c');
  await page.getByRole('form', { name: 'Comment' }).waitFor();
  await page.keyboard.type('They call back tomorrow.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('form').waitFor({ state: 'detached' });
  await page.keyboard.press('p');
  await page.getByRole('form', { name: 'Done' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.type('Promised for Friday');
  await page.keyboard.press('Control+Enter');
  await count(page, `${tasks.length - 1} task${tasks.length === 2 ? '' : 's'}`).waitFor();
  assert.equal(await tabText(page, 'My tasks'), `My tasks${tasks.length - 1}`);
  const { items } = await ask.get<Tasks>('/tasks?whose=all&status=done&limit=200');
  assert.equal(items.find(({ id }) => id === second.id)?.resolution, 'Promised for Friday');
});

test('[K462] filters are in the address; the CSV has what the list has', async (t) => {
  const page = await openWork(t, '?show=team');
  await rows(page).first().waitFor();
  const role = (await ask.get<Tasks>('/tasks?whose=all&limit=1')).items[0]?.role;
  await page.getByLabel('Role').selectOption(role?.name ?? '');
  await page.waitForURL(`**role=${role?.name}`);
  const { items } = await ask.get<Tasks>(`/tasks?whose=all&limit=200&role=${role?.name}`);
  await count(page, `${items.length} task${items.length === 1 ? '' : 's'}`).waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  const text = await readFile(await (await saved).path(), 'utf8');
  assert.equal(text.trim().split('\r\n').length, items.length + 1);
  await page.getByLabel('Late only').check();
  await page.waitForURL('**late=true');
  await page.reload();
  assert.equal(await page.getByLabel('Late only').isChecked(), true);
});

test('[K463] where nothing waits, the page says so and what is due next; a filter that finds nothing is named', async (t) => {
  const page = await openWork(t, '?show=mine');
  await page.getByText('No task waits for you. Next due, for').waitFor();
  await expectAccessible(page);
  const narrow = await openWork(t, '?show=team&role=head-of-finance');
  await narrow.getByText('No task here passes the role.').waitFor();
  await narrow.getByRole('link', { name: 'Show all' }).click();
  await rows(narrow).first().waitFor();
});

test('[K464] who may not work on a task sees why; a list that cannot be read says why, too', async (t) => {
  const page = await openWork(t, '?show=team');
  await page.getByText(/Done: This needs the role /).waitFor();
  const broken = await openWork(t, '?show=rungs&flow=nothing&ladder=dunning', { expected: /404/ });
  await broken.getByRole('alert').getByText('flow-unknown').waitFor();
});

/** The first decision that the person of the page may make, with the focus on it. */
async function openDecision(t: Parameters<typeof openPage>[0], options: Partial<Parameters<typeof openPage>[1]> = {}) {
  const page = await openWork(t, '?show=decisions', options);
  const first = (await ask.get<{ items: Decision[] }>('/decisions')).items.find(({ mayDecide }) => mayDecide);
  assert.ok(first, 'one that may be decided');
  const row = page.getByRole('list', { name: 'Decisions' }).locator('li', { hasText: first.case.key }).first();
  await page.getByRole('button', { name: 'Approve' }).waitFor();
  const events = () => ask.get<{ items: { type: string; reason: string | null }[] }>(`/cases/${first.case.id}/events?limit=200`);
  return { page, first, row, events };
}

test('[K616] a decision is shown as made before the answer is there, marked; the focus goes on; with the answer it leaves', async (t) => {
  const { page, row } = await openDecision(t);
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/commands', async (route) => {
    await answered;
    await route.continue();
  });
  await page.keyboard.press('a');
  await row.getByText('Approved: asked').waitFor();
  assert.equal(await row.getAttribute('data-mark'), 'sent');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('li[data-focused]:not([data-mark])') !== null), true);
  await expectAccessible(page);
  const list = page.getByRole('list', { name: 'Decisions' }).getByRole('listitem');
  const before = await list.count();
  answer();
  await page
    .locator('#main')
    .getByText(/^Done: approved, /)
    .waitFor();
  await list.nth(before - 1).waitFor({ state: 'detached' });
});

test('[K617] what is refused comes back in its place with a bad edge and the code, until it was seen; what was typed is kept', async (t) => {
  const { page, first, row } = await openDecision(t, { expected: /409/ });
  const problem = { type: '/problems/refused', code: 'refused', title: 'The flow refuses it', status: 409, requestId: 'r' };
  const body = JSON.stringify({ ...problem, detail: 'The data was changed', action: 'Look at it again.' });
  await page.route('**/commands', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body }));
  const at = await row.evaluate((element) => [...(element.parentElement?.children ?? [])].indexOf(element));
  await page.keyboard.press('a');
  await row.getByRole('alert').getByText('Approve was refused. The data was changed. Look at it again. (refused)').waitFor();
  assert.equal(await row.getAttribute('data-mark'), 'refused');
  assert.equal(await row.evaluate((element) => [...(element.parentElement?.children ?? [])].indexOf(element)), at);
  await row.getByRole('link').first().focus();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await row.getByRole('alert').waitFor({ state: 'detached' });
  assert.equal(await row.getAttribute('data-mark'), null);

  await page.keyboard.press('d');
  await page.getByLabel('Reason').fill('They promised to pay.');
  await page.keyboard.press('Control+Enter');
  await row
    .getByRole('alert')
    .getByText(/^Decline was refused/)
    .waitFor();
  await row.getByRole('link').first().focus();
  await page.keyboard.press('d');
  await page.getByLabel('Reason').waitFor();
  assert.equal(await page.getByLabel('Reason').inputValue(), 'They promised to pay.');
  const { items } = await ask.get<{ items: Decision[] }>('/decisions');
  assert.ok(
    items.some(({ case: { id }, of }) => id === first.case.id && of === first.of),
    'it waits as before',
  );
});

test('[K618] where the line breaks the row says that nobody knows, and it is asked again under the same key: it is done once', async (t) => {
  const { page, row, events } = await openDecision(t, { expected: /ERR_INTERNET_DISCONNECTED|ERR_FAILED/ });
  const keys: (string | undefined)[] = [];
  const { promise: seen, resolve: go } = Promise.withResolvers<void>();
  await page.route('**/commands', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    if (keys.length > 1) {
      await seen;
      return await route.continue();
    }
    // It was done, and the answer was lost on its way.
    await route.fetch();
    await route.abort('internetdisconnected');
  });
  await page.keyboard.press('d');
  await page.getByLabel('Reason').fill('The line is bad.');
  await page.keyboard.press('Control+Enter');
  await row.getByText(/^Decline: not known whether it was done\./).waitFor();
  assert.equal(await row.getAttribute('data-mark'), 'unknown');
  await expectAccessible(page);
  go();
  await page
    .locator('#main')
    .getByText(/^Done: declined, /)
    .waitFor();
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.equal((await events()).items.filter(({ reason }) => reason === 'The line is bad.').length, 1);
});
