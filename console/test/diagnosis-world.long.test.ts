// A world is built and diagnosed: one to two minutes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Diagnosis, ResultOf } from '@throughline/api';
import { type Recount, recount } from '../../server/test/diagnosis-check.ts';
import { asBuilt, drawWorld, liveWorld } from '../../server/test/diagnosis-world.ts';
import { expectAccessible, openPage } from './browser.ts';
import { askApi } from './demo-api.ts';
import { openTestConsole, type TestConsole } from './test-console.ts';

type Behind = ResultOf<'GET /{database}/diagnoses/{case}/cases'>;

/** A company of which nobody was told what had happened to it; what it has of each is counted by SQL of its own. */
const world = drawWorld(6);
let served: TestConsole;
let counted: Recount;
before(async () => {
  served = await openTestConsole({
    async live(company) {
      await liveWorld(company, world);
      counted = await recount(company, world);
      await asBuilt(company);
    },
  });
});
after(() => served.close());

test('[K637] from a number that moved to the reason, in a company drawn by chance: the sentence names what was changed, and its numbers open their cases', async (t) => {
  const { from, to } = world.after;
  const page = await openPage(t, { address: served.address, path: `/demo/metrics/exception-volume?from=${from}&to=${to}` });
  const diagnose = page.getByRole('button', { name: /^Diagnose/ });
  // The metrics are measured when they are asked for first.
  await diagnose.click({ timeout: 120_000 });
  // The page that is left has a button of that name, too.
  await page.getByRole('heading', { level: 1, name: 'Diagnoses' }).waitFor();
  await diagnose.click();
  await page.waitForURL(/\/diagnoses\/[0-9a-f-]{32,36}$/, { timeout: 120_000 });
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  const id = page.url().split('/').at(-1) ?? '';
  const ask = askApi(served.address);
  const found = await ask.get<Diagnosis>(`/diagnoses/${id}`);
  assert.deepEqual(found.question.against, world.before);
  const heading = page.getByRole('heading', { level: 1 });
  const said = (await heading.textContent()) ?? '';
  assert.match(said, /Delivery reference: missing/);
  assert.match(said, new RegExp(`Release ${world.release}, .*${world.carrier}.* came before\\. Association, not proof\\.$`));
  const { affectedBefore, affectedAfter } = counted;
  assert.ok(said.includes(`(${affectedBefore} to ${affectedAfter};`), said);
  for (const [name, cases] of [
    ['affected.before', affectedBefore],
    ['affected.after', affectedAfter],
  ] as const) {
    const link = heading.getByRole('link').and(page.locator(`[href*="of=${name}"]`));
    assert.equal((await link.textContent()) ?? '', String(cases));
    let seen = 0;
    for (let next: string | undefined = ''; next !== undefined; ) {
      const shown: Behind = await ask.get<Behind>(`/diagnoses/${id}/cases?of=${name}&limit=200${next}`);
      seen += shown.items.length;
      next = shown.next === undefined ? undefined : `&after=${shown.next}`;
    }
    assert.equal(seen, cases, name);
  }
  await heading.getByRole('link').first().click();
  await page.getByRole('region', { name: 'The cases behind it' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('navigation', { name: 'Steps' }).waitFor();
  await expectAccessible(page);
  const saved = page.waitForEvent('download');
  await page.keyboard.press('b');
  assert.equal((await readFile(await (await saved).path())).subarray(0, 5).toString(), '%PDF-');
});
