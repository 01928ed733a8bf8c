import { test } from 'node:test';
import { type CaseDetail, createClient } from './index.ts';

/** Type-checked, never called: what the compiler lets through is what the contract says. */
async function typed(): Promise<void> {
  const client = createClient({ address: '' });
  const detail: CaseDetail = await client.request('GET /{database}/cases/{case}', { params: { database: 'demo', case: 'x' } });
  detail.case.seq.toFixed();
  await client.request('GET /doors');
  await client.request('GET /{database}/cases', {
    params: { database: 'main' },
    query: { flow: 'invoice', where: ['$state=sent'] },
  });
  // @ts-expect-error: a list of cases is of a flow
  await client.request('GET /{database}/cases', { params: { database: 'main' }, query: {} });
  // @ts-expect-error: there are two databases
  await client.request('GET /{database}/clock', { params: { database: 'other' } });
  // @ts-expect-error: there is no such route
  await client.request('GET /nothing');
  // @ts-expect-error: a command names what is asked for
  await client.request('POST /{database}/cases/{case}/commands', { params: { database: 'demo', case: 'x' }, body: {} });
}

test('[A1] the client knows the contract: wrong names are refused by the compiler', (context) => {
  context.diagnostic(typed.name);
});
