import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Action, CaseRow } from '@throughline/api';
import type { FlowDefinition } from '@throughline/language';
import * as testing from '@throughline/testing';
import { type HttpHouse, httpHouse } from '../../test/http-house.ts';
import { builtInPacks } from '../built-in-packs.ts';
import { people } from '../demo/company.ts';

const limit = { timeout: 300_000 };
const everybody = 'helene.amrein@halden.example';
/** Of those who may not, so many are tried in each place; who comes first changes from case to case. */
const triedMost = 2;

/** The roles that somebody holds where the case is. */
const rolesAt = (person: (typeof people)[number], entity: string) => [...person.roles, ...(person.rolesIn?.[entity] ?? [])];

async function casesByState({ ask }: HttpHouse, flow: string): Promise<readonly CaseRow[]> {
  const headers = { 'throughline-act-as': everybody };
  const answer = await ask(`GET /demo/cases?flow=${flow}&limit=200`, { headers });
  if (answer.status !== 200) return [];
  const { items } = answer.json<{ items: CaseRow[] }>();
  return [...new Map(items.map((row) => [`${row.state} ${row.entity}`, row])).values()].slice(0, 14);
}

/** By event, what it asks for in a state: only where one transition answers for it. */
function rightsIn(flow: FlowDefinition, state: string): ReadonlyMap<string, testing.Right> {
  const taken = Object.entries(flow.states[state]?.on ?? {}).flatMap(([event, list]) => {
    const [only, ...others] = [list].flat();
    return only === undefined || others.length > 0 ? [] : [[event, testing.rightTo(flow, state, only)] as const];
  });
  const builtIn = ['assign', 'comment', 'revise', 'repair', 'replay', 'erase', 'legal-hold'].flatMap((event) => {
    const right = testing.builtInRights[event]?.(flow, state);
    return right === undefined ? [] : [[event, right] as const];
  });
  return new Map([...taken, ...builtIn]);
}

test('[L374] by the API nobody is offered, or does, what the definitions do not let them', limit, async (t) => {
  const house = await httpHouse(t, testing, { demo: true });
  const counts = { cases: 0, offered: 0, refused: 0, hidden: 0 };
  for (const flow of builtInPacks.filter(({ name }) => name !== 'access').flatMap(({ flows }) => flows)) {
    for (const [turn, row] of (await casesByState(house, flow.name)).entries()) {
      counts.cases += 1;
      const rights = rightsIn(flow, row.state);
      const some = people.filter((person, index) => index % 4 === turn % 4 || /auditor|administrator/.test(String(person.roles)));
      for (const person of some) {
        const headers = { 'throughline-act-as': person.id };
        const held = rolesAt(person, row.entity);
        const may = (right: testing.Right) => held.some((role) => testing.suffices(right, role));
        const answer = await house.ask(`GET /demo/cases/${row.id}/actions`, { headers });
        const sees = held.some((role) => role !== 'administrator');
        const where = `${flow.name} ${row.state} in ${row.entity} by ${person.id}`;
        assert.equal(answer.status, sees ? 200 : 404, `${where}: ${answer.text.slice(0, 200)}`);
        counts[sees ? 'offered' : 'hidden'] += 1;
        const offered = sees ? answer.json<{ items: Action[] }>().items : [];
        for (const { type, allowed } of offered) {
          const right = rights.get(type);
          if (right !== undefined && !may(right)) assert.equal(allowed, false, `${type} of ${where}`);
        }
        const forbidden = [...rights].filter(([, right]) => !sees || !may(right)).map(([event]) => event);
        for (const type of forbidden.slice(turn % 3, (turn % 3) + triedMost)) {
          const payload = { type, data: {}, reason: 'asked for' };
          const done = await house.ask(`POST /demo/cases/${row.id}/commands`, { headers, payload });
          assert.ok(done.status >= 400 && done.status < 500, `${type} of ${where}: ${done.status}`);
          counts.refused += 1;
        }
      }
      const after = await house.ask(`GET /demo/cases/${row.id}`, { headers: { 'throughline-act-as': everybody } });
      assert.equal(after.json<{ case: CaseRow }>().case.seq, row.seq, `${flow.name} ${row.key} is as it was`);
    }
  }
  t.diagnostic(JSON.stringify(counts));
  assert.ok(counts.cases > 20 && counts.refused > 200 && counts.hidden > 20);
  assert.deepEqual(house.faults, []);
});
