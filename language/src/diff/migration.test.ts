import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { invoice } from '../../test/invoice-flow.ts';
import type { CaseRecord } from '../case.ts';
import { compileFlow } from '../compile/compile-flow.ts';
import { decide } from '../decide/decide.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import { type MigrationDefinition, publishedMigrationSchema } from '../definition/migration.ts';
import type { Actor, Command } from '../input.ts';
import type { JsonObject } from '../json.ts';
import { replay } from '../replay.ts';
import { checkMigration } from './check-migration.ts';
import { migrateCase, migrateCaseBack } from './migrate-case.ts';
import { proposeMigration } from './propose-migration.ts';
import { isStranded } from './strand-condition.ts';
import { strandedCases } from './strands.ts';

type Loose = { [name: string]: Loose } & Loose[];

function changed(change: (flow: Loose) => void, flow: FlowDefinition = invoice): FlowDefinition {
  const copy = structuredClone(flow) as unknown as Loose;
  change(copy);
  return copy as unknown as FlowDefinition;
}

const member = (flow: Loose, ...path: readonly (string | number)[]) =>
  path.reduce<Loose>((value, name) => value[name as keyof Loose] as Loose, flow);

const renamedState = JSON.parse(
  JSON.stringify(invoice).replaceAll('"disputed"', '"in_dispute"').replace('accepted","in_dispute"', 'accepted","disputed"'),
) as FlowDefinition;

/** Versions after the invoice flow, and what each strands. */
const versions: Readonly<Record<string, { readonly after: FlowDefinition; readonly strands: readonly string[] }>> = {
  same: { after: invoice, strands: [] },
  wording: { after: changed((flow) => Object.assign(flow, { title: 'Bill' })), strands: [] },
  renamedState: { after: renamedState, strands: ['in-state disputed'] },
  stateGone: {
    after: changed((flow) => {
      delete member(flow, 'states').legal;
      member(flow, 'ladders', 'dunning', 'rungs').pop();
    }),
    strands: ['in-state legal', 'rung-awaiting dunning/legal', 'rung-settled dunning/legal'],
  },
  fieldGone: {
    after: changed((flow) => delete member(flow, 'data', 'properties').deliveryReference),
    strands: ['field-unknown deliveryReference'],
  },
  fieldRequired: {
    after: changed((flow) => member(flow, 'data', 'required').push('deliveryReference' as never)),
    strands: ['field-missing deliveryReference'],
  },
  fieldNarrower: {
    after: changed((flow) => Object.assign(member(flow, 'data', 'properties', 'customer'), { maxLength: 3 })),
    strands: ['field-invalid customer'],
  },
  fieldWider: {
    after: changed((flow) => Object.assign(member(flow, 'data', 'properties', 'customer'), { maxLength: 2000 })),
    strands: [],
  },
  exceptionGone: {
    after: changed((flow) => {
      delete member(flow, 'exceptions').partialPayment;
      for (const state of ['sent', 'partially_paid', 'legal']) delete member(flow, 'states', state, 'on', 'pay', 1).raise;
      delete member(flow, 'states', 'paid', 'on', 'close').resolve;
    }),
    strands: ['exception-open partialPayment'],
  },
  approvalGone: {
    after: changed((flow) => delete member(flow, 'states', 'disputed', 'on', 'accept').approval),
    strands: ['approval-pending disputed'],
  },
  noLongerPaused: {
    after: changed((flow) => delete member(flow, 'ladders', 'dunning').pauseWhile),
    strands: ['paused disputed'],
  },
  newLadder: {
    after: changed((flow) =>
      Object.assign(member(flow, 'ladders'), {
        stale: {
          anchor: 'entered',
          during: ['blocked'],
          rungs: [{ name: 'ask', after: { days: 3 }, task: { role: 'sales', title: 'Ask' } }],
        },
      }),
    ),
    strands: ['not-begun blocked'],
  },
};

function nameOf(condition: ReturnType<typeof strandedCases>[number]['condition']): string {
  const { is, ...rest } = condition as { is: string } & Readonly<Record<string, unknown>>;
  const named =
    rest.state ?? rest.field ?? rest.kind ?? rest.child ?? (rest.rung === undefined ? rest.event : `${rest.ladder}/${rest.rung}`);
  return `${is} ${named}`;
}

const before = compileFlow(invoice, 1);

