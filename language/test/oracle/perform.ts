import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Actor,
  applyPatch,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  compileFlow,
  type Decision,
  deadlines,
  decide,
  type EventDraft,
  type Input,
  type JsonObject,
  nextDueAt,
} from '../../src/index.ts';
import { beginStory, type Oracle } from './oracle.ts';
import { type FlowPlan, flowOfPlan, parameterName } from './plan.ts';
import type { Happening, Story } from './stories.ts';
import type { Facts } from './tale.ts';
import { dayMs, dayText, stepMs } from './wall-clock.ts';

/* Tells a story to `decide` and to the oracle at once, as an engine would, and requires the same of both. */

export interface Performed {
  readonly record: CaseRecord;
  readonly seen: ReadonlySet<string>;
}

const compiled = new WeakMap<FlowPlan, CompiledFlow>();
const ann: Actor = { id: 'ann', kind: 'person', principal: 'ann', roles: ['desk'] };
const erp: Actor = { id: 'erp', kind: 'source', principal: 'erp', roles: [] };
const identity = { id: 'w', flow: 'walk', entity: 'e', key: 'W' };
const empty: CaseRecord = { ...identity, version: 1, state: '', seq: 0, data: {}, clocks: {}, enteredAt: 0 };
const looksMax = 500;

interface Stage {
  readonly flow: CompiledFlow;
  readonly plan: FlowPlan;
  readonly oracle: Oracle;
  readonly zero: number;
  readonly log: EventDraft[];
  readonly seen: Set<string>;
  readonly fired: Set<string>;
  record: CaseRecord;
  now: number;
  /** As an engine keeps it: what the last decision said. */
  dueAt: number | null;
}

export function perform(plan: FlowPlan, story: Story): Performed {
  const flow = compiled.get(plan) ?? compileFlow(flowOfPlan(plan));
  compiled.set(plan, flow);
  const stage = begin(flow, plan, story);
  for (const happening of story.happenings) {
    const until = stage.now + happening.wait * stepMs;
    if (happening.kind !== 'outage') runUntil(stage, until);
    stage.now = until;
    tell(stage, happening);
    if (happening.kind === 'outage' || happening.kind === 'clock') runUntil(stage, stage.now);
    compare(stage);
  }
  runUntil(stage, stage.now + 40 * dayMs);
  compare(stage);
  const folded = stage.log.reduce((before, event) => applyPatch(before, structuredClone(event.patch)), empty);
  assert.deepEqual(folded, stage.record, 'the case is the fold of its patches');
  requireRecorded(stage);
  return { record: stage.record, seen: stage.seen };
}

function begin(flow: CompiledFlow, plan: FlowPlan, { zero: day, due, at, live }: Story): Stage {
  const zero = Date.parse(day);
  const born = live === null ? zero : zero - (live.born + live.since) * stepMs;
  const liveFrom = live === null ? undefined : zero - live.since * stepMs;
  const data: Facts = {
    ...(due === null ? {} : { due: dayAfter(zero, due) }),
    ...(at === null ? {} : { at: new Date(zero + at * stepMs).toISOString() }),
  };
  const oracle = beginStory(plan, { at: born, now: zero, data, liveFrom });
  const told = { type: 'begin', data: { number: 'W', ...data } as JsonObject };
  const input: Input =
    liveFrom === undefined
      ? { kind: 'command', actor: ann, ...told }
      : { kind: 'fact', actor: erp, ...told, source: { name: 'erp', liveFrom }, occurredAt: born };
  const stage: Stage = {
    ...{ flow, plan, oracle, zero, log: [], seen: new Set(), fired: new Set() },
    ...{ record: empty, now: zero, dueAt: null },
  };
  take(stage, decide(flow, identity, input, contextOf(stage)), 'begin');
  return stage;
}

const dayAfter = (zero: number, days: number) => dayText(zero / dayMs + days);

function contextOf({ oracle, now }: Pick<Stage, 'oracle' | 'now'>): Context {
  const named = (amounts: readonly number[]) =>
    Object.fromEntries(amounts.map((amount, index) => [parameterName(index), amount]));
  const scheduled = oracle.revisions().filter(({ from }) => from > now);
  return {
    now,
    parameters: named(oracle.amountsAt(now)),
    scheduled: scheduled.map(({ from, amounts }) => ({ from, parameters: named(amounts) })),
  };
}

