import type { Actor, Fact, FlowDefinition, Input, JsonObject } from '@throughline/language';
import { caseId, childId } from '../../src/case-id.ts';
import type { Submission } from '../../src/dispatch/submission.ts';
import type { Chance } from '../model/scheduling.ts';

/** What somebody wants to happen; whoever acts is named after it, so that it can be told in the log. */
export interface Wish {
  readonly actor: string;
  readonly submission: Submission;
  /** The database refuses its data. */
  readonly isPoison: boolean;
}

/** One client: what it sends, one after the other. */
export type Errand = readonly Wish[];

export interface Story {
  readonly errands: readonly Errand[];
  readonly start: number;
}

export const day = 86_400_000;
export const liveFrom = (start: number) => start - 20 * day;
const roles = ['sales', 'store', 'finance', 'lead', 'clerk', 'chief'];

/** What a story is made of. */
export interface Cast {
  readonly flows: readonly FlowDefinition[];
  readonly start: number;
}

/** Clients that ask for what comes to their mind, of a few cases that they share. */
export function writeStory({ flows: all, start }: Cast, chance: Chance): Story {
  // Flows that stand next to each other talk to each other.
  const pair = chance.integer(0, Math.floor(all.length / 2) - 1) * 2;
  const flows = chance.chance(0.3) ? all : all.slice(pair, pair + 2);
  const keys = Array.from({ length: chance.integer(1, 3) }, (_, index) => `K${index + 1}`);
  const clients = chance.integer(2, 5);
  const perClient = chance.integer(2, 10);
  const sent: Wish[] = [];
  const begun = new Set<string>();
  const theme = themeOf(flows, chance);
  let wishes = 0;
  const errands = Array.from({ length: clients }, () =>
    Array.from({ length: perClient }, (): Wish => {
      const again = sent.length > 0 && chance.chance(0.1) ? chance.pick(sent) : undefined;
      if (again?.submission.receipt !== undefined) return chance.chance(0.8) ? again : otherUnderSameKey(again, start);
      wishes += 1;
      const [flow, key] = [chance.pick(flows), chance.pick(keys)];
      // Most cases are borne by the first who speaks of them; some are spoken of before.
      const isBirth = !begun.has(`${flow.name}/${key}`) && chance.chance(0.8);
      if (isBirth) begun.add(`${flow.name}/${key}`);
      const wish = newWish(flow, key, wishes, { start, chance, isBirth, theme });
      sent.push(wish);
      return wish;
    }),
  );
  return { errands, start };
}

/** Somebody sends something else under a key that was used: at most one of the two may happen. */
function otherUnderSameKey({ submission, ...wish }: Wish, start: number): Wish {
  const actor = `${wish.actor}*`;
  const { case: address, receipt } = submission;
  const input = { kind: 'command', type: 'comment', data: { text: `other ${start}` }, actor: person(actor) } as const;
  return { actor, isPoison: false, submission: { case: address, input, ...(receipt === undefined ? {} : { receipt }) } };
}

function person(id: string): Actor {
  return { id, kind: 'person', principal: id, roles };
}

interface Hand {
  readonly start: number;
  readonly chance: Chance;
  readonly isBirth: boolean;
  readonly theme: Theme;
}

function newWish(flow: FlowDefinition, key: string, number: number, { start, chance, isBirth, theme }: Hand): Wish {
  if (!isBirth && chance.chance(childShare(flow, theme))) {
    const actor = `ann#${number}`;
    return { actor, isPoison: false, submission: childWish(flow, key, actor, chance) };
  }
  const isFact = chance.chance(0.35);
  const type = isBirth ? chance.pick(Object.keys(flow.start)) : typeOf(flow, theme, chance);
  const actor = `${isFact ? 'erp' : 'ann'}#${number}`;
  const data = dataOf(flow, type, key, chance);
  const isPoison = chance.chance(0.03);
  const fact = (): Fact => ({
    ...{ kind: 'fact', type, data, source: { name: 'erp', liveFrom: liveFrom(start) } },
    actor: { id: actor, kind: 'source', principal: actor, roles: [] },
    occurredAt: start - chance.integer(0, 40) * day,
  });
  const reason = chance.chance(0.3) ? { reason: 'because' } : {};
  const input: Input = isFact ? fact() : { kind: 'command', type, data, actor: person(actor), ...reason };
  const receipt = chance.chance(0.75) ? { receipt: { source: chance.pick(['erp', 'web']), key: `R${number}` } } : {};
  return { actor, isPoison, submission: { case: { flow: flow.name, entity: 'halden', key }, input, ...receipt } };
}

