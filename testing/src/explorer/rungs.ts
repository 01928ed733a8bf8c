import { compileFlow, nextDueAt } from '@throughline/language';
import type { Edge } from './edge.ts';
import { actionSources, type Examined, poolOf, readsOf, truthOf, valueIn } from './examined.ts';
import { notice, type Seen } from './seen.ts';
import { isValid } from './validity.ts';
import { childDimension, combinations, type Dimension, dimension, plainest, type Valuation } from './valuations.ts';
import { approved, command, shifted, take, usualCast, type Walk, withData } from './walk.ts';

export interface Climbed {
  readonly walk: Walk;
  readonly edge: Edge;
}

/** How many inputs are tried for the anchor and end of a ladder, and for one expression of a rung; how often the clock is moved. */
export const ladderBounds = { inputs: 400, alike: 2, expression: 16, firings: 40 } as const;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** Lets the clock run in a state, on data on which its ladders count: each rung in turn, promptly (L204). */
export function climb(examined: Examined, state: string, walk: Walk, seen: Seen): readonly Climbed[] {
  const found: Climbed[] = [];
  for (const [name, ladder] of Object.entries(examined.definition.ladders ?? {})) {
    if (!ladder.during.includes(state)) continue;
    const inputs = ladderInputs(examined, name);
    for (const valuation of inputs) found.push(...run(examined, { state, name, valuation, walk, seen }));
    const waits = examined.compiled.ladders.get(name)?.rungs.some((rung) => !seen.fired.has(`${name}/${rung.name}`));
    if (ladder.anchor === 'entered' || waits !== true) continue;
    // What counts from a field may come due before the rungs of any other ladder: as if they were not there.
    const alone = withLadderAlone(examined, name);
    for (const valuation of inputs) found.push(...run(alone, { state, name, valuation, walk, seen }));
  }
  return found;
}

function withLadderAlone(examined: Examined, name: string): Examined {
  const { [name]: ladder } = examined.definition.ladders ?? {};
  if (ladder === undefined || Object.keys(examined.definition.ladders ?? {}).length === 1) return examined;
  const definition = { ...examined.definition, ladders: { [name]: ladder } };
  return { ...examined, definition, compiled: compileFlow(definition) };
}

/** What the ladder counts from on this data, as an instant; `undefined` where it cannot be read. */
export function anchorAt(examined: Examined, name: string, valuation: Valuation): number | undefined {
  const anchor = examined.compiled.ladders.get(name)?.anchor;
  if (anchor === undefined) return undefined;
  const value = valueIn(examined, anchor, valuation);
  if (typeof value === 'number') return Math.abs(value) < 2e14 ? value : undefined;
  if (typeof value !== 'string') return undefined;
  const instant = Date.parse(value);
  if (Number.isNaN(instant)) return undefined;
  // What looks like a day must be one: the 31st of February is not.
  if (value.length === 10) return new Date(instant).toISOString().startsWith(value) ? instant : undefined;
  return instant;
}

export function ladderSpace(examined: Examined, sources: readonly string[], most: number, each?: number): readonly Valuation[] {
  const data = examined.definition.data as never;
  const pool = poolOf(examined, sources, [data]);
  const document = plainest(data, pool);
  if (document === undefined) return [];
  const dimensions = readsOf(examined, sources).flatMap(({ variable, member }): readonly Dimension[] => {
    if (variable === 'children') return [childDimension(member)];
    const one = variable === 'data' ? dimension('data', member, data, pool, each) : undefined;
    return one === undefined ? [] : [one];
  });
  return [...combinations({ data: document, event: {}, children: {} }, dimensions, most)].filter((one) =>
    isValid(data, one.data),
  );
}

