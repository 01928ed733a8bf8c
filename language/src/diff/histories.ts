import type { CaseRecord } from '../case.ts';
import type { CompiledFlow } from '../compile/compiled.ts';
import { nextDueAt } from '../deadlines/next-due.ts';
import { decide } from '../decide/decide.ts';
import type { Subject } from '../decide/draft.ts';
import type { Actor, Input } from '../input.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { Replay, ReplayStep } from '../replay.ts';
import { findInput, validData, validPayload } from '../solve/find-input.ts';

/** A case that is looked for. */
export interface Goal {
  readonly isReached: (record: CaseRecord) => boolean;
  /** Patches of the data that bring it nearer. */
  readonly wishes: readonly JsonObject[];
}

/** So many decisions are made before a goal is given up. */
const decisionsMax = 6000;
const begin = Date.UTC(2026, 0, 5, 9);
const minuteMs = 60_000;

interface Node {
  readonly record: CaseRecord;
  readonly steps: readonly ReplayStep[];
}

/**
 * For each goal a short history of the flow that ends in such a case, `undefined` where none was found: a search that decides for real,
 * breadth first. Deterministic.
 */
export function historiesTo(flow: CompiledFlow, goals: readonly Goal[]): readonly (Replay | undefined)[] {
  const people = actorsOf(flow);
  const least = validData(flow.definition);
  const key = least?.[flow.definition.key];
  const found: (Replay | undefined)[] = goals.map(() => undefined);
  if (typeof key !== 'string') return found;
  const moves = movesOf(flow, people, key);
  const wishes = goals.flatMap((goal) => goal.wishes);
  const seen = new Set<string>();
  let decisions = 0;
  const advance = (subject: Subject, steps: readonly ReplayStep[], inputs: readonly Input[]): Node | undefined => {
    let at = (steps.at(-1)?.at ?? begin) + minuteMs;
    let current: Subject = subject;
    const taken = [...steps];
    for (const input of inputs) {
      const due = input.kind === 'deadline' && current.state !== undefined ? nextDueAt(flow, current, { now: at }) : undefined;
      if (input.kind === 'deadline') {
        if (due === undefined || due === null || !Number.isSafeInteger(due)) return undefined;
        at = Math.max(at, due);
      }
      decisions += 1;
      const timed = input.kind === 'fact' || input.kind === 'message' ? { ...input, occurredAt: at } : input;
      const decision = decide(flow, current, timed, { now: at });
      if (decision.kind !== 'applied') return undefined;
      taken.push({ at, input: timed });
      current = decision.next;
      at += minuteMs;
    }
    return current.state === undefined ? undefined : { record: current, steps: taken };
  };
  // What differs from all before only in its data or its children is looked at last.
  const fresh: Node[] = [];
  const alike: Node[] = [];
  const take = () => fresh.shift() ?? alike.shift();
  const visit = (node: Node | undefined): void => {
    if (node === undefined) return;
    for (const [index, goal] of goals.entries())
      if (found[index] === undefined && goal.isReached(node.record)) found[index] = { key, steps: node.steps };
    const { state, data, clocks } = node.record;
    const standing = Object.entries(clocks.ladders ?? {}).map(([name, { rungs = {} }]) => [name, Object.keys(rungs)]);
    const shape = JSON.stringify([state, Object.keys(clocks.pending ?? {}), standing]);
    const seenAs = shape + JSON.stringify([data, openOf(clocks.children)]);
    if (seen.has(seenAs)) return;
    (seen.has(shape) ? alike : fresh).push(node);
    seen.add(shape).add(seenAs);
  };
  const unborn: Subject = { id: key, flow: flow.name, entity: 'replay', key };
  for (const inputs of moves.births) visit(advance(unborn, [], inputs));
  for (let next = take(); next !== undefined && decisions < decisionsMax && found.includes(undefined); next = take()) {
    for (const inputs of [...moves.from(next.record), ...wishes.map((patch) => [moves.revise(patch)])])
      visit(advance(next.record, next.steps, inputs));
  }
  return found;
}

function openOf(children: CaseRecord['clocks']['children'] = {}): readonly string[] {
  return Object.entries(children).flatMap(([slot, { open }]) => (open.length > 0 ? [slot] : []));
}

