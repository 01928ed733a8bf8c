import type { ApprovalDefinition } from '../definition/flow.ts';
import { shown, type Wanted } from './ask.ts';
import type { Behaving } from './behaviour.ts';
import { type Finding, finding } from './finding.ts';
import { asReplay, type Trail } from './history.ts';
import { listed } from './nearest.ts';
import type { Site } from './sites.ts';
import { isNamed, nobodyNamed, waysOf } from './ways.ts';

/** Approvals: whether the author of what is approved can be the one who approves it (L206), and whether anybody may. */
export function checkApprovals(subject: Behaving): readonly Finding[] {
  const { behaviour } = subject;
  return subject.sites.flatMap((site) => {
    const { approval } = site;
    if (approval === undefined || !behaviour.isReached(site) || !behaviour.possibilityOf(site).isPossible) return [];
    return [...authors(subject, site, approval), ...outOfLimits(subject, site, approval)];
  });
}

/** Transitions by which a person writes data, or begins the case: in whatever way, somebody stands behind them. */
function writers({ flow, sites, behaviour }: Behaving): readonly Site[] {
  return sites.filter((site) => {
    if (site.kind === 'rung' || !behaviour.isReached(site) || !behaviour.possibilityOf(site).isPossible) return false;
    return site.kind === 'start' || isSetting(site.actions.set) || isSetting(flow.events?.[site.label]?.set);
  });
}

function isSetting(set: Readonly<Record<string, string>> | undefined): boolean {
  return Object.keys(set ?? {}).length > 0;
}

/** Who asked, revised or repaired never approves. Of others who wrote the data, an explicit `not` must name the events. */
function authors(subject: Behaving, site: Site, approval: ApprovalDefinition): readonly Finding[] {
  const { not } = approval;
  if (not === undefined) return [];
  const inRound = sameRound(subject);
  const left = writers(subject).filter((writer) => {
    if (not.includes(writer.label) || (site.kind === 'state' && writer.label === site.label)) return false;
    const after = writer.to === undefined ? writer.from : [writer.to];
    return after.some((state) => site.from.some((asked) => inRound(state).has(asked)));
  });
  if (left.length === 0) return [];
  const events = [...new Set(left.map(({ label }) => label))];
  const shownBy = left.map((writer) => meeting(subject, writer, site)).find((trail) => trail !== undefined);
  const [first] = left;
  const replay = asReplay(shownBy);
  return [
    finding('approver-can-be-author', `${site.path}/approval/not`, {
      message: `whoever did ${listed(events)} has written what is approved here, and may approve it`,
      witness: [
        `${first?.label} by ada (${first?.path})`,
        site.kind === 'rung' ? `${site.label} comes due and asks` : `${site.label} asked for by ben`,
        'approve by ada: not excluded',
      ],
      mend: `Add ${listed(events)} to "not", or leave "not" out: then nobody who took part in the round may approve.`,
      ...(replay === undefined ? {} : { replay }),
    }),
  ];
}

/** By state, where a case comes from it without a new round. */
function sameRound({ sites, behaviour }: Behaving): (state: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  const steps = sites.filter(
    (site) =>
      site.kind !== 'start' && site.to !== undefined && site.newRound !== true && behaviour.possibilityOf(site).isPossible,
  );
  return (state) => {
    const before = known.get(state);
    if (before !== undefined) return before;
    const found = new Set([state]);
    for (const each of found) for (const { from, to } of steps) if (to !== undefined && from.includes(each)) found.add(to);
    known.set(state, found);
    return found;
  };
}

