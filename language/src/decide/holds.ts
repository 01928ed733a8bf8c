import type { KernelRole } from '../built-in.ts';
import { type Draft, setClock } from './draft.ts';
import { requirePersonOf } from './permission.ts';
import { refuse, requireText } from './refusal.ts';

/** The role that orders that a case is kept, and lifts that order. */
const legalRole: KernelRole = 'legal';

export function requireHolder(draft: Draft): void {
  requirePersonOf(draft, [legalRole]);
}

export function requireHeld(draft: Draft): void {
  requireHolder(draft);
  if (draft.clocks.heldBy === undefined) refuse('not-allowed-in-state', { message: 'No legal hold keeps the case' });
}

/** `{matter?}`: the case is neither erased nor removed while the matter lasts. Others may hold it for matters of their own. */
export function hold(draft: Draft): void {
  requireHolder(draft);
  const matter = matterOf(draft);
  const { heldBy = {} } = draft.clocks;
  if (Object.hasOwn(heldBy, matter)) draft.isMoot = true;
  else if (Object.keys(heldBy).length >= mattersMax)
    refuse('limit-exceeded', { message: `At most ${mattersMax} matters hold a case` });
  else setClock(draft, 'heldBy', matter, draft.actor.principal);
}

/** `{matter?}`: the matter is over. */
export function liftHold(draft: Draft): void {
  requireHeld(draft);
  const matter = matterOf(draft);
  const { heldBy = {} } = draft.clocks;
  if (!Object.hasOwn(heldBy, matter))
    refuse('data-invalid', {
      message: 'The case is not held for that matter',
      place: '/matter',
      expected: Object.keys(heldBy).sort(),
    });
  setClock(draft, 'heldBy', matter, undefined);
}

/** A hold that names no matter. */
const generalMatter = 'general';
const mattersMax = 50;

function matterOf({ input }: Draft): string {
  if (input.matter === undefined) return generalMatter;
  const matter = requireText(input, 'matter', 200);
  if (matter in Object.prototype) refuse('data-invalid', { message: 'A matter cannot have this name', place: '/matter' });
  return matter;
}
