import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actorAt, actsFor } from '@throughline/language';
import fc from 'fast-check';
import { type Delegated, type Grant, heldBy, lentTo, limitedTo, rightsOf } from './roles-held.ts';

const roles = ['a', 'b', 'c', 'owner', 'account-holder'];
const units = ['X', 'Y', 'Z'];
const all = ['a', 'b', 'c', 'owner'];
const days = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
const someUnits = fc.option(fc.subarray(units), { nil: undefined });
const someDay = fc.option(fc.constantFrom(...days), { nil: undefined });
const grant: fc.Arbitrary<Grant> = fc
  .record({ role: fc.constantFrom(...roles), entities: someUnits, from: someDay, until: someDay })
  .map((one) => Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined)) as unknown as Grant);
const account = fc
  .record({ grants: fc.array(grant, { maxLength: 5 }), provided: fc.subarray(['a', 'c']) })
  .map((data) => ({ data: data as never }));

/** By role and legal unit, read straight from the grants. */
function mayBy({ data }: { readonly data: unknown }, day: string, role: string, unit: string): boolean {
  const { grants, provided } = data as { readonly grants: readonly Grant[]; readonly provided: readonly string[] };
  if (role === 'account-holder') return false;
  return (
    provided.includes(role) ||
    grants.some(
      (one) =>
        (one.role === role || one.role === 'owner') &&
        (one.entities === undefined || one.entities.includes(unit)) &&
        !(one.from !== undefined && day < one.from) &&
        !(one.until !== undefined && day > one.until),
    )
  );
}

const may = (rights: ReturnType<typeof rightsOf>, role: string, unit: string) =>
  actorAt({ id: 'x', kind: 'person', principal: 'x', ...rights }, unit).roles.includes(role);

test('[S462] somebody holds what was granted, on its days and in its legal units, and nothing else', () => {
  fc.assert(
    fc.property(account, fc.constantFrom(...days), (one, day) => {
      const rights = rightsOf(heldBy(one, day, all));
      for (const role of roles)
        for (const unit of units) assert.equal(may(rights, role, unit), mayBy(one, day, role, unit), `${role} ${unit}`);
      assert.equal(rights.lent, undefined);
    }),
  );
});

test('[S462] a loan and a key give no more than is named, nor more than its owner holds', () => {
  const named = fc.record({ roles: fc.subarray(all), entities: someUnits });
  fc.assert(
    fc.property(account, account, named, fc.constantFrom(...days), (lender, borrower, limits, day) => {
      const own = heldBy(lender, day, all);
      const isNamed = (role: string, unit: string) =>
        limits.roles.includes(role) && (limits.entities === undefined || limits.entities.includes(unit));
      const { entities, ...rest } = limits;
      const what = entities === undefined ? rest : { ...rest, entities };
      const delegated: Delegated = { from: 'lender', to: 'borrower', fromDay: day, untilDay: day, ...what };
      const borrowed = heldBy(borrower, day, all);
      const both = rightsOf([...borrowed, ...lentTo(delegated, own)]);
      const key = rightsOf(limitedTo(own, what));
      for (const role of roles)
        for (const unit of units) {
          const lends = isNamed(role, unit) && mayBy(lender, day, role, unit);
          assert.equal(may(key, role, unit), lends, `key ${role} ${unit}`);
          assert.equal(may(both, role, unit), lends || mayBy(borrower, day, role, unit), `loan ${role} ${unit}`);
          // What is held by a loan alone is marked as one.
          if (lends && !mayBy(borrower, day, role, unit)) assert.deepEqual(both.lent?.[role], ['lender']);
          const there = actorAt({ id: 'x', kind: 'person', principal: 'x', ...both }, unit);
          assert.equal(actsFor(there, 'lender', [role]), lends, `for the lender ${role} ${unit}`);
        }
    }),
  );
});
