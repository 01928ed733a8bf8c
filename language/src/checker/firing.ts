import type { FlowDefinition, LadderDefinition, Length as LengthDefinition, RungDefinition } from '../definition/flow.ts';
import { isChosen } from '../definition/lengths.ts';
import type { Answer, Ask, Wanted } from './ask.ts';
import { inWorld, worldsOf } from './length-worlds.ts';
import { listed } from './nearest.ts';
import { withinLimits } from './ways.ts';

/** Whether a rung can fire as far as its ladder is concerned, wherever the case is; and if not, why. */
export interface Firing {
  readonly can: boolean;
  /** Of the ladder as a whole: then it holds for all of its rungs. */
  readonly ofLadder?: boolean;
  readonly why: readonly string[];
  readonly blockedBy?: number;
}

/** The length until a rung by unit, as it cannot be told how business days compare with days. */
interface Length {
  readonly days: number;
  readonly hours: number;
  readonly minutes: number;
  readonly businessDays: number;
  readonly businessHours: number;
}

interface Occurrence {
  readonly rung: number;
  readonly due: Length;
}

/** A rung can fire if it can for some case, whatever its fields choose. */
export function firingsOf(
  flow: FlowDefinition,
  ladderName: string,
  ladder: LadderDefinition,
  ask: Ask,
  comesBack: (state: string) => boolean,
  comesBackAtAll = comesBack,
): readonly Firing[] {
  const worlds = worldsOf(flow, ladder);
  const all = worlds.map((world) => firingsIn(flow, ladderName, inWorld(ladder, world), ask, comesBack, comesBackAtAll));
  return ladder.rungs.map((_, index): Firing => {
    const each = all.flatMap((firings) => firings[index] ?? []);
    const [first] = each;
    if (first === undefined || each.some(({ can }) => can)) return { can: true, why: [] };
    return worlds.length === 1
      ? first
      : { ...first, why: [...first.why, 'likewise whatever the fields are that choose lengths'] };
  });
}

/** `comesBack` says whether a case can return from a state to those in which the ladder's rungs fire, in the same episode. */
function firingsIn(
  flow: FlowDefinition,
  ladderName: string,
  ladder: LadderDefinition,
  ask: Ask,
  comesBack: (state: string) => boolean,
  comesBackAtAll: (state: string) => boolean,
): readonly Firing[] {
  const { rungs } = ladder;
  const never = stopped(ladder, ask);
  if (never !== undefined) return rungs.map(() => ({ can: false, ofLadder: true, why: never }));
  const occurrences = rungs.flatMap((rung, index) => occurrencesOf(flow, rung, index));
  const known = new Map<number, Firing>();
  const firing = (index: number): Firing => {
    const before = known.get(index);
    if (before !== undefined) return before;
    const ungiven = neverGiven(ladder, index, ask);
    if (ungiven !== undefined) {
      known.set(index, ungiven);
      return ungiven;
    }
    // Only rungs that come before it are asked in turn; one that is being asked already is not one of them.
    known.set(index, { can: true, why: [] });
    const own = occurrences.filter(({ rung }) => rung === index);
    const blocks = own.map((occurrence) => blockOf(occurrence));
    const first = blocks.find((block) => block !== undefined);
    const found: Firing =
      own.length > 0 && first !== undefined && blocks.every((block) => block !== undefined) ? first : { can: true, why: [] };
    known.set(index, found);
    return found;
  };
  const takesAway = (index: number) => {
    const { to, approval } = rungs[index] as RungDefinition;
    return to !== undefined && approval === undefined && flow.states[to] !== undefined && !comesBack(to) && firing(index).can;
  };
  const blockOf = (occurrence: Occurrence): Firing | undefined => {
    const rank = occurrences.indexOf(occurrence);
    const each = ladder.catchUp === 'each';
    for (const [position, other] of occurrences.entries()) {
      if (other.rung === occurrence.rung) continue;
      const together = isSame(other.due, occurrence.due);
      const [name, own] = [rungs[other.rung]?.name, rungs[occurrence.rung]?.name];
      if (together && position > rank && !each)
        return {
          can: false,
          blockedBy: other.rung,
          why: [
            `"${own}" and "${name}" are due at the same time`,
            'of several that are due the last fires, and supersedes the others',
          ],
        };
      if ((isBefore(other.due, occurrence.due) || (together && each && position < rank)) && takesAway(other.rung)) {
        const to = rungs[other.rung]?.to as string;
        return {
          can: false,
          blockedBy: other.rung,
          why: [
            `${ladderName}/${name} -> ${to}, before "${own}" is due`,
            ladder.anchor === 'entered' && comesBackAtAll(to)
              ? `whoever comes back from "${to}" begins to count anew`
              : `from "${to}" no way leads back to ${listed(ladder.during)}`,
          ],
        };
      }
    }
    return undefined;
  };
  return rungs.map((_, index) => firing(index));
}