test('[L290] what a version strands is said as conditions on cases, each with a history of the version before that ends in such a case', () => {
  for (const [name, { after, strands }] of Object.entries(versions)) {
    const found = strandedCases(invoice, after);
    assert.deepEqual(
      found.map(({ condition }) => nameOf(condition)),
      strands,
      name,
    );
    for (const { witness, condition, why } of found) {
      assert.ok(witness, `${name}: ${why}`);
      const last = replay(before, witness).at(-1);
      assert.equal(last?.decision.kind, 'applied');
      assert.ok(
        last.record !== undefined && isStranded(condition, last.record, { before, after: compileFlow(after, 2) }),
        `${name}: ${why}`,
      );
    }
  }
});

// Random lives of an invoice.

const begin = Date.UTC(2026, 0, 5, 9);
const dayMs = 86_400_000;
const roles = ['billing', 'collections', 'fulfilment', 'finance-lead', 'head-of-finance', 'sales', 'operator'];
const person = (id: string): Actor => ({ id, kind: 'person', principal: id, roles });
const command = (type: string, data: JsonObject = {}, id = 'ann'): Command => ({
  kind: 'command',
  type,
  data,
  actor: person(id),
  reason: 'so',
});
const birth = { number: 'I-1', customer: 'Nord', currency: 'EUR', amount: 1000, dueOn: '2026-01-10' };

const step = fc.oneof(
  fc.constantFrom(
    command('send'),
    command('dispute'),
    command('reject'),
    command('accept'),
    command('close'),
    command('approve', { of: 'accept' }, 'bob'),
    command('approve', { of: 'dunning/legal' }, 'bob'),
    command('revise', { deliveryReference: 'D-1', contact: 'a@b.test' }),
    command('revise', { customer: 'N' }),
    command('revise', { deliveryReference: null }),
    { kind: 'deadline' } as const,
  ),
  fc.integer({ min: 1, max: 600 }).map((amount) => command('pay', { amount, paidOn: '2026-01-20' })),
);
const life = fc.array(fc.tuple(step, fc.integer({ min: 0, max: 20 })), { maxLength: 14 });

function liveThrough(
  steps: readonly (readonly [ReturnType<typeof command> | { readonly kind: 'deadline' }, number])[],
): CaseRecord {
  let now = begin;
  let record: CaseRecord | undefined;
  for (const [input, days] of [[command('create', birth), 0] as const, ...steps]) {
    now += days * dayMs;
    const decision = decide(before, record ?? { id: 'i', flow: 'invoice', entity: 'e', key: 'I-1' }, input, { now });
    if (decision.kind === 'applied') record = decision.next;
  }
  assert.ok(record);
  return record;
}

function mapped<T>(prepare: (version: (typeof versions)[string]) => T): ReadonlyMap<string, T> {
  return new Map(Object.entries(versions).map(([name, version]) => [name, prepare(version)]));
}

const unmapped = { states: {}, fields: {}, defaults: {}, rungs: {}, exceptions: {}, children: {} };
const at = begin + 400 * dayMs;

test('[L291] a case is refused by a migration that says nothing exactly where a condition that needs a mapping holds', () => {
  const prepared = mapped(({ after }) => ({
    compiled: { before, after: compileFlow(after, 2) },
    migration: { ...proposeMigration(invoice, after), ...unmapped, back: unmapped },
    strands: strandedCases(invoice, after).filter(({ needsMapping }) => needsMapping),
  }));
  fc.assert(
    fc.property(life, fc.constantFrom(...prepared.keys()), (steps, name) => {
      const { compiled, migration, strands } = prepared.get(name) as NonNullable<ReturnType<typeof prepared.get>>;
      const record = liveThrough(steps);
      const result = migrateCase(migration, compiled, record, at);
      const hasEnded = before.states.get(record.state)?.final === true;
      const mustBeMapped = strands.some(({ condition }) => isStranded(condition, record, compiled));
      assert.equal(result.kind === 'refused', hasEnded || mustBeMapped, JSON.stringify({ result, state: record.state }));
    }),
    { numRuns: 400 },
  );
});

