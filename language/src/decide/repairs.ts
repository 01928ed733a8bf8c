import { mergedState } from '../built-in.ts';
import { termsOf } from '../deadlines/length.ts';
import { ladderBase } from '../deadlines/rung-due.ts';
import { isJsonObject } from '../json.ts';
import { ladderTitle, rungTitle, stateTitle } from '../titles.ts';
import { derive, move, requireValidData, setFields, settle } from './apply.ts';
import { type Draft, note, recordOf } from './draft.ts';
import { setStanding } from './ladders.ts';
import { endPending } from './pending.ts';
import { requireBorn, requireOperator } from './permission.ts';
import { refuse, refuseAsMerged, requireText } from './refusal.ts';

/** What operators do to a case that has been begun. */
export function requireRepairer(draft: Draft): void {
  requireBorn(draft);
  requireOperator(draft);
}

/** A merged case can be had back; what is but a name of another never was one. */
export function requireRepairable(draft: Draft): void {
  requireRepairer(draft);
  if (draft.state === mergedState && draft.clocks.bornAt === undefined) refuseAsMerged(draft);
}

/** Somebody put something right by hand: it counts as a manual intervention. */
export function markManual(draft: Draft): void {
  draft.outcome = { ...draft.outcome, manual: true };
}

/**
 * `{state?, data?}`: puts a case right that went wrong; one that was merged by mistake lives again in that state. Needs the role
 * `operator` and a reason, and counts as manual.
 */
export function repair(draft: Draft): void {
  requireRepairable(draft);
  const { state, data } = draft.input;
  if (draft.state === mergedState) {
    if (state === undefined) refuseAsMerged(draft);
    const { mergedInto: _, ...own } = draft.clocks;
    draft.clocks = own;
  }
  if (isJsonObject(data)) {
    if (data[draft.flow.definition.key] !== undefined) refuse('data-invalid', { place: `/data/${draft.flow.definition.key}` });
    setFields(draft, Object.entries(data));
  }
  if (state !== undefined) {
    const target = requireText(draft.input, 'state');
    const declared = Object.keys(draft.flow.definition.states);
    if (!declared.includes(target))
      refuse('data-invalid', { message: `No state "${target}"`, place: '/state', expected: declared });
    const { final } = draft.flow.states.get(draft.state) ?? {};
    if (draft.subject.parent !== undefined && final === true && draft.flow.states.get(target)?.final !== true)
      refuse('not-allowed-in-state', { message: `What its owner knows as finished stays ${draft.state}`, place: '/state' });
    move(draft, target);
  }
  markManual(draft);
  requireValidData(draft);
  settle(draft);
}

/** `{ladder, rung}`: a rung that has not fired never will, in this episode; the others go on. */
export function skipRung(draft: Draft): void {
  requireRepairer(draft);
  const { flow, context } = draft;
  const ladder = flow.ladders.get(requireText(draft.input, 'ladder'));
  if (ladder === undefined)
    refuse('data-invalid', { message: 'There is no such ladder', place: '/ladder', expected: [...flow.ladders.keys()] });
  const name = requireText(draft.input, 'rung');
  if (!ladder.rungs.some((rung) => rung.name === name))
    refuse('data-invalid', {
      message: 'The ladder has no such rung',
      place: '/rung',
      expected: ladder.rungs.map((rung) => rung.name),
    });
  const title = `${ladderTitle(flow.definition, ladder.name)}, ${rungTitle(flow.definition, ladder.name, name)}`;
  const clock = draft.clocks.ladders?.[ladder.name];
  const standing = clock?.rungs?.[name]?.standing;
  if (standing !== undefined && standing !== 'awaiting')
    refuse('not-allowed-in-state', { message: `${title}: ${standing} already`, place: '/rung' });
  if (flow.states.get(draft.state)?.final === true)
    refuse('not-allowed-in-state', { message: `Nothing fires once the case is: ${stateTitle(flow.definition, draft.state)}` });
  if (ladderBase(termsOf(flow, recordOf(draft), context), recordOf(draft), ladder, clock) === undefined)
    refuse('not-allowed-in-state', { message: `${title}: the ladder has not begun`, place: '/ladder' });
  const of = `${ladder.name}/${name}`;
  if (standing === 'awaiting') endPending(draft, of, 'skipped');
  setStanding(draft, ladder.name, name, 'skipped');
  note(draft, 'skipped', of);
  markManual(draft);
  settle(draft);
}

/** `{}`: nothing changes, but what follows from the case is derived anew: wakes one that was set aside. */
export function replay(draft: Draft): void {
  requireOperator(draft);
  markManual(draft);
  derive(draft);
}
