import * as release from '@throughline/engine';
import { createEngine, type Database, type Engine, initialise, type Submission } from '@throughline/engine';
import { type Actor, type Command, type JsonObject, proposeMigration, type Source } from '@throughline/language';
import { contract, siteReview } from '../../examples/contract/flow.ts';
import { incident, problem } from '../../examples/incident/flow.ts';
import { purchase } from '../../examples/purchase/flow.ts';
import { gift, label, order, parcel, secondOrder } from './flows.ts';

const day = 86_400_000;
const start = Date.UTC(2026, 0, 5, 8);
const roles = [
  ...['sales', 'store', 'finance', 'service-desk', 'support', 'incident-manager', 'problem-manager', 'requester', 'purchasing'],
  ...['contract-manager', 'site-manager', 'head-of-purchasing', 'cost-centre-owner'],
];
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles };
const bob: Actor = { id: 'bob', kind: 'person', principal: 'bob', roles: ['purchasing', 'finance-lead', 'managing-director'] };
const olga: Actor = { id: 'olga', kind: 'person', principal: 'olga', roles: ['operator'] };
const pia: Actor = { id: 'pia', kind: 'person', principal: 'pia', roles: ['privacy'] };
const lena: Actor = { id: 'lena', kind: 'person', principal: 'lena', roles: ['legal'] };
const erp: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };

const named = (flow: string, key: string) => ({ flow, entity: 'halden', key });

function command(flow: string, key: string, type: string, data: JsonObject = {}, more: Partial<Command> = {}): Submission {
  return { case: named(flow, key), input: { kind: 'command', type, data, actor: ann, ...more } };
}

function sourceFact(
  source: Source,
  [flow, key, type]: readonly [string, string, string],
  data: JsonObject,
  at: number,
): Submission {
  return {
    case: named(flow, key),
    input: { kind: 'fact', type, data, actor: erp, source, occurredAt: at },
    receipt: { source: source.name, key: `${type}/${key}` },
  };
}

const place = (key: string, more: JsonObject = {}) =>
  command('order', key, 'place', { number: key, contact: `${key.toLowerCase()}@example.org`, amount: 100, ...more });

/**
 * Fills an empty database with a bit of all that this release can write: running, waiting, ended and quarantined cases, what they own and
 * link to, receipts of what was taken and refused, effects of every kind of end and one in the hands of a worker that died.
 */
export async function tellStory(database: Database): Promise<void> {
  await initialise(database, { mode: 'virtual', now: start });
  // Attempts are told apart by the machine's clock, which runs ahead until an effect has been given up.
  let machineNow = Date.now() + day;
  const machine = { now: () => machineNow };
  const signer = 'signerOf' in release ? { signer: release.signerOf(release.newSealKey()) } : {};
  const engine = createEngine({ database, machine, ...signer });
  await engine.deploy([order, parcel, gift, label, contract, siteReview, incident, problem, purchase], { by: 'story' });
  const source = await engine.source('erp', { liveFrom: start - 30 * day });
  await takeOrders(engine, source);
  await takeExamples(engine, source);
  await sendMails(engine, (key) => (key.includes('shout') ? 'unknown' : key.includes('remind') ? 'refused' : 'done'));
  await engine.dispatch([place('DEAD'), command('order', 'DEAD', 'remind')]);
  for (let attempt = 0; attempt < 14; attempt += 1) {
    machineNow += day;
    await sendMails(engine, () => 'retry');
  }
  await engine.travel(start + 13 * day);
  if ('seal' in engine) await laterStory(engine);
  await engine.dispatch([
    place('WAITS', { dueOn: '2026-03-01' }),
    command('order', 'WAITS', 'remind'),
    command('order', 'A', 'recall'),
  ]);
  await engine.dispatch([place('HANGS'), command('order', 'HANGS', 'remind')]);
  await leaveHanging(database);
}

