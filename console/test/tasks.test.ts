import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { ResultOf } from '@throughline/api';
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
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name });
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
    assert.equal(await tab(page, 'My tasks').textContent(), `My tasks${tasks.length}`);
    await count(page, `${tasks.length} task${tasks.length === 1 ? '' : 's'}`).waitFor();
    await expectAccessible(page);
    await tab(page, 'Team tasks').click();
    assert.equal(await tab(page, 'Team tasks').textContent(), `Team tasks${all.length}`);
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
  assert.equal(await tab(page, 'My tasks').textContent(), `My tasks${tasks.length - 1}`);
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
