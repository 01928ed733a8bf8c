import assert from 'node:assert/strict';
import {
  type Actor,
  type Applied,
  applyPatch,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  compileFlow,
  type Decision,
  decide,
  type EventDraft,
  type FlowDefinition,
  type Input,
  type JsonObject,
  kernelFlows,
  type Message,
  nextDueAt,
  replyMessage,
} from '../src/index.ts';

const dayMs = 86_400_000;

/*
 * Stories as ledgers: one row an event.
 *
 *     day [hh:mm] | who | [key/][flow.]event {data} "reason" | state | what came of it
 *
 * `who` is `ann (collections)`: a person with roles; `erp (source)`: a fact; `bot (automation)`. Rows of `clock` and `message` are
 * not told but come by themselves; `machine | stops`, `machine | starts` and `parameters | {...}` are told about the surroundings.
 * The first three columns of what is told are the script; the ledger that comes out must be the one that is written.
 */
export interface Story {
  /** The cases, owned children included, by `flow/key` or `parent/flow/key`. */
  readonly cases: Map<string, CaseRecord>;
  /** All events by case, in order. */
  readonly log: Map<string, EventDraft[]>;
  readonly decisions: Decision[];
  /** What a decision brought about for the owned children of its case. */
  readonly brought: WeakMap<Decision, readonly Decision[]>;
  /** The flow of rows that name none. */
  readonly main: string;
  now: number;
  context(flow: string): Context;
  flow(name: string): CompiledFlow;
  /** Whether the story is of this flow, too. */
  knows(flow: string): boolean;
  /** Decides one input for a case, and what follows for its children, parent and others. */
  give(id: string, identity: Identity, input: Input): Decision;
  /** Lets the clock run: everything due until then is decided in order. */
  runUntil(until: number): void;
  /** Checks that each case is the fold of the patches of its events. */
  requireFolds(): void;
  rows: string[];
  /** What else each row tells of its case, between its state and what came of it. */
  show: Show;
}

export type Show = (record: CaseRecord | undefined, now: number) => readonly string[];

interface Identity {
  readonly flow: string;
  readonly key: string;
  readonly parent?: string;
}

/**
 * Performs the ledger and asserts that what happens is what it says. Day 0 is `start`, a day `YYYY-MM-DD` in UTC. With `show`, rows
 * have more cells between the state and what came of it.
 */
export function tell(flows: readonly FlowDefinition[], start: string, ledger: string, show: Show = () => []): Story {
  const story = newStory(flows);
  story.show = show;
  const zero = Date.parse(`${start}T00:00:00Z`);
  const lines = ledger.split('\n').filter((line) => line.trim() !== '');
  const width = show(undefined, zero).length;
  const expected = lines.map((line) => normal(line, width));
  perform(story, start, lines);
  assert.equal(printed(story.rows), printed(expected));
  story.requireFolds();
  return story;

  function printed(rows: readonly string[]): string {
    return `\n${rows.map((text) => fixZero(text, zero)).join('\n')}\n`;
  }
}

/** Performs the script of a ledger, its first three columns, whatever comes of it; the clock runs in between. */
export function perform(story: Story, start: string, lines: readonly string[]): void {
  const zero = Date.parse(`${start}T00:00:00Z`);
  const width = story.show(undefined, zero).length;
  let isRunning = true;
  let parameters: JsonObject = {};
  story.context = () => ({ now: story.now, parameters });
  for (const line of lines) {
    const [when = '', who = '', what = ''] = line.split('|').map((cell) => cell.trim());
    const [day = '0', time = '00:00'] = when.split(' ');
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const at = zero + Number(day) * dayMs + (hours * 60 + minutes) * 60_000;
    if (who === 'clock' || who === 'message') continue;
    if (isRunning) story.runUntil(at - 1);
    story.now = at;
    if (who === 'machine') {
      isRunning = what === 'starts';
      story.rows.push(row(zero, at, who, what, ...blank(width)));
      if (isRunning) story.runUntil(at);
    } else if (who === 'parameters') {
      parameters = JSON.parse(what) as JsonObject;
      story.rows.push(row(zero, at, who, what, ...blank(width)));
    } else if (who === 'until') {
      story.rows.push(row(zero, at, who, what, ...blank(width)));
    } else {
      act(story, zero, who, what);
    }
  }
}

