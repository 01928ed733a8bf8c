import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { claim, claims } from '../test/claim-flow.ts';
import { seedOf } from '../test/seed.ts';

import {
  type Actor,
  checkFlow,
  compileFlow,
  fieldClasses,
  kernelRoles,
  readersOf,
  rolesNamed,
  type Scope,
  visibility,
} from './index.ts';

const open = compileFlow({ ...claim, reads: {} });
const person = (roles: readonly string[], rolesIn?: Actor['rolesIn']): Actor => ({
  ...{ id: 'p', kind: 'person', principal: 'p', roles },
  ...(rolesIn === undefined ? {} : { rolesIn }),
});

test('[L366] without reads, any role sees the cases, those with work there what is personal, the owner what is confidential', () => {
  const sees = (...roles: string[]) => Object.values(visibility(open, person(roles))).map((scope) => scope === 'all');
  assert.deepEqual(sees(), [false, false, false]);
  assert.deepEqual(sees('anything'), [true, false, false]);
  assert.deepEqual(sees('boss'), [true, true, false]);
  assert.deepEqual(sees('claims-lead'), [true, true, true]);
  assert.deepEqual(sees('auditor'), [true, false, true]);
  assert.deepEqual(sees('privacy'), [true, true, false]);
  assert.deepEqual(sees('administrator'), [false, false, false]);
  assert.deepEqual(sees('administrator', 'boss'), [true, true, false]);
});

test('[L366] reads replace the defaults of fields; the cases are seen by whoever has work there too', () => {
  const sees = (...roles: string[]) => Object.values(visibility(claims, person(roles))).map((scope) => scope === 'all');
  assert.deepEqual(sees('anything'), [false, false, false]);
  assert.deepEqual(sees('broker'), [true, false, false]);
  assert.deepEqual(sees('clerk'), [true, true, false]);
  assert.deepEqual(sees('claims-lead'), [true, true, false]);
  assert.deepEqual(sees('claims-lead', 'actuary'), [true, true, true]);
  // Who does not see the cases sees nothing of them.
  assert.deepEqual(sees('actuary'), [false, false, false]);
  const hr = compileFlow({ ...claim, reads: { personal: ['hr'] } });
  assert.deepEqual(readersOf(hr.definition).personal, ['hr', 'privacy']);
});

test('[L366] roles of single entities are seen by in those alone; machines see by their roles, the kernel all', () => {
  const mixed = person(['broker'], { de: ['clerk'], fr: ['actuary'], it: [] });
  assert.deepEqual(visibility(claims, mixed), { cases: 'all', personal: ['de'], confidential: ['fr'] });
  const local = person([], { de: ['clerk', 'actuary'], fr: ['actuary'], it: ['anything'] });
  assert.deepEqual(visibility(claims, local), { cases: ['de'], personal: ['de'], confidential: ['de'] });
  assert.deepEqual(visibility(open, local).cases, ['de', 'fr', 'it']);
  assert.deepEqual(visibility(claims, { ...local, kind: 'automation', rolesIn: {} }).cases, []);
  assert.deepEqual(visibility(claims, { ...person([]), kind: 'system' }).confidential, 'all');
});

test('[L366] more roles never see less, and fields are seen only where the case is', (context) => {
  const role = fc.constantFrom(...rolesNamed(claim), ...kernelRoles, 'broker', 'actuary', 'stranger');
  const entity = fc.constantFrom('de', 'fr', 'it');
  const roles = fc.uniqueArray(role, { maxLength: 3 });
  const actor = fc.record({ roles, rolesIn: fc.dictionary(entity, roles, { maxKeys: 3 }) });
  const covers = (outer: Scope, inner: Scope) =>
    outer === 'all' || (inner !== 'all' && inner.every((each) => outer.includes(each)));
  fc.assert(
    fc.property(actor, role, entity, fc.constantFrom(open, claims), ({ roles, rolesIn }, more, where, flow) => {
      const before = visibility(flow, person(roles, rolesIn));
      const everywhere = visibility(flow, person([...roles, more], rolesIn));
      const there = visibility(flow, person(roles, { ...rolesIn, [where]: [...(rolesIn[where] ?? []), more] }));
      for (const what of ['cases', 'personal', 'confidential'] as const) {
        assert.ok(covers(everywhere[what], before[what]) && covers(there[what], before[what]));
        assert.ok(covers(everywhere[what], there[what]), 'held everywhere is held there');
        assert.ok(covers(before.cases, before[what]));
      }
    }),
    { numRuns: 300, seed: seedOf(context) },
  );
});

test('[L367] fields marked so, and what is computed from them, however far', () => {
  const marked = { personal: false, confidential: true };
  assert.deepEqual(
    [...fieldClasses(claims)],
    [
      ['name', { personal: true, confidential: false }],
      ['reserve', marked],
      ['gap', marked],
      ['twice', marked],
    ],
  );
});

test('[L369] the roles that a flow names, and no expression that is called like one', () => {
  assert.deepEqual(rolesNamed(claim), ['boss', 'chief', 'claims-lead', 'clerk']);
  const setting = {
    ...claim,
    states: { ...claim.states, owner: { owner: 'clerk', on: { set: { set: { owner: 'data.owner' } } } } },
  };
  assert.deepEqual(rolesNamed(setting), rolesNamed(claim));
  assert.deepEqual(checkFlow(claim), []);
  const codes = checkFlow({ ...claim, reads: { cases: ['brokr', 'auditor'] } }).map(({ code, path }) => `${code} ${path}`);
  assert.deepEqual(codes, ['role-unknown /reads/cases/0']);
});