test('[L292] there and back a case is what it was, unless it is noted what is not; what waits can go on', () => {
  const prepared = mapped(({ after }) => ({
    compiled: { before, after: compileFlow(after, 2) },
    migration: proposeMigration(invoice, after),
  }));
  let unnoted = 0;
  fc.assert(
    fc.property(life, fc.constantFrom(...prepared.keys()), (steps, name) => {
      const { compiled, migration } = prepared.get(name) as NonNullable<ReturnType<typeof prepared.get>>;
      const record = liveThrough(steps);
      const there = migrateCase(migration, compiled, record, at);
      if (there.kind === 'refused') return;
      assert.equal(there.record.version, 2);
      assert.deepEqual(compiled.after.data.errors(there.record.data), []);
      for (const of of Object.keys(there.record.clocks.pending ?? {})) {
        const answer = decide(compiled.after, there.record, command('decline', { of }, 'bob'), { now: at });
        assert.equal(answer.kind, 'applied', of);
      }
      assert.equal(decide(compiled.after, there.record, command('comment', { text: 'moved' }), { now: at }).kind, 'applied');
      const back = migrateCaseBack(migration, compiled, there.record, at);
      if (back.kind === 'refused' || there.noted.length + back.noted.length > 0) return;
      unnoted += 1;
      assert.deepEqual(back.record, record);
    }),
    { numRuns: 400 },
  );
  assert.ok(unnoted > 100, `${unnoted} cases came back without a note`);
});

test('[L293] a proposal names what can be told, and leaves to people what cannot', () => {
  const gone = proposeMigration(invoice, versions.stateGone?.after as FlowDefinition);
  assert.deepEqual(
    gone.undecided.map(({ member: place, choices }) => [place, choices.length]),
    [['/states/legal', 3]],
  );
  const required = proposeMigration(invoice, versions.fieldRequired?.after as FlowDefinition);
  assert.deepEqual(
    required.undecided.map(({ member: place }) => place),
    ['/defaults/deliveryReference'],
  );
  assert.deepEqual(proposeMigration(invoice, renamedState).states, { disputed: 'in_dispute' });
  assert.deepEqual(proposeMigration(invoice, renamedState).back.states, { in_dispute: 'disputed' });
  const reference = JSON.parse(JSON.stringify(invoice).replaceAll('deliveryReference', 'deliveryRef')) as FlowDefinition;
  assert.deepEqual(proposeMigration(invoice, reference).fields, { deliveryReference: 'deliveryRef' });
  const dropped = proposeMigration(invoice, versions.fieldGone?.after as FlowDefinition);
  assert.deepEqual(dropped.fields, { deliveryReference: null });
  assert.deepEqual(
    dropped.lossy.map(({ what }) => what),
    ['The value of “Delivery reference”'],
  );
});

test('[L294] checkMigration finds what a migration leaves open, there and back, and nothing where it says all', () => {
  const codes = (after: FlowDefinition, migration?: MigrationDefinition) =>
    checkMigration(invoice, after, migration).map(({ code, path, replay: history }) => [code, path, history !== undefined]);
  assert.deepEqual(codes(renamedState), [['migration-strands', '/states', true]]);
  assert.deepEqual(codes(renamedState, proposeMigration(invoice, renamedState)), []);
  const gone = versions.stateGone?.after as FlowDefinition;
  const proposal = proposeMigration(invoice, gone);
  assert.deepEqual(codes(gone, proposal), [['migration-strands', '/states', true]]);
  assert.deepEqual(codes(gone, { ...proposal, states: { legal: 'sent' } }), []);
  assert.deepEqual(codes(gone, { ...proposal, states: { legal: 'snet' } }), [['migration-invalid', '/states/legal', false]]);
  assert.deepEqual(codes(gone, { ...proposal, states: { legal: 'closed' } }), [['migration-invalid', '/states/legal', false]]);
  assert.deepEqual(codes(renamedState, proposal), [['migration-invalid', '/after', false]]);
  assert.deepEqual(codes(gone, { ...proposal, states: 4 } as never), [['migration-invalid', '/states', false]]);
  const backwards = checkMigration(gone, invoice, proposeMigration(gone, invoice)).map(({ code, path }) => [code, path]);
  assert.deepEqual(backwards, [['migration-strands', '/back/states']]);
});

test('[L295] the published schema of a migration is the one that the language uses', () => {
  const published = JSON.parse(readFileSync(new URL('../../migration.schema.json', import.meta.url), 'utf8')) as object;
  assert.deepEqual(published, publishedMigrationSchema(), 'run node tools/write-schemas.ts');
});