function take(stage: Stage, decision: Decision, what: string): void {
  assert.ok(decision.kind === 'applied', `${what}: ${JSON.stringify(decision)}`);
  const { event, next, dueAt } = decision;
  if (marked(stage.record).some((name) => !marked(next).includes(name))) stage.seen.add('taken back');
  stage.record = next;
  stage.dueAt = dueAt;
  stage.log.push(event);
  for (const name of ['overtaken', 'stopped', 'superseded', 'late'] as const)
    if (event.outcome[name] !== undefined) stage.seen.add(name);
  assert.equal(dueAt, stage.oracle.wake(stage.now), `the wake-up after ${what}`);
}

/** The rungs that are overtaken, by episode. */
function marked({ clocks }: CaseRecord): readonly string[] {
  return Object.entries(clocks.ladders ?? {}).flatMap(([ladder, { episode, rungs = {} }]) =>
    Object.keys(rungs).flatMap((rung) => (rungs[rung]?.overtaken === undefined ? [] : [`${ladder}/${rung} ${episode}`])),
  );
}

/** Everything that is due until then fires in order, whenever the engine looks: at what the last decision said. */
function runUntil(stage: Stage, until: number): void {
  for (let looks = 0; ; looks += 1) {
    assert.ok(looks < looksMax, 'the clock comes to rest');
    const due = stage.oracle.wake(stage.now);
    const latest = due === null ? null : Math.max(due, stage.now);
    assert.ok(latest === null || (stage.dueAt !== null && stage.dueAt <= latest), `${stage.dueAt} is no later than ${latest}`);
    if (stage.dueAt === null || stage.dueAt > until) return;
    stage.now = Math.max(stage.now, stage.dueAt);
    look(stage);
  }
}

function look(stage: Stage): void {
  const expected = stage.oracle.look(stage.now);
  const decision = decide(stage.flow, stage.record, { kind: 'deadline' }, contextOf(stage));
  if (expected === undefined) {
    assert.ok(decision.kind === 'ignored', `nothing is due at ${stage.now}: ${JSON.stringify(decision)}`);
    stage.dueAt = decision.dueAt ?? null;
    assert.equal(stage.dueAt, stage.oracle.wake(stage.now));
    assert.ok(stage.dueAt === null || stage.dueAt > stage.now, 'a look that finds nothing moves the wake-up on');
    return;
  }
  take(stage, decision, `${expected.name} at ${new Date(stage.now).toISOString()}`);
  const event = stage.log.at(-1);
  const { outcome, type } = event as EventDraft;
  const found = {
    name: type === 'overdue' ? type : outcome.fired,
    due: outcome.due,
    superseded: [...(outcome.superseded ?? [])].sort(),
  };
  assert.deepEqual(found, { ...expected, superseded: [...expected.superseded].sort() });
  stage.seen.add(type === 'overdue' ? 'overdue' : 'fired');
  if (outcome.fired === undefined) return;
  const episode = event?.input.episode;
  const once = `${outcome.fired} of episode ${episode}`;
  assert.ok(!stage.fired.has(once), `${once} fires twice`);
  stage.fired.add(once);
}

