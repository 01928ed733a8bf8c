import { type CaseRecord, type CompiledFlow, decide } from '@throughline/language';
import { type SeededRandom, seededRandom } from '@throughline/testing';
import { initialTransition, type SnapshotFrom, transition } from 'xstate';
import { type BillEvent, type BillStart, checkedBill, clerk, contextAt, draftOf, uncheckedBill } from './language-bill.ts';
import { billMachine } from './language-bill-machine.ts';
import { type Benchmark, compare, time } from './measure.ts';

/** What came of each event, in the order of the stream: the state afterwards, and what is paid. */
export interface Outputs {
  readonly states: string[];
  readonly paid: number[];
}

export interface Stream {
  readonly starts: readonly BillStart[];
  /** By step, for each bill what is asked of it. */
  readonly steps: readonly (readonly BillEvent[])[];
}

type BillSnapshot = SnapshotFrom<typeof billMachine>;

const stepsMax = 16;

/** Walks of so many bills. The same seed gives the same. */
export function billStream(bills: number, seed = 1): Stream {
  const random = seededRandom(seed);
  const starts = Array.from({ length: bills }, (_, index) => ({ number: `B-${index}`, amount: random.integer(1000, 100_000) }));
  const snapshots = starts.map(firstSnapshot);
  const steps = Array.from({ length: stepsMax }, (_, step) =>
    snapshots.map((snapshot, index) => {
      const here = Object.keys(billMachine.states[snapshot.value as 'draft']?.on ?? {});
      const event = eventOf(snapshot, askedOf(here, random), random, step);
      const after = next(snapshot, event);
      snapshots[index] = after.status === 'done' ? firstSnapshot(starts[index] as BillStart) : after;
      return event;
    }),
  );
  return { starts, steps };
}

/** Mostly what is possible here, and half of that payments, where they are; sometimes anything. */
function askedOf(here: readonly string[], random: SeededRandom): string {
  if (random.chance(0.1)) return random.pick(everything);
  return here.includes('pay') && random.chance(0.5) ? 'pay' : random.pick(here);
}

const everything = [...checkedBill.events.keys()].filter((name) => name !== 'create');

function eventOf({ context }: BillSnapshot, type: string, random: SeededRandom, step: number): BillEvent {
  const open = context.amount - context.paid;
  switch (type) {
    case 'send':
      return { type, data: { channel: 'mail' } };
    case 'reference':
      return { type, data: { deliveryReference: `POD-${random.integer(0, 999_999)}` } };
    case 'pay':
      return { type, data: { amount: Math.max(1, random.chance(0.3) ? open : random.integer(0, open)), paidOn: '2026-02-10' } };
    case 'reverse':
      return { type, data: { amount: Math.max(1, random.chance(0.5) ? context.paid : random.integer(0, context.paid)) } };
    case 'promise':
      return { type, data: { promisedOn: `2026-03-${String(1 + (step % 28)).padStart(2, '0')}` } };
    default:
      return { type, data: {} };
  }
}

function firstSnapshot(input: BillStart): BillSnapshot {
  return initialTransition(billMachine, input)[0];
}

function next(snapshot: BillSnapshot, { type, data }: BillEvent): BillSnapshot {
  return transition(billMachine, snapshot, { type, ...data } as Parameters<typeof transition<typeof billMachine>>[2])[0];
}

const ends = new Set([...checkedBill.states.values()].filter(({ final }) => final).map(({ name }) => name));

/** Has `decide` take the stream. What is refused leaves the bill as it is; one that has ended begins anew. */
export function runDecide(flow: CompiledFlow, { steps }: Stream, births: readonly CaseRecord[]): Outputs {
  const [states, paid]: [string[], number[]] = [[], []];
  const records = [...births];
  for (const [step, events] of steps.entries()) {
    const context = contextAt(step + 1);
    for (let index = 0; index < events.length; index += 1) {
      const { type, data } = events[index] as BillEvent;
      const record = records[index] as CaseRecord;
      const decision = decide(flow, record, { kind: 'command', type, data, actor: clerk }, context);
      const after = decision.kind === 'applied' ? decision.next : record;
      records[index] = ends.has(after.state) ? (births[index] as CaseRecord) : after;
      states.push(after.state);
      paid.push(after.data.paid as number);
    }
  }
  return { states, paid };
}

/** The same stream for XState; its events carry their data beside the type, as there is usual. */
export function runMachine(steps: readonly (readonly MachineEvent[])[], births: readonly BillSnapshot[]): Outputs {
  const [states, paid]: [string[], number[]] = [[], []];
  const snapshots = [...births];
  for (const events of steps) {
    for (let index = 0; index < events.length; index += 1) {
      const [after] = transition(billMachine, snapshots[index] as BillSnapshot, events[index] as MachineEvent);
      snapshots[index] = after.status === 'done' ? (births[index] as BillSnapshot) : after;
      states.push(after.value as string);
      paid.push(after.context.paid);
    }
  }
  return { states, paid };
}

type MachineEvent = Parameters<typeof transition<typeof billMachine>>[2];

/** The stream ready for both: births are not measured. */
export function prepare(flow: CompiledFlow, stream: Stream) {
  return {
    records: stream.starts.map((start) => draftOf(flow, start)),
    snapshots: stream.starts.map(firstSnapshot),
    events: stream.steps.map((events) => events.map(({ type, data }) => ({ type, ...data }) as MachineEvent)),
  };
}

/** Throws where the two sides do not agree at some step. */
export function requireSame(ours: Outputs, theirs: Outputs): void {
  const wrong = ours.states.findIndex(
    (state, index) => state !== theirs.states[index] || ours.paid[index] !== theirs.paid[index],
  );
  if (ours.states.length !== theirs.states.length || wrong >= 0)
    throw new Error(
      `Event ${wrong}: ${ours.states[wrong]}, ${ours.paid[wrong]} paid; XState: ${theirs.states[wrong]}, ${theirs.paid[wrong]}`,
    );
}

const bills = 3000;
const none: Outputs = { states: [], paid: [] };

function against(name: string, flow: CompiledFlow): Benchmark {
  return {
    name,
    run: () => {
      const stream = billStream(bills);
      const { records, snapshots, events } = prepare(flow, stream);
      const options = { unit: 'transitions/s', peer: 'XState 5, pure transition, the same flow', rounds: 10 };
      return compare(name, options, async () => {
        let [ourOutputs, theirOutputs]: [Outputs, Outputs] = [none, none];
        const ours = await time(async () => {
          ourOutputs = runDecide(flow, stream, records);
          return ourOutputs.states.length;
        });
        const peer = await time(async () => {
          theirOutputs = runMachine(events, snapshots);
          return theirOutputs.states.length;
        });
        requireSame(ourOutputs, theirOutputs);
        return { ours, peer };
      });
    },
  };
}

/** The whole decision (event, patch, wake-up), with the data of event and case held against their schemas; then without that. */
export const languageDecide: readonly Benchmark[] = [
  against('language.decide', checkedBill),
  against('language.decide.unchecked', uncheckedBill),
];
