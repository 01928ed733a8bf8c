import type { TestContext } from 'node:test';
import { initialise } from '@throughline/engine';
import { attach, type DatabaseName, type Throughline } from '../src/throughline.ts';

/** A Throughline on an empty database, closed after the test. That of the demo is left without a schema. */
export async function openHouse(
  t: TestContext,
  { url, close }: { readonly url: string; close(): Promise<void> },
  database: DatabaseName = 'main',
): Promise<Throughline> {
  const house = attach({ url, env: {}, database, release: close });
  t.after(() => house.close());
  if (database === 'main') await initialise(house.pool, { mode: 'real' });
  return house;
}