function fixZero(text: string, zero: number): string {
  return text.replace(/^#(\d+)/, (_, millis: string) => spellTime(Number(millis) - zero));
}

const known = new WeakMap<FlowDefinition, CompiledFlow>();

/** The flow, compiled once however many stories are told of it. */
export function compiledOnce(definition: FlowDefinition): CompiledFlow {
  const flow = known.get(definition) ?? compileFlow(definition);
  known.set(definition, flow);
  return flow;
}

/** An empty world with these flows. */
export function newStory(flows: readonly FlowDefinition[]): Story {
  const compiled = new Map([...kernelFlows, ...flows.map((each) => [each.name, compiledOnce(each)] as const)]);
  const story: Story = {
    cases: new Map(),
    log: new Map(),
    decisions: [],
    brought: new WeakMap(),
    main: flows[0]?.name ?? '',
    now: 0,
    rows: [],
    show: () => [],
    context: () => ({ now: story.now }),
    flow(name) {
      const found = compiled.get(name);
      assert.ok(found, `no flow ${name}`);
      return found;
    },
    knows: (name) => compiled.has(name),
    give: (id, identity, input) => give(story, compiled, id, identity, input),
    runUntil: (until) => runUntil(story, until),
    requireFolds: () => requireFolds(story),
  };
  return story;
}

function give(story: Story, compiled: ReadonlyMap<string, CompiledFlow>, id: string, identity: Identity, input: Input): Decision {
  const subject = story.cases.get(id) ?? { ...identity, id, entity: 'test' };
  const context = story.context(identity.flow);
  const flow = story.flow(identity.flow);
  const decision = decide(flow, subject, input, context);
  assert.deepEqual(decide(flow, subject, input, context), decision, 'the same input gives the same decision');
  story.decisions.push(decision);
  if (decision.kind === 'refused' || decision.kind === 'ignored') return decision;
  story.cases.set(id, decision.next);
  story.log.set(id, [...(story.log.get(id) ?? []), decision.event]);
  const brought: Decision[] = [];
  story.brought.set(decision, brought);
  for (const child of decision.children) {
    if (!compiled.has(child.flow)) continue;
    const childId = `${id}/${child.flow}/${child.key}`;
    const taken = give(story, compiled, childId, { flow: child.flow, key: child.key, parent: id }, child.message);
    brought.push(taken);
    const mayRefuse = !child.birth && !kernelFlows.has(child.flow);
    assert.ok(mayRefuse || taken.kind !== 'refused', `${childId} ${child.message.type}: ${JSON.stringify(taken)}`);
  }
  if (decision.toParent !== undefined && identity.parent !== undefined) {
    const parent = story.cases.get(identity.parent);
    if (parent !== undefined) give(story, compiled, parent.id, parent, decision.toParent);
  }
  for (const next of decision.following ?? []) {
    const taken = give(story, compiled, id, identity, next);
    assert.ok(taken.kind === 'applied' || taken.kind === 'deviated', `what waited is taken: ${JSON.stringify(taken)}`);
  }
  return decision;
}

type MessageEffect = Extract<Applied['effects'][number], { readonly kind: 'message' }>;

/** What the case that sent the message hears of it. */
function replyOf(story: Story, sender: string, effect: MessageEffect, taken: Decision): Message | undefined {
  if (taken.kind === 'ignored') return undefined;
  const { code, message } = taken.kind === 'refused' ? taken : { code: '', message: '' };
  const answer =
    taken.kind === 'refused' ? { kind: taken.kind, code, message } : { kind: 'applied' as const, state: taken.next.state };
  return replyMessage(story.flow(sender), effect, answer, story.now);
}

/** Messages to other cases are delivered once the event that sent them is told. */
export function deliver(story: Story, decision: Decision): void {
  if (decision.kind === 'refused' || decision.kind === 'ignored') return;
  for (const effect of decision.effects) {
    // A story may be of one flow alone: what it says to others is not told then.
    if (effect.kind !== 'message' || !story.knows(effect.target.flow)) continue;
    const { flow, key } = effect.target;
    const id = `${flow}/${key}`;
    const taken = story.give(id, { flow, key }, effect.message);
    tellRow(story, 'message', `${flow}.${effect.message.type}`, id, taken);
    const { flow: own, key: ownKey } = decision.next;
    const answer = replyOf(story, own, effect, taken);
    const heard = answer === undefined ? undefined : story.give(decision.next.id, decision.next, answer);
    if (heard !== undefined) tellRow(story, 'message', `${own}.${answer?.type}`, decision.next.id, heard);
    if (taken.kind === 'refused' && (answer === undefined || effect.onRefused !== undefined)) {
      const failed: Message = {
        kind: 'message',
        type: 'effect-failed',
        data: { effect: effect.key, kind: 'message', outcome: 'refused', error: taken.message, raise: effect.onRefused ?? '' },
        actor: { id: 'engine', kind: 'system', principal: 'engine', roles: [] },
        occurredAt: story.now,
      };
      tellRow(
        story,
        'message',
        `${own}.effect-failed`,
        decision.next.id,
        story.give(decision.next.id, { flow: own, key: ownKey }, failed),
      );
    }
    deliver(story, taken);
    if (heard !== undefined) deliver(story, heard);
  }
  for (const child of story.brought.get(decision) ?? []) deliver(story, child);
}

function runUntil(story: Story, until: number): void {
  for (let rounds = 0; rounds < 10_000; rounds += 1) {
    let first: { readonly id: string; readonly dueAt: number } | undefined;
    for (const record of story.cases.values()) {
      const dueAt = nextDueAt(story.flow(record.flow), record, story.context(record.flow));
      if (dueAt !== null && dueAt <= until && (first === undefined || dueAt < first.dueAt)) first = { id: record.id, dueAt };
    }
    if (first === undefined) return;
    const record = story.cases.get(first.id) as CaseRecord;
    story.now = Math.max(story.now, first.dueAt);
    const decision = story.give(record.id, record, { kind: 'deadline' });
    assert.ok(decision.kind === 'applied', `what is due fires: ${record.id} ${JSON.stringify(decision)}`);
    if (record.parent !== undefined) continue;
    const { outcome, input, type } = decision.event;
    const name = type === 'rung' ? `${input.ladder}/${input.rung}` : type;
    tellRow(
      story,
      'clock',
      `${record.flow}.${name}${outcome.fired === undefined && type === 'rung' ? ' asks' : ''}`,
      record.id,
      decision,
    );
    deliver(story, decision);
  }
  assert.fail('the clock never comes to rest');
}

function act(story: Story, zero: number, who: string, what: string): void {
  const [, event = what, json, reason] = /^([^{"]+?)\s*(\{.*\})?\s*(?:"([^"]*)")?$/.exec(what) ?? [];
  const [path = event, told] = event.split('/').reverse() as [string, string?];
  const [flow, type] = path.includes('.') ? (path.split('.') as [string, string]) : [story.main, path];
  const data = JSON.parse(json ?? '{}') as JsonObject;
  const born = [...story.cases.values()].filter((record) => record.flow === flow && record.parent === undefined).at(-1);
  const isBirth = story.flow(flow).start.has(type);
  const key = isBirth ? String(data[story.flow(flow).definition.key]) : (told ?? born?.key ?? 'none');
  const input = inputOf(story, who, type, data, reason);
  const owned = [...story.cases.values()].find(
    (record) => record.flow === flow && record.key === key && record.parent !== undefined,
  );
  const { id, ...identity } = owned ?? { id: `${flow}/${key}`, flow, key };
  const decision = story.give(id, identity, input);
  const at = story.now;
  const record = story.cases.get(id);
  story.rows.push(row(zero, at, who, what, record?.state ?? '-', ...story.show(record, at), cameOf(decision)));
  deliver(story, decision);
}

function inputOf(story: Story, who: string, type: string, data: JsonObject, reason: string | undefined): Input {
  const actor = actorOf(who);
  if (actor.kind !== 'source') return { kind: 'command', type, data, actor, ...(reason === undefined ? {} : { reason }) };
  return { kind: 'fact', type, data, actor, source: { name: actor.id, liveFrom: 0 }, occurredAt: story.now };
}

/** `ann (collections, sales)`, `erp (source)`, `bot (automation)`, `bot of ann (automation)`. */
export function actorOf(who: string): Actor {
  const [, id = who, inside = ''] = /^([^(]+?)\s*(?:\((.*)\))?$/.exec(who) ?? [];
  if (inside === 'source' || inside === 'automation')
    return { id, kind: inside, principal: id.split(' of ').at(-1) ?? id, roles: [] };
  return { id, kind: 'person', principal: id, roles: inside.split(',').map((role) => role.trim()) };
}

function tellRow(story: Story, who: string, what: string, id: string, decision: Decision): void {
  const record = story.cases.get(id);
  story.rows.push(row(undefined, story.now, who, what, record?.state ?? '-', ...story.show(record, story.now), cameOf(decision)));
}

/** What came of an event, in words. */
export function cameOf(decision: Decision): string {
  if (decision.kind === 'refused') return `refused: ${decision.code}`;
  if (decision.kind === 'ignored') return `ignored: ${decision.reason}`;
  const { outcome, deviation } = decision.event;
  const said = (word: string, names: readonly string[] | undefined) =>
    names === undefined || names.length === 0 ? [] : [`${word} ${names.join(', ')}`];
  return [
    ...said('deviation', deviation === undefined ? undefined : [deviation.code]),
    ...(outcome.late === true ? ['late'] : []),
    ...(outcome.manual === true ? ['manual'] : []),
    ...said('awaiting', outcome.awaiting === undefined ? undefined : [outcome.awaiting]),
    ...said('missing', outcome.missing === undefined ? undefined : [String(outcome.missing)]),
    ...said('missing of', outcome.missingRoles),
    ...said('superseded', outcome.superseded),
    ...said('stopped', outcome.stopped),
    ...said('void', outcome.voided),
    ...said('resolved', outcome.resolved),
    ...said('raised', outcome.raised),
    ...said('task', outcome.tasks),
    ...said('mail', mails(decision)),
    ...said(
      'failed',
      outcome.failures?.map(() => 'expression'),
    ),
  ].join('; ');
}

function mails(decision: Applied): readonly string[] {
  return decision.effects.flatMap((effect) => (effect.kind === 'mail' ? [effect.payload.subject] : []));
}

function row(zero: number | undefined, at: number, ...rest: readonly string[]): string {
  const when = zero === undefined ? `#${at}` : spellTime(at - zero);
  return cells([when, ...rest]);
}

/** The cells of a row that is about no case. */
const blank = (width: number) => Array.from({ length: 2 + width }, () => '');

function cells(texts: readonly string[]): string {
  return texts.map((text) => text.trim()).join(' | ');
}

function spellTime(millis: number): string {
  const day = Math.floor(millis / dayMs);
  const minutes = Math.floor((millis - day * dayMs) / 60_000);
  const two = (value: number) => String(value).padStart(2, '0');
  return minutes === 0 ? String(day) : `${day} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function normal(line: string, width: number): string {
  const texts = line.split('|').map((cell) => cell.trim());
  while (texts.length < 5 + width) texts.push('');
  return cells(texts);
}

function requireFolds(story: Story): void {
  for (const [id, record] of story.cases) {
    const { state: _s, data: _d, clocks: _c, seq: _q, enteredAt: _e, ...identity } = record;
    const empty: CaseRecord = { ...identity, state: '', data: {}, clocks: {}, seq: 0, enteredAt: 0 };
    const folded = (story.log.get(id) ?? []).reduce((before, event) => applyPatch(before, event.patch), empty);
    assert.deepEqual(folded, record, `${id} is the fold of its patches`);
  }
}
