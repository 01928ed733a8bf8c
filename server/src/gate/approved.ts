import type { CaseView, EventView } from '@throughline/engine';
import { compileFlow } from '@throughline/language';
import { changeFlow } from '@throughline/packs';
import type { Throughline } from '../throughline.ts';
import { gate, isOnlyPerson } from './sole-person.ts';

/**
 * What only events of the flow write. Whoever repairs them, or revised them while the flow in force was another, would give themselves
 * what others are to give; so a change in which that happened is not carried out, whatever it says of itself. As we declare it: a
 * definition in force that says less opens nothing.
 */
const sealed = compileFlow(changeFlow).data.decided;
/** What an approval is of: it may be written anew before it, and not after. */
const approvedWith: ReadonlySet<string> = new Set(['contentHash', 'subject', 'type', 'kind', 'owners']);

const rewriting: ReadonlySet<string> = new Set(['revise', 'repair', 'rekey']);

/**
 * Why a change may not be carried out, read from its events and not from what it says; `undefined`: it may. The flow has asked the same
 * before; this holds also where somebody put the case right by hand, or the flow is another one by now.
 */
export async function whyNotApproved(throughline: Throughline, found: CaseView): Promise<string | undefined> {
  const events = await allEvents(throughline, found.id);
  const approvedAt = events.findLast(({ patch, from }) => patch?.state === 'approved' && from !== 'approved');
  for (const event of events) {
    if (!rewriting.has(event.type)) continue;
    if (event.type === 'repair' && event.patch?.state !== undefined) return 'Its state was put right by hand: propose it anew';
    const written = Object.keys(event.patch?.data ?? {});
    const field = written.find((name) => sealed.has(name));
    if (field !== undefined) return `“${field}” was written by hand, not by what happened: propose it anew`;
    const late =
      approvedAt !== undefined && event.seq > approvedAt.seq ? written.find((name) => approvedWith.has(name)) : undefined;
    if (late !== undefined) return `“${late}” was altered after the approval: it needs another one`;
  }
  const born = events[0];
  const type = String(found.data['type']);
  if (type === 'standard')
    return born?.actorKind === 'automation' && born.principal === gate.principal
      ? undefined
      : 'A definition of ours is never a standard change: it needs an approval of its own';
  if (type === 'emergency' && approvedAt === undefined) return undefined;
  if (approvedAt === undefined) return 'Nobody has approved it';
  if (approvedAt.type === 'approve') return undefined;
  // Submitted and approved in one: there was nobody who could approve it. As soon as there is, somebody does.
  const isAgreed = events.some(
    ({ type: event, seq, outcome }) => seq > approvedAt.seq && event === 'approve' && agreesAfterwards(outcome),
  );
  return isAgreed || (await isOnlyPerson(throughline))
    ? undefined
    : 'Nobody but its author has agreed, and there is somebody else now';
}

const agreesAfterwards = ({ resolved = [] }: EventView['outcome']) => resolved.includes('unapproved');

/** A change has some dozens of them. */
const pageSize = 1000;

async function allEvents({ engine }: Throughline, id: string): Promise<readonly EventView[]> {
  const events: EventView[] = [];
  for (;;) {
    const page = await engine.history(id, { after: events.at(-1)?.seq ?? 0, limit: pageSize });
    events.push(...page);
    if (page.length < pageSize) return events;
  }
}
