import { hasPersonBehind } from '../actor-at.ts';
import type { CaseRecord } from '../case.ts';
import { migrateCase, migrateCaseBack } from '../diff/migrate-case.ts';
import { eventTitle } from '../titles.ts';
import { derive } from './apply.ts';
import { closeChildren, openTask } from './children.ts';
import { type Draft, difference, isBorn, note, pendingOf } from './draft.ts';
import { operatorsOf, requireReason, requireRole } from './permission.ts';
import { refuse } from './refusal.ts';

/**
 * `{to, back?}`: the case goes on under another version, by the mapping in the context. An operator of the flow does it, or a
 * machine for one, since there may be many cases. Whatever follows (deadlines, the end of ladders) follows from the new version.
 */
export function migrate(draft: Draft): void {
  if (!hasPersonBehind(draft.actor)) refuse('person-required');
  requireRole(draft, operatorsOf(draft.flow.definition));
  if (draft.kind === 'command') requireReason(draft);
  const { subject, context, input } = draft;
  const { migration } = context;
  if (migration === undefined || !isBorn(subject))
    refuse('migration-refused', { message: 'There is no mapping to that version', place: '/to' });
  const { mapping, versions, isBack } = migration;
  const after = isBack ? versions.before : versions.after;
  if (input.to !== after.version || (input.back ?? false) !== isBack)
    refuse('migration-refused', {
      message: `The mapping leads ${isBack ? 'back ' : ''}to version ${after.version}`,
      place: '/to',
      expected: after.version,
    });
  const taken = (isBack ? migrateCaseBack : migrateCase)(mapping, versions, subject, draft.at);
  if (taken.kind === 'refused') refuse('migration-refused', { message: taken.message, place: taken.place, expected: taken.code });
  const { version, state, data, clocks } = taken.record;
  // Approvals fall with any other data: the same is the same, though it was written anew.
  const isSame = difference(subject.data, data) === undefined;
  Object.assign(draft, { flow: after, version, state, data: isSame ? subject.data : data, clocks });
  moveTasks(draft, subject, taken.record);
  derive(draft);
}

/** Each approval has a task under its own name: where the approval falls or is called otherwise, so does its task. */
function moveTasks(draft: Draft, before: CaseRecord, after: CaseRecord): void {
  const names = new Set(pendingOf(after).map(([name]) => name));
  for (const [name] of pendingOf(before)) {
    if (names.delete(name)) continue;
    closeChildren(draft, 'task', `approve ${name}`, 'void');
    note(draft, 'voided', name);
  }
  for (const name of names) {
    const { ladder, rung } = after.clocks.pending?.[name] ?? {};
    const approval = draft.flow.ladders.get(ladder ?? '')?.rungs.find((each) => each.name === rung)?.approval;
    const [role] = approval?.roles ?? [];
    const title = `Approve: ${eventTitle(draft.flow.definition, name)}`;
    if (role !== undefined) openTask(draft, `approve ${name}`, { role, title });
  }
}