/** By flow, the events that a story is about: few, most of the time, so that they meet each other often. */
type Theme = ReadonlyMap<string, readonly string[]>;

function themeOf(flows: readonly FlowDefinition[], chance: Chance): Theme {
  return new Map(
    flows.map((flow) => {
      const events = [...new Set(Object.values(flow.states).flatMap((state) => Object.keys(state.on ?? {})))];
      const few = chance.shuffled(events).slice(0, chance.integer(1, 3));
      return [flow.name, chance.chance(0.6) ? few : events];
    }),
  );
}

/** An event of the theme; now and then a birth, one of another kind, or none there is. */
function typeOf(flow: FlowDefinition, theme: Theme, chance: Chance): string {
  const events = theme.get(flow.name) ?? [];
  const roll = chance.integer(0, 99);
  if (roll < 8 || events.length === 0) return chance.pick(Object.keys(flow.start));
  if (roll < 12) return 'comment';
  return roll < 14 ? 'nonsense' : chance.pick(events);
}

/** Where a story is about what opens children, they are spoken to often. */
function childShare(flow: FlowDefinition, theme: Theme): number {
  const events = theme.get(flow.name) ?? [];
  return events.includes('short') || events.includes('ask') ? 0.3 : 0.05;
}

/** Children are spoken to by their ids: the first exception or task of a case, whether there is one or not. */
function childWish(flow: FlowDefinition, key: string, actor: string, chance: Chance): Submission {
  const kinds = [
    ...Object.keys(flow.exceptions ?? {}).map(
      (kind) => ['exception', `${kind}#1`, 'resolve', { resolution: 'settled' }] as const,
    ),
    ...['ask', 'dunning', 'second'].map((kind) => ['task', `${kind}#1`, 'done', { resolution: 'done' }] as const),
  ];
  const [of, name, type, data] = chance.pick(kinds);
  const owner = caseId({ flow: flow.name, entity: 'halden', key });
  const input = { kind: 'command', type: chance.chance(0.3) ? 'comment' : type, data, actor: person(actor) } as const;
  return {
    case: { id: childId(owner, of, name) },
    input: input.type === 'comment' ? { ...input, data: { text: 'x' } } : input,
    receipt: { source: 'web', key: actor },
  };
}

function dataOf(flow: FlowDefinition, type: string, key: string, chance: Chance): JsonObject {
  if (type === 'comment') return { text: 'something' };
  const declared = flow.events?.[type]?.data;
  const schema = declared ?? (Object.hasOwn(flow.start, type) ? flow.data : undefined);
  const properties = (schema?.properties ?? {}) as Readonly<Record<string, unknown>>;
  const required = new Set((schema?.required ?? []) as readonly string[]);
  const values: Record<string, JsonObject[string]> = {
    number: key,
    contact: `${key}@example.org`,
    amount: chance.integer(0, 200),
    paid: chance.integer(0, 100),
    kind: chance.pick(['small', 'large', 'odd']),
    dueOn: chance.pick(['2025-12-20', '2026-01-04', '2026-01-10']),
    reference: 'ref',
    customer: 'Miller',
  };
  const names = Object.keys(values).filter(
    (name) => Object.hasOwn(properties, name) && (required.has(name) || chance.chance(0.7)),
  );
  return Object.fromEntries(names.map((name) => [name, values[name] as JsonObject[string]]));
}