function tell(stage: Stage, happening: Happening): void {
  const { oracle, now, zero } = stage;
  if (happening.kind === 'outage') return;
  if (happening.kind === 'clock') {
    stage.now += happening.by * stepMs;
    // Revisions that hold no longer are known to be coming again: whoever sets the clock back looks at every case.
    if (happening.by < 0) stage.dueAt = nextDueAt(stage.flow, stage.record, contextOf(stage));
    return;
  }
  if (happening.kind === 'tune') {
    const from = now + happening.in * stepMs;
    oracle.announce({ from, amounts: happening.amounts.slice(0, stage.plan.parameters.length) });
    stage.dueAt = nextDueAt(stage.flow, stage.record, contextOf(stage));
    assert.equal(stage.dueAt, oracle.wake(now), 'the wake-up once a revision is known');
    return;
  }
  if (oracle.state() === 'done') return;
  if (happening.kind === 'move') {
    if (happening.to === oracle.state()) return;
    oracle.move(happening.to, { at: now, now });
    return give(stage, `go ${happening.to}`, {});
  }
  if (happening.kind === 'amend') {
    const { field, to } = happening;
    const value = to === null ? undefined : field === 'due' ? dayAfter(zero, to) : new Date(zero + to * dayMs).toISOString();
    if (value === oracle.data()[field]) return;
    oracle.write({ [field]: value }, { at: now, now });
    return give(stage, 'revise', { [field]: value ?? null });
  }
  if (happening.kind === 'turn') {
    const segment = happening.to ?? undefined;
    if (segment === oracle.data().segment) return;
    const before = stage.dueAt;
    oracle.write({ segment }, { at: now, now });
    give(stage, 'revise', { segment: segment ?? null });
    if (stage.dueAt !== before) stage.seen.add('turned');
    return;
  }
  if (happening.kind === 'note') return note(stage);
  const at = now - happening.late * stepMs;
  const isFill = happening.kind === 'learn' && happening.counts === 'fill';
  if (happening.kind === 'learn') {
    if (happening.to === oracle.state()) return;
    if (isFill && at < oracle.since()) oracle.write({}, { at, now });
    else oracle.move(happening.to, { at, now });
  } else {
    oracle.write({ over: happening.kind === 'settle' }, { at, now });
  }
  give(stage, happening.kind === 'learn' ? `${isFill ? 'fill' : 'land'} ${happening.to}` : happening.kind, {}, at);
}

function give(stage: Stage, type: string, data: JsonObject, occurredAt?: number): void {
  const input: Input =
    occurredAt === undefined
      ? { kind: 'command', type, data, actor: ann }
      : { kind: 'fact', type, data, actor: erp, source: { name: 'erp', liveFrom: 0 }, occurredAt };
  take(stage, decide(stage.flow, stage.record, input, contextOf(stage)), type);
  assert.equal(stage.record.state, stage.oracle.state());
}

/** What no deadline reads moves none. */
function note(stage: Stage): void {
  const dues = () =>
    deadlines(stage.flow, stage.record, contextOf(stage)).map(({ name, dueAt, standing }) => [name, dueAt, standing]);
  const before = dues();
  stage.oracle.write({}, { at: stage.now, now: stage.now });
  give(stage, 'revise', { other: stage.record.seq });
  assert.deepEqual(dues(), before, 'a deadline moves only if one of its inputs did');
}

/** What became of each rung is the same in the case and in the story. */
function compare(stage: Stage): void {
  const { record, oracle, plan, now } = stage;
  assert.equal(record.state, oracle.state());
  const marks = oracle.marks();
  for (const { name } of plan.ladders) {
    const clock = record.clocks.ladders?.[name]?.rungs ?? {};
    for (const rung of oracle.rungNames(name)) {
      const found = clock[rung.slice(name.length + 1)];
      const { standing, due, overtaken } = found ?? {};
      const mark = marks.get(rung);
      assert.deepEqual(
        { standing, due, overtaken },
        { standing: mark?.standing, due: mark?.due, overtaken: mark?.overtaken },
        `${rung} at ${new Date(now).toISOString()}`,
      );
    }
  }
}

/** When the case is over, there is a record of every rung that had something to count from; others are history, or never due. */
function requireRecorded(stage: Stage): void {
  const all = deadlines(stage.flow, stage.record, contextOf(stage));
  const pending = all.filter(({ standing }) => standing === 'pending');
  const first = Math.min(...pending.map(({ dueAt }) => dueAt ?? Infinity));
  assert.equal(first === Infinity ? null : first, stage.oracle.wake(stage.now), 'the first of the deadlines is the wake-up');
  if (stage.record.state !== 'done') return;
  for (const { name, standing, kind } of all)
    assert.ok(
      kind === 'state' || ['fired', 'superseded', 'stopped', 'historic', 'held'].includes(standing),
      `${name} is ${standing} though the case is over`,
    );
}

/** Tells generated stories of generated flows; gives what came about in some of them. */
export function performMany(
  seed: number,
  numRuns: number,
  plan: fc.Arbitrary<FlowPlan>,
  story: fc.Arbitrary<Story>,
): ReadonlySet<string> {
  const plans = fc.sample(plan, { seed, numRuns: 120 });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...plans), story, (each, told) => {
      for (const what of perform(each, told).seen) seen.add(what);
    }),
    { seed, numRuns },
  );
  return seen;
}