interface Moves {
  readonly births: readonly (readonly Input[])[];
  from(record: CaseRecord): readonly (readonly Input[])[];
  revise(patch: JsonObject): Input;
}

function movesOf(flow: CompiledFlow, people: readonly Actor[], key: string): Moves {
  const { definition } = flow;
  const [ann] = people as [Actor];
  const command = (type: string, data: JsonObject, actor = ann): Input => ({
    kind: 'command',
    type,
    data,
    actor,
    reason: 'as agreed',
  });
  const revise = (patch: JsonObject): Input => command('revise', patch);
  const named = (data: JsonObject): JsonObject => (isCarried(definition, data) ? { ...data, [definition.key]: key } : data);
  const births = Object.entries(definition.start).flatMap(([event, list]) =>
    [list].flat().flatMap(({ when }) => {
      const input =
        when === undefined ? undefined : findInput(definition, event, [{ source: when, is: 'true' }], { born: false }).found;
      const payload = input?.event ?? validPayload(definition, event);
      return payload === undefined ? [] : [[command(event, named(payload))]];
    }),
  );
  const known = new Map<string, readonly (readonly Input[])[]>();
  const inState = (state: string): readonly (readonly Input[])[] => {
    const before = known.get(state);
    if (before !== undefined) return before;
    const moves = Object.entries(definition.states[state]?.on ?? {}).flatMap(([event, list]) =>
      [list].flat().flatMap(({ when }, index, all): (readonly Input[])[] => {
        const least = validPayload(definition, event);
        const plain = least === undefined ? [] : [[command(event, least)]];
        const earlier = all
          .slice(0, index)
          .flatMap((other) => (other.when === undefined ? [] : [{ source: other.when, is: 'false' as const }]));
        if (when === undefined && earlier.length === 0) return plain;
        const wanted = [...earlier, ...(when === undefined ? [] : [{ source: when, is: 'true' as const }])];
        const { found } = findInput(definition, event, wanted, { stepsMax: 2000 });
        if (found === undefined) return plain;
        const { [definition.key]: _, ...data } = found.data;
        return [...plain, [command(event, found.event)], [revise(data), command(event, found.event)]];
      }),
    );
    known.set(state, moves);
    return moves;
  };
  return {
    births,
    revise,
    from: (record) => [
      ...inState(record.state),
      ...Object.keys(record.clocks.pending ?? {}).flatMap((of) => people.map((actor) => [command('approve', { of }, actor)])),
      ...childrenClosed(record),
      [{ kind: 'deadline' }],
    ],
  };
}

/** Whether a start event carries the data of the case, its key included. */
function isCarried({ key }: CompiledFlow['definition'], data: JsonObject): boolean {
  return Object.hasOwn(data, key);
}

function childrenClosed({ clocks }: CaseRecord): readonly (readonly Input[])[] {
  return Object.entries(clocks.children ?? {}).flatMap(([slot, { open }]) =>
    slot.startsWith('exception/')
      ? open.map((ordinal): readonly Input[] => [
          {
            kind: 'message',
            type: 'child-closed',
            data: { child: `${slot}#${ordinal}`, state: 'resolved' },
            actor: { id: 'kernel', kind: 'automation', principal: 'kernel', roles: [] },
            occurredAt: 0,
          },
        ])
      : [],
  );
}

/** Several persons, each of whom holds every role that the flow names. */
function actorsOf(flow: CompiledFlow): readonly Actor[] {
  const roles = [...rolesIn(flow.definition as unknown as Json)].sort();
  return ['ann', 'bob', 'cem', 'dan'].map((id) => ({ id, kind: 'person', principal: id, roles }));
}

function rolesIn(value: Json, roles: Set<string> = new Set()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value) rolesIn(item, roles);
  if (!isJsonObject(value)) return roles;
  for (const [name, member] of Object.entries(value)) {
    if ((name === 'owner' || name === 'role') && typeof member === 'string') roles.add(member);
    else if (name === 'roles' && Array.isArray(member)) for (const role of member) if (typeof role === 'string') roles.add(role);
    rolesIn(member, roles);
  }
  return roles;
}