async function takeOrders(engine: Engine, source: Source): Promise<void> {
  await mustApply(engine, [
    place('A', { dueOn: '2026-01-10', customer: 'Ångström' }),
    place('B', { amount: 7, dueOn: '2026-01-20' }),
    place('C', { customer: 'Ångström & Søn', dueOn: '2026-03-01' }),
    command('order', 'B', 'short', {}, { reason: 'none left' }),
    command('order', 'A', 'ask'),
    command('order', 'A', 'ship'),
    command('order', 'A', 'remind'),
    command('order', 'B', 'shout'),
    sourceFact(source, ['order', 'C', 'pay'], { amount: 100 }, start),
    command('order', 'C', 'close'),
    { ...place('D'), receipt: { source: source.name, key: 'place/D' } },
    // Comes before its gift.
    sourceFact(source, ['gift', 'G', 'pay'], { amount: 3, payer: 'Rosa' }, start - day),
    command('gift', 'G', 'give', { number: 'G', lines: ['10', '2'], giver: 'Rosa' }),
    sourceFact(source, ['gift', 'EARLY', 'pay'], { amount: 5 }, start),
    command('gift', 'H', 'give', { number: 'H', lines: ['7'], giver: 'Ruth' }),
    command('gift', 'H', 'end'),
    // Money for what is closed is a deviation; what happened before the source was live is history.
    sourceFact(source, ['order', 'C', 'close'], {}, start),
    sourceFact(source, ['order', 'D', 'pay'], { amount: 1 }, start - 60 * day),
  ]);
  // Refused, and remembered as such.
  await engine.dispatch([{ ...command('order', 'D', 'close'), receipt: { source: source.name, key: 'close/D' } }]);
  await engine.settle();
}

async function takeExamples(engine: Engine, source: Source): Promise<void> {
  const term = {
    contract: 'K',
    term: 1,
    supplier: 'Norsk Rens',
    subject: 'Cleaning',
    currency: 'EUR',
    amount: 120_000,
    termDays: 365,
  };
  const bought = {
    requester: 'ann',
    costCentre: '400',
    supplier: 'Papier AG',
    supplierContact: 'p@example.org',
    currency: 'EUR',
  };
  const ticket = { service: 'mail', summary: 'No mail', contact: 'c@example.org' };
  await mustApply(engine, [
    command('contract', 'K-1', 'begin', {
      ...{ number: 'K-1', ...term, endsOn: '2026-04-30', noticeDays: 30 },
      sites: [
        { name: 'Oslo', yearly: 70_000 },
        { name: 'Bergen', yearly: 50_000 },
      ],
    }),
    command('contract', 'K-1', 'review'),
    command('incident', 'I1', 'report', { number: 'I1', ...ticket, priority: 'urgent' }),
    command('incident', 'I1', 'take'),
    command('incident', 'I1', 'suspect', { problem: 'P1' }),
    command('incident', 'I2', 'report', { number: 'I2', ...ticket, priority: 'normal' }),
    command('incident', 'I2', 'take'),
    command('incident', 'I2', 'ask'),
    command('purchase', 'Q1', 'request', { number: 'Q1', subject: 'Paper', ...bought, amount: 5000, neededOn: '2026-01-12' }),
    command('purchase', 'Q2', 'request', {
      number: 'Q2',
      subject: 'Press',
      ...bought,
      amount: 2_000_000,
      neededOn: '2026-02-12',
    }),
    command('purchase', 'Q1', 'place'),
    command('purchase', 'Q2', 'place'),
    command('purchase', 'Q1', 'approve', { of: 'place' }, { actor: bob }),
    sourceFact(source, ['purchase', 'Q1', 'receive'], { value: 5000 }, start),
  ]);
  await engine.settle();
}