/** Plain data of each kind: anchored and not stopped; and around it what the rungs' expressions may stumble over. */
function ladderInputs(examined: Examined, name: string): readonly Valuation[] {
  const definition = examined.definition.ladders?.[name];
  const compiled = examined.compiled.ladders.get(name);
  if (definition === undefined || compiled === undefined) return [];
  const sources = [
    ...(definition.anchor === 'entered' ? [] : [definition.anchor]),
    ...(definition.stopWhen === undefined ? [] : [definition.stopWhen]),
  ];
  const counts = (valuation: Valuation) =>
    (definition.anchor === 'entered' || anchorAt(examined, name, valuation) !== undefined) &&
    (compiled.stopWhen === undefined || truthOf(examined, compiled.stopWhen, valuation) !== 'true');
  const plain = ladderSpace(examined, sources, ladderBounds.inputs).filter(counts).slice(0, ladderBounds.alike);
  const [first] = plain;
  if (first === undefined) return [];
  const actions = [...new Set(definition.rungs.flatMap((rung) => actionSources(examined.definition, rung)))];
  const varied = actions.flatMap((source) => {
    const data = examined.definition.data as never;
    const pool = poolOf(examined, [source], [data]);
    const dimensions = readsOf(examined, [source]).flatMap(({ variable, member }): readonly Dimension[] => {
      const one = variable === 'data' ? dimension('data', member, data, pool, 3) : undefined;
      return one === undefined ? [] : [one];
    });
    return [...combinations(first, dimensions, ladderBounds.expression)].filter((one) => isValid(data, one.data) && counts(one));
  });
  const unique = new Map([...plain, ...varied].map((valuation) => [JSON.stringify(valuation), valuation]));
  return [...unique.values()];
}

interface Run {
  readonly state: string;
  readonly name: string;
  readonly valuation: Valuation;
  readonly walk: Walk;
  readonly seen: Seen;
}

function run(examined: Examined, { state, name, valuation, walk, seen }: Run): readonly Climbed[] {
  const cast = usualCast(examined);
  const anchor = anchorAt(examined, name, valuation);
  // So that the case is there shortly before the ladder begins to count.
  const moved = anchor === undefined ? walk : shifted(walk, anchor - 2 * dayMs - walk.record.enteredAt);
  const begun = withData(examined, moved, valuation, cast.reviser);
  if (begun === undefined) return [];
  return tick(examined, { state, valuation, walk: begun, seen });
}

interface Tick {
  readonly state: string;
  readonly valuation: Valuation;
  readonly walk: Walk;
  readonly seen: Seen;
}

/** Moves the clock to what is due next, again and again, while the case is in the state. */
export function tick(examined: Examined, { state, valuation, walk, seen }: Tick): readonly Climbed[] {
  const cast = usualCast(examined);
  const found: Climbed[] = [];
  let current = walk;
  for (let count = 0; count < ladderBounds.firings; count += 1) {
    const due = nextDueAt(examined.compiled, current.record, { now: current.now });
    if (due === null) break;
    const { decision, walk: after } = take(examined, current, { kind: 'deadline' }, Math.max(due, current.now));
    if (decision.kind !== 'applied') break;
    current = after;
    const { type, input, outcome } = decision.event;
    const rung = type === 'rung' ? `${input['ladder']}/${input['rung']}` : undefined;
    notice(seen, rung ?? state, current.steps, [decision]);
    if (rung === undefined) continue;
    const by = { ladder: String(input['ladder']), rung: String(input['rung']) };
    if (outcome.awaiting !== undefined) {
      const given = approved(examined, current, outcome.awaiting, cast.approvers);
      notice(seen, rung, given?.walk.steps ?? [], given?.decisions ?? []);
      if (given?.isTaken) {
        seen.fired.add(rung);
        found.push({ walk: given.walk, edge: { from: state, to: given.walk.record.state, valuation, by } });
      }
      const [approver] = cast.approvers;
      if (approver === undefined) break;
      // Approved it may lead away; declined, the ladder goes on. Both happen.
      current = take(examined, current, command(approver, 'decline', { of: outcome.awaiting })).walk;
    } else {
      found.push({ walk: current, edge: { from: state, to: current.record.state, valuation, by } });
    }
    if (current.record.state !== state) break;
    // What the rung has set may have stopped the ladder; any other data is as possible (L201).
    current = withData(examined, current, valuation, cast.reviser) ?? current;
  }
  return found;
}