/** Why the ladder as a whole never has anything to fire; `undefined` where it can have. */
function stopped({ anchor, stopWhen }: LadderDefinition, ask: Ask): readonly string[] | undefined {
  const read: readonly Wanted[] = anchor === 'entered' ? [] : [{ source: anchor, is: 'readable' }];
  if (isNever(ask(undefined, true, read))) return [`no data gives the anchor ${anchor} a value`];
  if (stopWhen === undefined) return undefined;
  const goesOn = (['false', 'failing'] as const).some(
    (is) => !isNever(ask(undefined, true, [...read, { source: stopWhen, is }])),
  );
  return goesOn ? undefined : [`"stopWhen" always holds: ${stopWhen}`];
}

/** An approval that no data lets anybody give: then nothing comes of the rung (L202). */
function neverGiven({ anchor, stopWhen, rungs }: LadderDefinition, index: number, ask: Ask): Firing | undefined {
  const { approval } = rungs[index] as RungDefinition;
  if (approval?.limit === undefined) return undefined;
  const read: readonly Wanted[] = anchor === 'entered' ? [] : [{ source: anchor, is: 'readable' }];
  const counting =
    stopWhen === undefined ? [read] : (['false', 'failing'] as const).map((is) => [...read, { source: stopWhen, is }]);
  const within = withinLimits({ approval });
  if (counting.some((counts) => within.some((limits) => !isNever(ask(undefined, true, [...counts, ...limits])))))
    return undefined;
  return {
    can: false,
    why: [`every role that may approve it has a limit, and ${approval.limit.of} is always above all of them`],
  };
}

export function isNever(answer: Answer): boolean {
  return answer.found === undefined && answer.exhaustive;
}

function occurrencesOf(flow: FlowDefinition, { after, every, atMost }: RungDefinition, rung: number): readonly Occurrence[] {
  const first = lengthOf(flow, after);
  if (first === undefined) return [];
  const step = every === undefined ? undefined : lengthOf(flow, every);
  if (step === undefined) return [{ rung, due: first }];
  return Array.from({ length: atMost ?? 2 }, (_, times) => ({ rung, due: sum(first, step, times) }));
}

/** Parameters are taken at their defaults; `undefined` where one is not known. */
export function lengthOf(flow: FlowDefinition, length: LengthDefinition): Length | undefined {
  // Whoever asks of one that is chosen asks world by world (`worldsOf`).
  if (isChosen(length)) return undefined;
  const none = { days: 0, hours: 0, minutes: 0, businessDays: 0, businessHours: 0 };
  if (typeof length !== 'string') return { ...none, ...length };
  const parameter = flow.parameters?.[length];
  if (parameter === undefined || typeof parameter.default !== 'number' || !Object.hasOwn(none, parameter.type)) return undefined;
  return { ...none, [parameter.type]: parameter.default };
}

function sum(first: Length, step: Length, times: number): Length {
  return {
    days: first.days + times * step.days,
    hours: first.hours + times * step.hours,
    minutes: first.minutes + times * step.minutes,
    businessDays: first.businessDays + times * step.businessDays,
    businessHours: first.businessHours + times * step.businessHours,
  };
}

function isSame(a: Length, b: Length): boolean {
  return (
    a.days === b.days &&
    a.hours === b.hours &&
    a.minutes === b.minutes &&
    a.businessDays === b.businessDays &&
    a.businessHours === b.businessHours
  );
}

/**
 * Whether a length is over before another, whenever they begin. A day is taken for 24 hours. Business time is compared with the like, and
 * with time that passes by what is least: so many business days take as many days, so many business hours as many hours.
 */
export function isBefore(a: Length, b: Length): boolean {
  if (a.businessDays === 0 && a.businessHours === 0 && b.businessDays + b.businessHours > 0) {
    // An hour less, where the clock is set forward.
    const least = (b.businessDays + b.days) * 24 + hoursOf(b) + b.businessHours - (b.businessDays + b.days > 0 ? 1 : 0);
    return a.days * 24 + hoursOf(a) + (a.days > 0 ? 1 : 0) < least;
  }
  if (a.businessDays !== b.businessDays && a.businessHours !== b.businessHours) return false;
  const passing = (length: Length) => length.days * 24 + hoursOf(length);
  const differences = [passing(a) - passing(b), a.businessDays - b.businessDays, a.businessHours - b.businessHours].filter(
    (difference) => difference !== 0,
  );
  return differences.length === 1 && (differences[0] as number) < 0;
}

function hoursOf({ hours, minutes }: Length): number {
  return hours + minutes / 60;
}

export function lengthText(length: Length): string {
  const parts = Object.entries(length).filter(([, amount]) => amount !== 0);
  const inWords = (unit: string) => lengthWords[unit] ?? unit;
  return parts.map(([unit, amount]) => `${amount} ${inWords(unit)}${amount === 1 ? '' : 's'}`).join(' and ') || 'no time at all';
}
const lengthWords: Readonly<Record<string, string>> = {
  days: 'day',
  hours: 'hour',
  minutes: 'minute',
  businessDays: 'business day',
  businessHours: 'business hour',
};
