import type { Edge } from './edge.ts';
import { type Examined, listOf, type Transition } from './examined.ts';
import { follow } from './follow.ts';
import type { Reached } from './reach.ts';
import { anchorAt } from './rungs.ts';
import type { Verdict } from './verdict.ts';
import { attempt, bear, botOf, type Cast, command, person, shifted, take, usualCast, type Walk, withData } from './walk.ts';

const author = 'ada';
const dayMs = 24 * 3_600_000;

/**
 * Lets one person, the author, do one thing that makes an author (L206) and nothing else, then somebody else ask for what needs
 * an approval, and the author approve it. Accepted: the approver can be an author.
 */
export function approvalsByAuthors(examined: Examined, reached: Reached): readonly Verdict[] {
  const approvals = approvalsOf(examined, reached);
  if (approvals.length === 0) return [];
  const found = new Map<string, Verdict>();
  for (const deed of deedsOf(examined, reached)) {
    const open = approvals.filter(({ place }) => !found.has(place));
    if (open.length === 0) break;
    for (const walk of walksWith(examined, reached, deed, new Set(open.map(({ state }) => state)))) {
      for (const approval of open) {
        if (approval.state !== walk.record.state || found.has(approval.place)) continue;
        const accepted = approval.tryOn(walk);
        if (accepted === undefined) continue;
        found.set(approval.place, {
          code: 'approver-can-be-author',
          place: approval.place,
          text: `${author} did ${deed.name} in this round and approved`,
          history: accepted.steps,
        });
      }
    }
  }
  return [...found.values()];
}

interface Approval {
  readonly state: string;
  readonly place: string;
  readonly tryOn: (walk: Walk) => Walk | undefined;
}

