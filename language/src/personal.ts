import type { CompiledFlow } from './compile/compiled.ts';
import type { CasePatch, EventDraft } from './decision.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** What an event says, in two parts: the log commits to each under a salt of its own, so that one can be erased. */
export interface EventData {
  readonly input: JsonObject;
  readonly patch: CasePatch;
}

/** What a mail server or another system said quotes the address, and whatever else it was given. */
const ofFailure: ReadonlySet<string> = new Set(['error']);

/**
 * Takes the fields marked `personal` out of an event's input and patch. `personal` is absent where there are none. The flow is that of the
 * version that the event names: of a migration, the new one. Keys stay open (`patch.key`, `clocks.formerKeys`): they are what cases are
 * called, and are never erased.
 */
export function splitPersonal(
  flow: CompiledFlow,
  event: Pick<EventDraft, 'type' | 'input' | 'patch'>,
): { open: EventData; personal?: EventData } {
  const ofData = flow.data.personal;
  const isWaiting = event.type === 'expected';
  const ofEvent = personalOf(flow, isWaiting ? String(event.input.type) : event.type);
  const { pending, waiting } = event.patch.clocks ?? {};
  if (ofData.size === 0 && ofEvent.size === 0 && pending === undefined && waiting === undefined)
    return { open: { input: event.input, patch: event.patch } };
  const input = splitFields(event.input, (path) => {
    if (path.length === 1) return !isWaiting && ofEvent.has(path[0] as string);
    if (path.length > 2 || path[0] !== 'data') return false;
    return isWaiting ? ofEvent.has(path[1] as string) : event.type === 'repair' && ofData.has(path[1] as string);
  });
  const patch = splitPatch(flow, event.patch as JsonObject);
  const open = { input: input.open, patch: patch.open as CasePatch };
  if (input.taken === undefined && patch.taken === undefined) return { open };
  return { open, personal: { input: input.taken ?? {}, patch: (patch.taken ?? {}) as CasePatch } };
}

/** What these carry are names of the kernel's own. */
const ofKernel: ReadonlySet<string> = new Set([
  'skip-rung',
  'replay',
  'merge',
  'retract',
  'alias',
  'migrate',
  'erase',
  'legal-hold',
  'lift-legal-hold',
  'resend',
  'settle-effect',
]);
const nothing: ReadonlySet<string> = new Set();
const newKey: ReadonlySet<string> = new Set(['key']);

/** What no flow declares (built-in events, facts that are deviations) may carry the case's own fields. */
function personalOf(flow: CompiledFlow, type: string): ReadonlySet<string> {
  if (ofKernel.has(type)) return nothing;
  if (type === 'rekey') return flow.data.personal.has(flow.definition.key) ? newKey : nothing;
  return type === 'effect-failed' ? ofFailure : (flow.events.get(type)?.data.personal ?? flow.data.personal);
}

function splitPatch(flow: CompiledFlow, patch: JsonObject): { open: JsonObject; taken?: JsonObject } {
  const { waiting } = isJsonObject(patch.clocks) ? patch.clocks : {};
  const split = splitFields(patch, (path) => isPersonalInPatch(flow, path));
  if (!Array.isArray(waiting)) return split;
  const facts = waiting.map((fact) => {
    const { type } = fact as { type: string };
    return splitFields(fact as JsonObject, ([head, field]) => head === 'data' && personalOf(flow, type).has(field as string));
  });
  const open = { ...split.open, clocks: { ...(split.open.clocks as JsonObject), waiting: facts.map((fact) => fact.open) } };
  const taken = Object.fromEntries(facts.flatMap((fact, index) => (fact.taken === undefined ? [] : [[index, fact.taken]])));
  if (Object.keys(taken).length === 0) return { ...split, open };
  return { open, taken: overlay(split.taken ?? {}, { clocks: { waiting: taken } }) };
}

/** `data.<field>`, or what a pending approval holds of its event: `clocks.pending.<name>.input.<field>`. */
function isPersonalInPatch(flow: CompiledFlow, path: readonly string[]): boolean {
  if (path.length === 2) return path[0] === 'data' && flow.data.personal.has(path[1] as string);
  if (path.length !== 5 || path[0] !== 'clocks' || path[1] !== 'pending' || path[3] !== 'input') return false;
  return flow.events.get(path[2] as string)?.data.personal.has(path[4] as string) ?? false;
}

function splitFields(
  value: JsonObject,
  isTaken: (path: readonly string[]) => boolean,
  path: readonly string[] = [],
): { open: JsonObject; taken?: JsonObject } {
  const open: Record<string, Json> = {};
  const taken: Record<string, Json> = {};
  for (const [key, member] of Object.entries(value)) {
    const here = [...path, key];
    if (isTaken(here)) {
      taken[key] = member;
    } else if (isJsonObject(member) && here.length < 5) {
      const inner = splitFields(member, isTaken, here);
      open[key] = inner.open;
      if (inner.taken !== undefined) taken[key] = inner.taken;
    } else {
      open[key] = member;
    }
  }
  return Object.keys(taken).length === 0 ? { open: value } : { open, taken };
}

/** Puts both parts together again. After an erasure there is only the open one. */
export function joinPersonal(open: EventData, personal: EventData | undefined): EventData {
  if (personal === undefined) return open;
  return {
    input: overlay(open.input, personal.input),
    patch: overlay(open.patch as JsonObject, personal.patch as JsonObject) as CasePatch,
  };
}

/**
 * Like a merge patch, but `null` is kept: a patch's `null` says that a field was removed. Over a list lie parts of its items, by
 * their place.
 */
function overlay(under: JsonObject, over: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    if (isJsonObject(value) && Array.isArray(below))
      result[key] = below.map((item, index) => {
        const part = value[index];
        return isJsonObject(part) && isJsonObject(item) ? overlay(item, part) : item;
      });
    else result[key] = isJsonObject(value) && isJsonObject(below) ? overlay(below, value) : value;
  }
  return result;
}
