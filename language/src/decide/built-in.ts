import { type BuiltInEvent, builtInEvents } from '../built-in.ts';
import { isJsonObject, mergePatch } from '../json.ts';
import { stateTitle } from '../titles.ts';
import { requireValidData, setFields, settle } from './apply.ts';
import { approve, decline } from './approval.ts';
import { childClosed, raise } from './children.ts';
import { takeEnded } from './command.ts';
import { type Draft, difference } from './draft.ts';
import { erase, requireErasable } from './erase.ts';
import { resend, settleEffect } from './failed-effects.ts';
import { hold, liftHold, requireHeld, requireHolder } from './holds.ts';
import { migrate } from './migrate.ts';
import { alias, merge, rekey, requireMergeable, requireRenamable } from './names.ts';
import { closeOwned, forgetOwned } from './owned-children.ts';
import { ownerRoles, requireBorn, requireMachine, requireOperator, requireParticipant, requireRole } from './permission.ts';
import { refuse, requireText } from './refusal.ts';
import { repair, replay, requireRepairable, requireRepairer, skipRung } from './repairs.ts';
import { requireRetractable, retract } from './retract.ts';

/** What every case understands, whatever its flow declares. */
export const builtInHandlers: Readonly<Record<BuiltInEvent, (draft: Draft) => void>> = {
  approve,
  decline,
  revise,
  assign,
  comment,
  link,
  repair,
  'skip-rung': skipRung,
  replay,
  merge,
  rekey,
  retract,
  alias,
  migrate,
  erase,
  'legal-hold': hold,
  'lift-legal-hold': liftHold,
  resend,
  'settle-effect': settleEffect,
  'child-closed': closeChild,
  'effect-failed': failEffect,
  overdue: onlyTheClock,
  rung: onlyTheClock,
  expected: onlyTheClock,
};

/**
 * What is asked of the actor and the case before the payload counts, for the built-in events that need no approval. What may be
 * done with a case (`caseActions`) follows from it.
 */
export const builtInRequirements = {
  revise(draft: Draft): void {
    requireBorn(draft);
    requireOwner(draft);
    if (draft.flow.states.get(draft.state)?.final === true)
      refuse('not-allowed-in-state', {
        message: `Nothing is revised once the case is: ${stateTitle(draft.flow.definition, draft.state)}`,
      });
  },
  assign: requireOwner,
  comment: requireParticipant,
  link(draft: Draft): void {
    requireBorn(draft);
    requireOwner(draft);
  },
  repair: requireRepairable,
  'skip-rung': requireRepairer,
  replay: requireOperator,
  merge: requireMergeable,
  rekey: requireRenamable,
  retract: requireRetractable,
  erase: requireErasable,
  'legal-hold': requireHolder,
  'lift-legal-hold': requireHeld,
} as const satisfies Partial<Record<BuiltInEvent, (draft: Draft) => void>>;

function requireOwner(draft: Draft): void {
  requireRole(draft, ownerRoles(draft));
}

export function isBuiltIn(type: string): type is BuiltInEvent {
  return (builtInEvents as readonly string[]).includes(type);
}

/** A merge patch of the case's data. The business key is not revised: it is what the case is called; nor is what only events write. */
function revise(draft: Draft): void {
  builtInRequirements.revise(draft);
  const { key } = draft.flow.definition;
  const revised = mergePatch(draft.data, draft.input);
  if (!isJsonObject(revised) || revised[key] !== draft.data[key])
    refuse('data-invalid', { message: `/${key} cannot be revised`, place: `/${key}` });
  const written = Object.entries(difference(draft.data, revised) ?? {});
  const { naming, data } = draft.flow;
  for (const [field] of written)
    if (data.decided.has(field))
      refuse('data-invalid', { message: `/${field} is written by what happens, not revised`, place: `/${field}` });
    else if (naming.has(field))
      refuse('data-invalid', { message: `/${field} says who alone may do something: it is not revised`, place: `/${field}` });
  setFields(
    draft,
    written.map(([field, value]) => [field, value === null ? null : (revised[field] ?? null)]),
  );
  requireValidData(draft);
  settle(draft);
}

/** `{to}`: a person or team takes it on. */
function assign(draft: Draft): void {
  builtInRequirements.assign(draft);
  const to = requireText(draft.input, 'to');
  draft.clocks = { ...draft.clocks, assignee: to };
  settle(draft);
}

function comment(draft: Draft): void {
  builtInRequirements.comment(draft);
  requireText(draft.input, 'text');
  settle(draft);
}

/** `{name, key}`: links the case to another, by a link that the flow declares. */
function link(draft: Draft): void {
  builtInRequirements.link(draft);
  const name = requireText(draft.input, 'name');
  const links = draft.flow.definition.links ?? {};
  const declared = Object.hasOwn(links, name) ? links[name] : undefined;
  if (declared === undefined)
    refuse('data-invalid', {
      message: `No link "${name}"`,
      place: '/name',
      expected: Object.keys(links),
    });
  draft.links.push({ name, flow: declared.flow, key: requireText(draft.input, 'key') });
  settle(draft);
}

/** `{child, state}`, from an owned child that is finished. */
function closeChild(draft: Draft): void {
  requireMachine(draft);
  const name = requireText(draft.input, 'child');
  const cut = name.indexOf('/');
  const [flow, key] = [name.slice(0, cut), name.slice(cut + 1)];
  if (flow === 'exception' || flow === 'task') {
    childClosed(draft, flow, key);
  } else {
    const child = closeOwned(draft, flow, key);
    if (child === undefined) draft.isMoot = true;
    else takeEnded(draft, child, { key, state: draft.input.state ?? '' });
  }
  settle(draft);
}

/**
 * `{effect, kind, outcome, error, raise?}`, from the engine: an effect of this case is dead, refused or unknown; or `child`, by its
 * flow and key, could not be born.
 */
function failEffect(draft: Draft): void {
  requireMachine(draft);
  const { child } = draft.input;
  if (typeof child === 'string') forgetOwned(draft, child.slice(0, child.indexOf('/')), child.slice(child.indexOf('/') + 1));
  const kind =
    typeof draft.input.raise === 'string' && draft.flow.exceptions.has(draft.input.raise) ? draft.input.raise : 'effectFailed';
  raise(draft, kind);
  settle(draft);
}

function onlyTheClock(draft: Draft): void {
  refuse('event-unknown', { message: `${draft.type} comes from the clock alone` });
}