/** What this release has learnt since schema 3: settings, versions, repairs, erasure, seals. */
async function laterStory(engine: Engine): Promise<void> {
  const decided = { by: 'olga', reason: 'as agreed' };
  await engine.seal();
  await engine.changeParameters({ flow: 'order', values: { patience: 10 }, ...decided });
  await engine.deploy([secondOrder], { by: 'story' });
  await engine.storeMapping(proposeMigration(order, secondOrder), decided);
  await engine.migrateCases({ flow: 'order', from: 1, to: 2, actor: olga, reason: decided.reason });
  await engine
    .beginPilot({ name: 'boxes', definitions: [{ ...parcel, title: 'Box' }], mappings: [], share: 0.5, salt: 's', ...decided })
    .catch(
      // A pilot needs a way back where its flow runs; this one only has it where the language proposes one.
      async () =>
        engine.beginPilot({
          ...{ name: 'boxes', definitions: [{ ...parcel, title: 'Box' }], share: 0.5, salt: 's', ...decided },
          mappings: [proposeMigration(parcel, { ...parcel, title: 'Box' })],
        }),
    );
  await mustApply(engine, [
    place('TWIN'),
    command(
      'order',
      'TWIN',
      'merge',
      { into: (await engine.findCase(named('order', 'B')))?.id ?? '' },
      { actor: olga, reason: 'one' },
    ),
    place('TYPO'),
    command('order', 'TYPO', 'rekey', { key: 'RIGHT' }, { actor: olga, reason: 'a slip' }),
  ]);
  await engine.erase({ cases: [(await engine.findCase(named('gift', 'H')))?.id ?? ''], by: pia, reason: 'asked for' });
  await mustApply(engine, [
    command('order', 'D', 'legal-hold', { matter: 'D v Halden' }, { actor: lena, reason: 'a claim' }),
    command('order', 'B', 'skip-rung', { ladder: 'dunning', rung: 'first' }, { actor: olga, reason: 'they called' }),
  ]);
  const { desk } = incident.calendars ?? {};
  if (desk !== undefined) {
    const definition = { ...desk, holidays: [...(desk.holidays ?? []), { on: '2026-02-11', title: 'Fair' }] } as typeof desk;
    await engine.changeCalendar({ flow: 'incident', name: 'desk', definition, from: start + 20 * day, ...decided });
  }
  await engine.travel(start + 30 * day);
  await engine.seal();
  await engine.retire({ before: Date.UTC(2026, 1, 1), flows: ['gift'], ...decided });
}

/** Cases whose deadline could not be worked off; and an effect that a worker took, and died. */
async function leaveHanging(database: Database): Promise<void> {
  await database.query({
    text: `insert into throughline.quarantine (bucket, case_id, reason, due_at, at)
      select bucket, id, 'flow-unknown: told so', due_at, last_at from throughline.case_ where flow = 'contract' and due_at is not null`,
  });
  await database.query({
    text: `update throughline.case_ set due_at = null where id in (select case_id from throughline.quarantine)`,
  });
  await database.query({
    text: `update throughline.effect set attempts = 1, lease_by = '00000000-0000-4000-8000-000000000000', lease_until = '2026-01-05T00:00Z'
      where status = 'pending' and case_id = (select id from throughline.case_data where key = 'HANGS' and entity = 'halden')`,
  });
}

async function sendMails(engine: Engine, how: (key: string) => 'done' | 'refused' | 'unknown' | 'retry'): Promise<void> {
  await engine.runEffects({
    sinks: {
      mail: {
        async perform({ key }) {
          const outcome = how(key);
          return outcome === 'done' ? { outcome } : { outcome, error: 'told so' };
        },
      },
    },
  });
}

async function mustApply(engine: Engine, submissions: readonly Submission[]): Promise<void> {
  const results = await engine.dispatch(submissions);
  for (const [index, result] of results.entries())
    if (!['applied', 'deviated', 'expected'].includes(result.outcome))
      throw new Error(`${JSON.stringify(submissions[index]?.case)} ${submissions[index]?.input.kind}: ${JSON.stringify(result)}`);
}
