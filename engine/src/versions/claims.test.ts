import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFlow, type FlowDefinition, type MigrationDefinition, proposeMigration } from '@throughline/language';
import { type Bench, command, named } from '../fixture.test.ts';

/*
 * A claim with all that a case can have when it is migrated: an approval asked for, an exception and a task open, owned lines, a ladder
 * that has begun. In its second version the state is called another name, who settles asks nobody, and nagging begins sooner.
 */

const text = { type: 'string', maxLength: 200 };
const fields = (properties: object) => ({ type: 'object', additionalProperties: false, properties, required: ['number'] });

export const line = {
  name: 'line',
  title: 'Line',
  owner: 'sales',
  key: 'number',
  data: fields({ number: text }),
  start: { note: { to: 'noted' } },
  states: { noted: { owner: 'sales', within: { days: 400 }, on: { drop: { to: 'dropped' } } }, dropped: { final: 'cancelled' } },
} as unknown as FlowDefinition;

export const claim = {
  name: 'claim',
  title: 'Claim',
  owner: 'sales',
  key: 'number',
  data: fields({ number: text, amount: { type: 'integer', kind: 'money', list: true }, payee: { ...text, personal: true } }),
  exceptions: { fraud: { owner: 'finance', severity: 'high', within: { days: 3 } } },
  children: { line: { flow: 'line' } },
  start: { file: { to: 'filed' } },
  states: {
    filed: {
      owner: 'sales',
      within: { days: 30 },
      on: {
        settle: { to: 'settled', approval: { roles: ['finance'] } },
        waive: { to: 'settled', approval: { roles: ['finance'] } },
        doubt: { raise: 'fraud' },
        ask: { task: { role: 'sales', title: 'Answer' } },
        add: { open: [{ child: 'line', event: 'note', key: 'data.number + "/1"', with: { number: 'data.number + "/1"' } }] },
        reject: { to: 'rejected' },
      },
    },
    settled: { final: 'done' },
    rejected: { final: 'cancelled' },
  },
  ladders: {
    nagging: {
      anchor: 'entered',
      during: ['filed'],
      rungs: [{ name: 'first', after: { days: 5 }, task: { role: 'sales', title: 'Nag' } }],
    },
  },
} as unknown as FlowDefinition;

export const secondClaim = ((): FlowDefinition => {
  const changed = structuredClone(claim) as unknown as {
    states: Record<string, { on?: Record<string, { approval?: { roles: string[] } }> }>;
    ladders: { nagging: { during: string[]; rungs: { after: object }[] } };
    start: { file: { to: string } };
  };
  const { filed, ...others } = changed.states;
  changed.states = { received: filed ?? {}, ...others };
  delete changed.states['received']?.on?.['settle']?.approval;
  changed.start.file.to = 'received';
  changed.ladders.nagging.during = ['received'];
  Object.assign(changed.ladders.nagging.rungs[0] ?? {}, { after: { days: 2 } });
  return changed as unknown as FlowDefinition;
})();

export const secondLine = {
  ...line,
  states: { ...line.states, noted: { ...line.states['noted'], within: { days: 300 } } },
} as FlowDefinition;

export const claimMapping = (): MigrationDefinition => proposeMigration(claim, secondClaim);
export const lineMapping = (): MigrationDefinition => proposeMigration(line, secondLine);

export function inClaim(key: string, type: string, data = {}) {
  return { ...command(key, type, data), case: named(key, 'claim') };
}

export const file = (key: string) => inClaim(key, 'file', { number: key, amount: 100, payee: 'Ann' });

/** Deploys both first versions, and the second ones without releasing them; with the mappings. */
export async function withClaims({ engine }: Pick<Bench, 'engine'>): Promise<void> {
  await engine.deploy([claim, line], { by: 'bo' });
  await engine.deploy([secondClaim, secondLine], { by: 'bo', released: false });
  await engine.storeMapping(claimMapping(), { by: 'olga', reason: 'as agreed' });
  await engine.storeMapping(lineMapping(), { by: 'olga', reason: 'as agreed' });
}

test('both versions of claims and lines have no errors, and nothing is left open', () => {
  for (const flow of [claim, secondClaim, line, secondLine])
    assert.deepEqual(
      checkFlow(flow).filter(({ severity }) => severity === 'error'),
      [],
    );
  assert.deepEqual([...claimMapping().undecided, ...lineMapping().undecided], []);
});
