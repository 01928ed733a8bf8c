import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { expectAccessible, openPage } from './browser.ts';
import { csvOf, expectFits } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';
import { tellOfSystems } from './told-systems.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

async function post<T>(path: string, body: object = {}): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${text}`);
  return JSON.parse(text) as T;
}

const bear = (flow: string, key: string, type: string, data: object) =>
  post<{ case: { id: string } }>('/cases', { flow, entity: 'company', key, type, data });
/** The middle of this month: always on the page. */
const month = new Date().toISOString().slice(0, 7);
const at = (day: number, hour: number) => `${month}-${day}T${String(hour).padStart(2, '0')}:00:00Z`;

/** Two changes of systems of which one feeds the other, a fair, a release, and nobody else who could agree. */
async function tell(): Promise<void> {
  await tellOfSystems(post);
  const proof = { testPlan: 'Enter an order', testResults: 'It arrived', rollbackPlan: 'Take the field out again' };
  const said = { subject: 'system', type: 'normal', notes: 'One more field', communication: 'Sales, on Monday' };
  for (const [number, title, system] of [
    ['CHG-0001', 'A field for the route', 'ERP'],
    ['CHG-0002', 'Names in two parts', 'CRM'],
  ] as const) {
    await bear('change', number, 'draft', {
      ...{ number, title, summary: 'Whoever delivers needs it.', systems: [system], touchesMoney: number === 'CHG-0001' },
      ...said,
      ...proof,
      ...(number === 'CHG-0002' ? { rollbackPlan: '' } : { release: 'R-1' }),
    });
  }
  await bear('change-window', 'fair', 'plan', {
    ...{ name: 'fair', title: 'Fair', kind: 'event', owner: 'sales-lead', from: at(17, 8), to: at(18, 18), systems: ['CRM'] },
  });
  await bear('release', 'R-1', 'draft', {
    ...{ number: 'R-1', title: 'Routes', summary: 'Routes on orders', requester: 'Rea', systems: ['ERP'], flows: ['order'] },
  });
}

test('[X171] [X172] [X173] a change from its draft to the calendar, in the browser', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/changes' });
  await page.getByText('No change is open.').waitFor();
  await tell();
  await page.locator('main').getByRole('link', { name: /All$/ }).click();
  const list = page.getByRole('table', { name: 'The changes' });
  await list.getByRole('link', { name: 'CHG-0001' }).waitFor();
  await expectAccessible(page);
  assert.match((await csvOf(page, page.locator('main')))[0] ?? '', /number,title,subject/);

  await t.test('[X172] assessed, it shows what it touches, its risk as arithmetic, and who has to agree', async () => {
    await list.getByRole('link', { name: 'CHG-0001' }).click();
    await page.getByText('Not assessed yet').waitFor();
    await page.getByRole('button', { name: 'Assess' }).click();
    await page.getByText('Not assessed yet').waitFor({ state: 'detached' });
    const risk = page.getByRole('table', { name: 'Risk' });
    assert.match((await risk.getByRole('row', { name: /Money depends on it/ }).textContent()) ?? '', /yes3$/);
    assert.match((await risk.getByRole('row', { name: /Total/ }).textContent()) ?? '', /3$/);
    await page.getByRole('link', { name: 'Customers to ERP' }).waitFor();
    await page.getByText('No right asks for anybody in particular').waitFor();
    await expectAccessible(page);
    for (const width of [800, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await expectFits(page, width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await t.test('[X172] approved, it is held against the calendar, and what is in its way is said', async () => {
    const { items } = await (await fetch(`${served.address}/api/v1/main/changes?which=all`)).json();
    for (const { number, caseId } of items as { number: string; caseId: string }[]) {
      if (number === 'CHG-0002') await post(`/changes/${number}/assess`);
      if (number === 'CHG-0002')
        await post(`/cases/${caseId}/commands`, { type: 'addRollback', data: { rollbackPlan: 'Join the names again' } });
      await post(`/cases/${caseId}/commands`, { type: 'submit' });
      if (number === 'CHG-0002') await post(`/changes/${number}/schedule`, { from: at(19, 18), to: at(19, 20) });
    }
    await page.reload();
    await page.getByText('Approved', { exact: false }).first().waitFor();
    await page.getByLabel('From (UTC)').fill(at(19, 19).slice(0, 16));
    await page.getByLabel('To (UTC)').fill(at(19, 21).slice(0, 16));
    await page.getByRole('button', { name: 'Hold it against the calendar' }).click();
    await page.getByText(/CHG-0002 and CHG-0001 are planned for the same time/).waitFor();
  });

  await t.test('[X173] the month shows it, with the conflict, and a release is a document', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Calendar' }).click();
    const grid = page.getByRole('table', { name: /^Changes of/ });
    await grid.getByRole('link', { name: 'CHG-0001' }).waitFor();
    assert.equal(await grid.getByRole('link', { name: 'Fair' }).count(), 2);
    // The shortest way from one to the other: what CRM sends to ERP, before the sign-in that both need.
    await page.getByText(/same time, and ERP gets its records from CRM/).waitFor();
    await expectAccessible(page);
    for (const width of [800, 320]) {
      await page.setViewportSize({ width, height: 900 });
      await expectFits(page, width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${served.address}/main/releases/R-1`);
    await page.getByRole('link', { name: 'CHG-0001 A field for the route' }).waitFor();
    await expectAccessible(page);
    if (process.env['PICTURES'] !== undefined) await pictures(page);
  });
});

/** For whoever looks at the pages: `PICTURES=<folder>`. */
async function pictures(page: Awaited<ReturnType<typeof openPage>>): Promise<void> {
  for (const path of ['/changes?show=all', '/changes/CHG-0001', '/changes?show=decisions', '/calendar', '/releases/R-1'])
    for (const scheme of ['light', 'dark'] as const)
      for (const width of [1440, 800]) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${served.address}/main${path}`);
        await page.waitForLoadState('load');
        await page.waitForTimeout(700);
        await page.screenshot({
          path: `${process.env['PICTURES']}/${path.replaceAll(/\W+/g, '-')}-${scheme}-${width}.png`,
          fullPage: true,
        });
      }
}