/** The author writes, another asks, the author approves: run, and shown only where it comes to pass. */
function meeting({ history, sites, behaviour }: Behaving, writer: Site, site: Site): Trail | undefined {
  const start = writer.kind === 'start' ? history.begin() : arriveAt(history, writer);
  const written = start === undefined ? undefined : history.take(start, writer, 'ada');
  if (written === undefined) return undefined;
  const within = sites.filter((each) => each.kind !== 'start' && each.newRound !== true);
  const ways = history.walk(written, within, 'ben');
  const there = site.from.map((state) => ways.get(state)).find((trail) => trail !== undefined);
  if (there === undefined) return undefined;
  const { way, found } = behaviour.possibilityOf(site);
  const ready = site.kind === 'rung' || found === undefined ? there : history.revise(there, found.data);
  if (ready === undefined) return undefined;
  const asked =
    site.kind === 'rung'
      ? history.wait(ready, site)
      : history.request(ready, site, 'ben', way ?? { by: 'command' }, found ?? { data: {}, event: {} });
  if (asked?.record?.clocks.pending?.[site.label] === undefined) return undefined;
  const approved = history.command(asked, 'approve', { of: site.label }, 'ada');
  return approved.last?.kind === 'applied' ? approved : undefined;
}

function arriveAt(history: Behaving['history'], { from }: Site): Trail | undefined {
  return from.map((state) => history.arrive(state)).find((trail) => trail !== undefined);
}

/**
 * Somebody asks, and nobody may approve it: every role has a limit, and the amount is above all of them; or the list of `each` names a
 * role that has one, and the amount is above it.
 */
function outOfLimits(subject: Behaving, site: Site, { roles, each, limit }: ApprovalDefinition): readonly Finding[] {
  if (limit === undefined) return [];
  const isAbove = (role: string): Wanted => ({ source: `(${limit.of}) > (${limit.by[role]})`, is: 'true' });
  const ofAll = roles.every((role) => limit.by[role] !== undefined)
    ? ungiven(subject, site, [...roles.map(isAbove), ...nobodyNamed(each)])
    : undefined;
  const [named, ofOne] =
    Object.keys(limit.by)
      .map(
        (role) =>
          [
            role,
            each === undefined ? undefined : ungiven(subject, site, [{ source: isNamed(role, each), is: 'true' }, isAbove(role)]),
          ] as const,
      )
      .find(([, shownBy]) => shownBy !== undefined) ?? [];
  return [
    ...(ofAll === undefined
      ? []
      : [
          finding('approval-out-of-limits', `${site.path}/approval/limit`, {
            message: `every role that may approve has a limit, and ${limit.of} can be above all of them: then nobody may`,
            ...ofAll,
            mend: 'Add a role without a limit, or keep such amounts out by a guard.',
          }),
        ]),
    ...(ofOne === undefined
      ? []
      : [
          finding('approval-out-of-limits', `${site.path}/approval/each`, {
            message: `the list can name "${named}" where ${limit.of} is above its limit: it must approve, and nobody may`,
            ...ofOne,
            mend: `Let the list name another role above the limit, or take the limit of "${named}" out.`,
          }),
        ]),
  ];
}

/** An input with which it is asked for where that holds; `undefined` where there is none. */
function ungiven(
  { behaviour, flow, history }: Behaving,
  site: Site,
  above: readonly Wanted[],
): Pick<Finding, 'witness' | 'replay'> | undefined {
  const list = behaviour.lists.find((each) => each.includes(site)) ?? [];
  const requests =
    site.kind === 'rung' ? [[]] : waysOf(flow, list, site).flatMap(({ by, wanted }) => (by === 'command' ? [wanted] : []));
  for (const request of requests) {
    const wanted = [...request, ...above];
    const { found } = behaviour.ask(site.event, true, wanted);
    if (found === undefined) continue;
    const asked = site.kind === 'rung' ? undefined : history.ask(site, { by: 'command' }, found);
    const replay =
      asked?.record?.clocks.pending?.[site.label] === undefined
        ? undefined
        : asReplay(history.command(asked, 'approve', { of: site.label }, 'cleo'));
    return { witness: [`with ${shown(flow, wanted, found)}`], ...(replay === undefined ? {} : { replay }) };
  }
  return undefined;
}
