import {
  type Actor,
  type CaseRecord,
  type CompiledFlow,
  compileFlow,
  type Decision,
  decide,
  type Input,
  type JsonObject,
} from '@throughline/language';
import { invoice } from '@throughline/packs';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { checkedBill } from './language-bill.ts';
import { billStream, prepare, runMachine } from './language-decide.ts';
import { type Benchmark, compare, time } from './measure.ts';

const hourMs = 3_600_000;
const start = Date.UTC(2026, 0, 5, 9);
const stepsMax = 16;
const invoices = 3000;

const flow = compileFlow(invoice);
const roles = Object.keys(invoice.roles ?? {});
const clerk: Actor = { id: 'clerk', kind: 'person', principal: 'clerk', roles };
const lead: Actor = { id: 'lead', kind: 'person', principal: 'lead', roles };

interface Walk {
  readonly births: readonly CaseRecord[];
  /** By step, for each invoice what comes. */
  readonly steps: readonly (readonly Input[])[];
}

/** A step is three days long, so that ladders come due. */
function contextAt(step: number) {
  return { now: start + step * 72 * hourMs };
}

/** An input that `decide` takes for the most part: a deadline where one has come, an approval where one is awaited, else an event. */
function inputOf(record: CaseRecord, dueAt: number | null, random: SeededRandom, step: number): Input {
  if (dueAt !== null && dueAt <= contextAt(step).now) return { kind: 'deadline' };
  const [name, pending] = Object.entries(record.clocks.pending ?? {})[0] ?? [];
  if (name !== undefined && random.chance(0.7))
    return { kind: 'command', type: 'approve', data: { event: name, dataHash: pending?.dataHash ?? '' }, actor: lead };
  const possible = [...(flow.states.get(record.state)?.on.keys() ?? [])];
  const type = possible.includes('pay') && random.chance(0.5) ? 'pay' : random.pick(possible);
  return { kind: 'command', type, data: dataOf(type, record.data, random), actor: clerk, reason: 'as agreed' };
}

function dataOf(type: string, data: JsonObject, random: SeededRandom): JsonObject {
  const paid = data.paid as number;
  const open = (data.amount as number) - paid;
  if (type === 'pay') return { amount: Math.max(1, random.chance(0.3) ? open : random.integer(0, open)) };
  if (type === 'reverse') return { amount: Math.max(1, random.integer(0, paid)) };
  if (type === 'promise') return { promisedOn: '2026-03-02' };
  if (type === 'reference') return { deliveryReference: `POD-${random.integer(0, 999_999)}` };
  return {};
}

function birthOf(index: number, random: SeededRandom): CaseRecord {
  const key = `I-${index}`;
  const identity = { id: key, flow: 'invoice', entity: 'bench', key };
  const data = {
    number: key,
    customer: `Customer ${index % 100}`,
    currency: 'EUR',
    amount: random.integer(1000, 100_000),
    dueOn: '2026-02-04',
    contact: `payables@customer-${index % 100}.example`,
    ...(random.chance(0.8) ? { deliveryReference: `POD-${index}` } : {}),
  };
  const decision = decide(flow, identity, { kind: 'command', type: 'create', data, actor: clerk }, contextAt(0));
  if (decision.kind !== 'applied') throw new Error(`An invoice was not born: ${JSON.stringify(decision)}`);
  return decision.next;
}

/** What follows of a decision for the walk: an invoice that has ended begins anew. */
function after(of: CompiledFlow, decision: Decision, before: CaseRecord, birth: CaseRecord): CaseRecord {
  if (!('next' in decision)) return before;
  return of.states.get(decision.next.state)?.final === true ? birth : decision.next;
}

function walk(seed: number): Walk {
  const random = seededRandom(seed);
  const births = Array.from({ length: invoices }, (_, index) => birthOf(index, random));
  const records = [...births];
  const dueAt = births.map(() => null as number | null);
  const steps = Array.from({ length: stepsMax }, (_, step) =>
    births.map((birth, index) => {
      const record = records[index] as CaseRecord;
      const input = inputOf(record, dueAt[index] ?? null, random, step + 1);
      const decision = decide(flow, record, input, contextAt(step + 1));
      records[index] = after(flow, decision, record, birth);
      if ('dueAt' in decision) dueAt[index] = records[index] === birth ? null : (decision.dueAt ?? null);
      return input;
    }),
  );
  return { births, steps };
}

function run({ births, steps }: Walk): { readonly decided: number; readonly applied: number } {
  const records = [...births];
  let [decided, applied] = [0, 0];
  for (const [step, inputs] of steps.entries()) {
    const context = contextAt(step + 1);
    for (const [index, input] of inputs.entries()) {
      const record = records[index] as CaseRecord;
      const decision = decide(flow, record, input, context);
      records[index] = after(flow, decision, record, births[index] as CaseRecord);
      decided += 1;
      if (decision.kind === 'applied') applied += 1;
    }
  }
  return { decided, applied };
}

/**
 * The invoice of the pack with all that it has: guards over optional fields, approvals, four ladders, exceptions, tasks, mails and
 * messages worked out. Beside it XState with the much smaller bill, which does none of that.
 */
export const languageDecideInvoice: Benchmark = {
  name: 'language.decide.invoice',
  run: async () => {
    const invoicesWalk = walk(1);
    const { snapshots, events } = prepare(checkedBill, billStream(invoices));
    const options = { unit: 'decisions/s', peer: 'XState 5, pure transition, the smaller bill', rounds: 10 };
    let share = 0;
    const measured = await compare('language.decide.invoice', options, async () => {
      const ours = await time(async () => {
        const { decided, applied } = run(invoicesWalk);
        share = applied / decided;
        return decided;
      });
      const peer = await time(async () => runMachine(events, snapshots).states.length);
      return { ours, peer };
    });
    return { ...measured, note: `${Math.round(share * 100)}% of the decisions are applied, the others refused` };
  },
};
