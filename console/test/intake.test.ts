import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { numberAt, scoreInputs, submitted, triaged, wanted } from '../../packs/test/twelve-requests.ts';
import { expectAccessible, openPage } from './browser.ts';
import { csvOf, expectFits, looks } from './page-checks.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

let served: TestConsole;
before(async () => {
  served = await openTestConsole();
});
after(() => served.close());

async function post<T>(path: string, body: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${served.address}/api/v1/main${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  assert.ok(answer.ok, `${path}: ${text}`);
  return JSON.parse(text) as T;
}

const ids = new Map<string, string>();
const give = (number: string, type: string, data: object, reason?: string) =>
  post(`/cases/${ids.get(number)}/commands`, { type, data, ...(reason === undefined ? {} : { reason }) });
const judged = { why: 'By its score.', options: 'Now, later, never.' };

/** All but the first are asked, weighed and decided by request; the plan of the quarter is drafted. */
async function weighAll(): Promise<void> {
  for (const index of wanted.keys()) {
    if (index === 0) continue;
    const made = await post<{ number: string; caseId: string }>('/requests', {
      ...submitted(index),
      contact: 'who@halden.example',
    });
    ids.set(made.number, made.caseId);
  }
  await give('REQ-0008', 'duplicate', { of: 'REQ-0001', why: 'The same data between the same systems.' }, 'The same');
  for (const [index, { points }] of wanted.entries()) {
    if (points.length === 0) continue;
    await give(numberAt(index), 'triage', triaged(index));
    await give(numberAt(index), 'score', scoreInputs(index));
  }
  await give('REQ-0004', 'override', { sponsor: 'the CRO', why: 'Promised to the sales force.' });
  for (const index of [0, 1, 2, 3, 4, 5, 6, 8, 10]) await give(numberAt(index), 'decide', { answer: 'yes', ...judged });
  await give('REQ-0010', 'postpone', { ...judged, reviewOn: '2027-04-01' });
  const frame = { number: '2027-Q1', title: 'First quarter', from: '2027-01-04', to: '2027-04-03', runShare: 35 };
  const data = { ...frame, capacity: [{ skill: 'systems', daysPerWeek: 10 }] };
  await post('/cases', { flow: 'plan', entity: 'company', key: frame.number, type: 'draft', data });
}

test('[K765] [K766] [K767] [K768] [K769] twelve requests in the browser: coached, redone by hand, planned within the people there are, and answered at once', async (t) => {
  const page = await openPage(t, { address: served.address, path: '/main/intake' });
  await page.getByText('Nothing waits for its turn.').waitFor();
  await expectAccessible(page);

  await t.test('[K765] the form says what is missing as one writes, and asks once', async () => {
    await page.keyboard.press('1');
    const form = page.getByRole('region', { name: 'Ask for work', exact: true });
    const first = submitted(0) as Record<string, string | number>;
    await form.getByLabel('What is wanted').fill(String(first['title']));
    await form.getByLabel('For which team').fill('Sales Ops');
    await form.getByLabel('Why the business needs it').fill(String(first['rationale']));
    await page.getByText('Name the number that is to move.').waitFor();
    await page.getByText('Say why the business needs it, in a sentence or two.').waitFor({ state: 'detached' });
    await expectAccessible(page);
    await form.getByLabel('The number that is to move').selectOption({ label: 'Throughput of requests' });
    await form.getByLabel('Where it stands today').fill('0');
    await form.getByLabel('Where it is to stand').fill('5');
    await form.getByLabel('By when').fill('2027-06-30');
    await page.getByText('It has all that is needed to be weighed.').waitFor();
    await form.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: String(first['title']) }).waitFor();
    const href = await page.getByRole('link', { name: 'Its case' }).getAttribute('href');
    ids.set('REQ-0001', String(href?.split('/').at(-1)));
  });

  await weighAll();
  await t.test('[K766] a request shows its score so that it can be redone, and what was asked before', async () => {
    await page.goto(`${served.address}/main/intake/REQ-0001`);
    await page.getByText('40 x 8 + 20 x 6 + 20 x 6 + 20 x 8 = 720').waitFor();
    const inputs = page.getByRole('table', { name: 'Score', exact: true }).getByRole('row');
    assert.match((await inputs.nth(1).textContent()) ?? '', /Value\s*8\s*40\s*320/);
    await page.getByText('both say:', { exact: false }).first().waitFor();
    const log = page.getByRole('region', { name: 'What was decided of it', exact: true });
    const lines = await csvOf(page, log);
    assert.ok(
      lines.some((line) => line.includes('Decide') && line.includes('By its score.')),
      lines.join('\n'),
    );
    await expectAccessible(page);
  });

  await t.test('[K767] the plan fits the people there are, and shows what an override takes the place of', async () => {
    await page.goto(`${served.address}/main/roadmap`);
    await page.getByText('Nothing is planned yet.').waitFor();
    await page.getByRole('button', { name: 'Make the plan' }).click();
    await page.getByText('no plan within these people has more', { exact: false }).waitFor();
    const capacity = await page.getByRole('table', { name: 'Who is there' }).getByRole('row').nth(1).textContent();
    assert.match(capacity ?? '', /systems\s*26\.0\s*0\.0\s*26\.0\s*9\.0\s*16\.0\s*16\.9\s*1\.0/);
    const override = page.getByRole('table', { name: 'Done against their score' }).getByRole('row').nth(1);
    assert.match((await override.textContent()) ?? '', /REQ-0004.*the CRO.*REQ-0006 Match payments by reference/);
    const left = await page.getByRole('table', { name: 'Left out' }).getByRole('row').allTextContents();
    assert.ok(
      left.some((text) => text.includes('REQ-0006') && text.includes('460 less in all')),
      left.join('\n'),
    );
    await expectAccessible(page);
    for (const { width } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await expectFits(page, width);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await t.test('[K768] one click, said twice, sends all twelve answers', async () => {
    await page.goto(`${served.address}/main/intake?show=decisions`);
    await page.getByRole('button', { name: 'Send 12 answers' }).click();
    await page.getByText('with the decision, its reason and the options', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.locator('#main').getByText('Everybody was told.').waitFor();
    const lines = await csvOf(page, page.locator('#main'));
    assert.equal(lines.length, 1 + 11);
    await expectAccessible(page);
    for (const { width } of looks) {
      await page.setViewportSize({ width, height: 900 });
      await expectFits(page, width);
    }
  });

  await t.test(
    '[K769] one that was given back is sharpened on its page, with the same coaching, and then waits to be weighed',
    async () => {
      await page.goto(`${served.address}/main/intake/REQ-0012`);
      const form = page.getByRole('region', { name: 'Sharpen it', exact: true });
      await page.getByText('Name the number that is to move.').waitFor();
      await expectAccessible(page);
      await form.getByLabel('What is wanted').fill('Accounts of new colleagues on their first day');
      await form.getByLabel('Why the business needs it').fill('New colleagues wait four days for their accounts.');
      await form.getByLabel('The number that is to move').selectOption({ label: 'Throughput of requests' });
      await form.getByLabel('Where it stands today').fill('0');
      await form.getByLabel('Where it is to stand').fill('5');
      await form.getByLabel('By when').fill('2027-06-30');
      await page.getByText('It has all that is needed to be weighed.').waitFor();
      await form.getByRole('button', { name: 'Ask again', exact: true }).click();
      await form.waitFor({ state: 'detached' });
      await page.getByRole('heading', { level: 1, name: 'Accounts of new colleagues on their first day' }).waitFor();
      await page.getByText('REQ-0012 · Submitted', { exact: false }).waitFor();
    },
  );
});