/** Each place where an approval is asked for, with a way to ask for it there. */
function approvalsOf(examined: Examined, reached: Reached): readonly Approval[] {
  const byTransition = reached.edges.flatMap((edge): readonly Approval[] => {
    if (edge.from === undefined || !('event' in edge.by) || edge.by.as !== 'command') return [];
    const { event, transition } = edge.by;
    const declared = transitionsAt(examined, edge.from, event)[transition];
    if (declared?.approval === undefined) return [];
    const place = `${edge.from}/${event}/${transition}`;
    return [{ state: edge.from, place, tryOn: (walk) => askedAndApproved(examined, walk, edge, event) }];
  });
  const byRung = reached.edges.flatMap((edge): readonly Approval[] => {
    if (edge.from === undefined || !('rung' in edge.by)) return [];
    const { ladder, rung } = edge.by;
    const declared = examined.definition.ladders?.[ladder]?.rungs.find(({ name }) => name === rung.replace(/#\d+$/, ''));
    if (declared?.approval === undefined) return [];
    return [
      { state: edge.from, place: `${ladder}/${rung}`, tryOn: (walk) => dueAndApproved(examined, walk, edge, ladder, rung) },
    ];
  });
  return [...byTransition, ...byRung];
}

export const transitionsAt = ({ definition }: Examined, state: string | undefined, event: string): readonly Transition[] =>
  listOf((state === undefined ? definition.start : definition.states[state]?.on)?.[event]);

/** What one person does: the birth, or an event that writes data, however often the definition has it. */
interface Deed {
  readonly name: string;
  readonly isDoneBy: (edge: Edge) => boolean;
}

function deedsOf(examined: Examined, { edges }: Reached): readonly Deed[] {
  const names = new Set<string>();
  for (const { from, by } of edges) {
    if (!('event' in by) || by.as !== 'command') continue;
    const declared = transitionsAt(examined, from, by.event)[by.transition];
    const writes =
      Object.keys(examined.definition.events?.[by.event]?.set ?? {}).length + Object.keys(declared?.set ?? {}).length > 0;
    if (from === undefined || writes) names.add(by.event);
  }
  return [...names].map((name) => ({
    name,
    isDoneBy: (edge) => {
      if (!('event' in edge.by) || edge.by.event !== name || edge.by.as !== 'command') return false;
      const declared = transitionsAt(examined, edge.from, name)[edge.by.transition];
      const sets = { ...examined.definition.events?.[name]?.set, ...declared?.set };
      return edge.from === undefined || Object.keys(sets).length > 0;
    },
  }));
}

/** The cases, one a state, in whose present round the author has done the deed. */
function walksWith(examined: Examined, reached: Reached, deed: Deed, goals: ReadonlySet<string>): readonly Walk[] {
  const usual = usualCast(examined);
  const known = new Map<string, Walk>();
  const queue: { walk: Walk; isDone: boolean }[] = [];
  const arrive = (walk: Walk, isDone: boolean) => {
    const name = `${walk.record.state} ${isDone}`;
    if (known.has(name)) return;
    known.set(name, walk);
    queue.push({ walk, isDone });
  };
  for (const actor of [person(examined, author), botOf(author)]) {
    known.clear();
    for (const edge of reached.edges) {
      if (edge.from !== undefined || !('event' in edge.by)) continue;
      const isTheirs = deed.isDoneBy(edge);
      const key = edge.valuation.data[examined.definition.key];
      const asker = isTheirs ? actor : usual.asker;
      const { walk } = bear(examined, command(asker, edge.by.event, edge.valuation.event), typeof key === 'string' ? key : 'x');
      if (walk !== undefined) arrive(walk, isTheirs);
    }
    for (let here = queue.shift(); here !== undefined; here = queue.shift()) {
      for (const edge of reached.edges) {
        if (edge.from !== here.walk.record.state || ('event' in edge.by && edge.by.as !== 'command')) continue;
        const isTheirs = !here.isDone && deed.isDoneBy(edge);
        const casts: readonly [Cast, boolean][] = isTheirs
          ? [
              [{ ...usual, asker: actor }, true],
              [usual, false],
            ]
          : [[usual, here.isDone]];
        for (const [cast, isDone] of casts) {
          // Who ends a round has a part in the next.
          const isPart = isDone && (isTheirs || !endsRound(examined, edge));
          if (known.has(`${edge.to} ${isPart}`)) continue;
          const walk = follow(examined, here.walk, edge, cast);
          if (walk !== undefined) arrive(walk, isPart);
        }
      }
    }
    const found = [...known].filter(([name, walk]) => name.endsWith(' true') && goals.has(walk.record.state));
    // A bot is let the person's part only where the person is not let.
    if (found.length > 0) return found.map(([, walk]) => walk);
  }
  return [];
}

function endsRound(examined: Examined, edge: Edge): boolean {
  return 'event' in edge.by && transitionsAt(examined, edge.from, edge.by.event)[edge.by.transition]?.newRound === true;
}

function askedAndApproved(examined: Examined, walk: Walk, edge: Edge, event: string): Walk | undefined {
  const cast = { ...usualCast(examined), approvers: [person(examined, author)] };
  const found = attempt(examined, walk, { event, valuation: edge.valuation, as: 'command' }, cast);
  if (found?.decision.kind !== 'applied' || found.decision.event.type !== 'approve') return undefined;
  return found.walk;
}

function dueAndApproved(examined: Examined, walk: Walk, edge: Edge, ladder: string, rung: string): Walk | undefined {
  const { reviser } = usualCast(examined);
  const anchor = anchorAt(examined, ladder, edge.valuation);
  const moved = anchor === undefined ? walk : shifted(walk, anchor - 2 * dayMs - walk.record.enteredAt);
  let current = withData(examined, moved, edge.valuation, reviser);
  const name = `${ladder}/${rung}`;
  for (let count = 0; count < 40 && current !== undefined; count += 1) {
    if (current.record.clocks.pending?.[name] !== undefined) {
      const { decision, walk: after } = take(examined, current, command(person(examined, author), 'approve', { of: name }));
      return decision.kind === 'applied' ? after : undefined;
    }
    const next = clockMoved(examined, current);
    current = next;
  }
  return undefined;
}

function clockMoved(examined: Examined, walk: Walk): Walk | undefined {
  // Far ahead: the latest that is due comes first, the others are superseded, unless they come one by one.
  for (const days of [1, 2, 5, 10, 30, 100, 400, 2000]) {
    const { decision, walk: after } = take(examined, walk, { kind: 'deadline' }, walk.now + days * dayMs);
    if (decision.kind === 'applied') return after;
  }
  return undefined;
}
