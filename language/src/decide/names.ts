import { eventsOfMerged, mergedState } from '../built-in.ts';
import { move, requireValidData, setFields, settle } from './apply.ts';
import { factsOf } from './birth.ts';
import { childMessage } from './children.ts';
import { type Draft, isBorn, isUnborn } from './draft.ts';
import { requireMachine, requireOperator } from './permission.ts';
import { refuse, refuseAsMerged, requireText } from './refusal.ts';
import { markManual, requireRepairer } from './repairs.ts';

/** A case can have had at most so many keys, and each has at most so many characters. */
const formerKeysMax = 50;
const keyLengthMax = 500;

/** What its owner counts under its key is neither merged nor named anew: the owner would look for it in vain. */
function requireUnowned({ flow, subject }: Draft): void {
  if (subject.parent !== undefined || flow.ownerField !== undefined)
    refuse('not-allowed-in-state', {
      message: `${flow.definition.title} ${subject.key} belongs to another case, which knows it by its key`,
    });
}

/** Also a case that is only expected can turn out to be another one. */
export function requireMergeable(draft: Draft): void {
  requireOperator(draft);
  requireUnowned(draft);
}

export function requireRenamable(draft: Draft): void {
  requireRepairer(draft);
  requireUnowned(draft);
}

/**
 * `{into}`: this case and that one are the same. It ends as `merged`, and whatever is sent to it goes to the other from now on, as do
 * the facts that waited for its birth. Whether there is such a case, the engine knows.
 */
export function merge(draft: Draft): void {
  requireMergeable(draft);
  const into = requireText(draft.input, 'into', keyLengthMax);
  if (into === draft.subject.id) refuse('data-invalid', { message: 'A case is not merged into itself', place: '/into' });
  if (isUnborn(draft.flow, draft.subject)) {
    const { waiting, ...others } = draft.clocks;
    draft.clocks = others;
    draft.forwards = factsOf(waiting);
  }
  draft.clocks = { ...draft.clocks, mergedInto: into };
  move(draft, mergedState);
  markManual(draft);
  settle(draft);
}

/** `{key}`: the case is called otherwise. It keeps its id; its former names lead to it as the new one does. */
export function rekey(draft: Draft): void {
  requireRenamable(draft);
  const key = requireText(draft.input, 'key', keyLengthMax);
  if (key === draft.key) {
    draft.isMoot = true;
    return;
  }
  const former = draft.clocks.formerKeys ?? [];
  const others = former.filter((each) => each !== key);
  if (others.length >= formerKeysMax) refuse('limit-exceeded', { message: `A case has at most ${formerKeysMax} former keys` });
  draft.clocks = { ...draft.clocks, formerKeys: [...others, draft.key] };
  draft.key = key;
  // A name that it had before leads to it already.
  if (!former.includes(key)) draft.alias = { key, message: childMessage(draft, 'alias', { of: draft.subject.id }) };
  setFields(draft, [[draft.flow.definition.key, key]]);
  requireValidData(draft);
  markManual(draft);
  settle(draft);
}

/** `{of}`, from a case that is named anew: this name leads to it. Nothing else is ever born under it. */
export function alias(draft: Draft): void {
  requireMachine(draft);
  if (isBorn(draft.subject)) refuse('key-taken', { place: '/key' });
  draft.state = mergedState;
  draft.clocks = { mergedInto: requireText(draft.input, 'of', keyLengthMax) };
}

/** A merged case is asked nothing but what concerns its own record; its deadlines are over. */
export function refuseMerged({ clocks, subject, type }: Draft): void {
  if (subject.state !== mergedState || eventsOfMerged.has(type) || type === 'alias') return;
  refuseAsMerged({ clocks });
}
