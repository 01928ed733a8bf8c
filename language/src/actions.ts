import { actorAt } from './actor-at.ts';
import { eventsOfMerged, eventsOfRetracted, mergedState, retractedState } from './built-in.ts';
import type { CaseRecord } from './case.ts';
import type { CompiledApproval, CompiledEvent, CompiledFlow, CompiledTransition } from './compile/compiled.ts';
import { listedRoles } from './decide/approvers.ts';
import { builtInRequirements } from './decide/built-in.ts';
import { passableTransitions } from './decide/command.ts';
import { decide, requireOwnersWord } from './decide/decide.ts';
import { type Draft, isUnborn, pendingOf, startDraft } from './decide/draft.ts';
import { dataHash } from './decide/pending.ts';
import { operatorsOf } from './decide/permission.ts';
import { readingsOf } from './decide/readings.ts';
import { refusalIn } from './decide/refusal.ts';
import type { Decision, RefusalCode, Refused } from './decision.ts';
import type { Actor, Context } from './input.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { startActions } from './start-actions.ts';
import { eventTitle, ladderTitle, rungTitle } from './titles.ts';

/** Something that a person could ask of a case, and whether it would be taken. */
export interface CaseAction {
  /** The type of the command. */
  readonly type: string;
  readonly title: string;
  /** Of `approve` and `decline`: what they are about. The command says it as `of`. */
  readonly of?: string;
  /**
   * `false`: whatever the command carries, `decide` refuses it. `true`: `decide` takes it, unless what the command carries is at
   * fault.
   */
  readonly allowed: boolean;
  readonly refusal?: { readonly code: RefusalCode; readonly message: string; readonly expected?: Json };
  readonly needs: {
    /** JSON Schema of what the command carries; absent where it carries nothing, or only what is said here (`of`, `dataHash`). */
    readonly data?: JsonObject;
    /** Whether a reason must be given. Where the payload decides: whether it may have to be. */
    readonly reason: boolean;
    /** The roles of which one must approve before it happens. Where the payload decides: may have to. */
    readonly approval?: readonly string[];
    /** Each of them must, not one alone. */
    readonly approvalOfEach?: true;
  };
  /** The state to which it leads; absent where it leads to none, or where the payload decides. */
  readonly to?: string;
  /** The flow lets an automation do it: a person who does it is noted as manual. */
  readonly isManual?: true;
  /** Of `approve`: what the command names as `dataHash`, so that what was seen is what is approved. */
  readonly dataHash?: string;
}

interface Asking {
  readonly flow: CompiledFlow;
  readonly record: CaseRecord;
  readonly actor: Actor;
  readonly context: Context;
}

/**
 * What may be asked of a case, and why not: the events that its flow takes in some state, each approval that it waits for, and
 * what every case understands. Pure. The answers come from the functions by which `decide` refuses, as far as they do not
 * depend on what the command carries.
 */
export function caseActions(
  flow: CompiledFlow,
  record: CaseRecord,
  { actor, context }: { readonly actor: Actor; readonly context: Context },
): readonly CaseAction[] {
  const asking: Asking = { flow, record, actor: actorAt(actor, record.entity), context };
  if (record.state === mergedState) return builtInActions(asking).filter(({ type }) => eventsOfMerged.has(type));
  const isExpected = isUnborn(flow, record);
  if (record.state === retractedState)
    return [
      ...startActions(flow, { actor, context }),
      ...builtInActions(asking).filter(({ type }) => eventsOfRetracted.has(type)),
    ];
  const taken = [...flow.events.values()].filter(
    ({ name }) => [...flow.states.values()].some(({ on }) => on.has(name)) && !(isExpected && flow.start.has(name)),
  );
  // What the state takes stands first, in its own order: what is mostly done there, in front.
  const here = [...(flow.states.get(record.state)?.on.keys() ?? [])];
  const placeOf = ({ name }: CompiledEvent) => (here.includes(name) ? here.indexOf(name) : here.length);
  taken.sort((a, b) => placeOf(a) - placeOf(b));
  return [
    ...(isExpected ? startActions(flow, { actor, context }) : []),
    // Owned children hear some events from their owner alone: nobody can ask for them.
    ...taken.map((event) => eventAction(asking, event)).filter(({ refusal }) => refusal?.code !== 'event-unknown'),
    ...approvalActions(asking),
    ...builtInActions(asking),
  ];
}

function eventAction(asking: Asking, event: CompiledEvent): CaseAction {
  const { flow, record, actor } = asking;
  const data = payloadOf(asking, event);
  const draft = draftOf(asking, event.name);
  let passable: readonly CompiledTransition[] = [];
  const refused =
    refusalIn(() => {
      requireOwnersWord(draft);
      passable = passableTransitions(draft);
    }) ?? (data === undefined ? refusalOf(decideOn(asking, event.name, {})) : undefined);
  const isPerson = actor.kind === 'person';
  const approval = passable.find((transition) => transition.approval !== undefined)?.approval;
  const [to, ...others] = new Set(passable.map((transition) => transition.to ?? record.state));
  return {
    type: event.name,
    title: eventTitle(flow.definition, event.name),
    ...verdict(refused),
    needs: {
      ...(data === undefined ? {} : { data }),
      reason: isPerson && passable.some(({ reason }) => reason),
      ...(approval === undefined ? {} : approvalNeeded(asking, approval)),
    },
    ...(to === undefined || others.length > 0 ? {} : { to }),
    ...(isPerson && passable.some(({ by }) => by === 'automation') ? { isManual: true } : {}),
  };
}

/** Who must approve, as far as it is known before the payload is. */
function approvalNeeded(
  { flow, record, context }: Asking,
  approval: CompiledApproval,
): Pick<CaseAction['needs'], 'approval' | 'approvalOfEach'> {
  const { data, clocks, entity } = record;
  const isKnown = approval.each?.reads.has('event') === false;
  const each = isKnown ? listedRoles(approval, readingsOf(flow, data, context, undefined, clocks, entity)) : [];
  return each.length === 0 ? { approval: approval.roles } : { approval: each, approvalOfEach: true };
}

/** What approving and declining carry is known, so `decide` itself says whether they would be taken. */
function approvalActions(asking: Asking): readonly CaseAction[] {
  const { flow, record } = asking;
  const hash = dataHash(record.data);
  return pendingOf(record).flatMap(([of, { type, ladder, rung }]): CaseAction[] => {
    const about =
      ladder === undefined
        ? eventTitle(flow.definition, type)
        : `${ladderTitle(flow.definition, ladder)}, ${rungTitle(flow.definition, ladder, rung ?? of)}`;
    const approved = decideOn(asking, 'approve', { of, dataHash: hash });
    const declined = decideOn(asking, 'decline', { of });
    return [
      {
        type: 'approve',
        title: `Approve: ${about}`,
        of,
        ...verdict(refusalOf(approved)),
        needs: { reason: false },
        ...('next' in approved && approved.event.outcome.missing === undefined ? { to: approved.next.state } : {}),
        dataHash: hash,
      },
      { type: 'decline', title: `Decline: ${about}`, of, ...verdict(refusalOf(declined)), needs: { reason: true } },
    ];
  });
}

function builtInActions(asking: Asking): readonly CaseAction[] {
  const { flow, record } = asking;
  const links = Object.keys(flow.definition.links ?? {});
  const { final = false } = flow.states.get(record.state) ?? {};
  const text: JsonObject = { type: 'string', minLength: 1, maxLength: 4000 };
  const forms: Readonly<Record<keyof typeof builtInRequirements, JsonObject | undefined>> = {
    revise: form(revisable(flow)),
    assign: final ? undefined : form({ to: text }, ['to']),
    comment: form({ text }, ['text']),
    link: links.length === 0 ? undefined : form({ name: { type: 'string', enum: links }, key: text }, ['name', 'key']),
    repair: form({ state: { type: 'string', enum: Object.keys(flow.definition.states) }, data: form(patchable(flow)) }),
    'skip-rung': skippable(asking),
    replay: form({}),
    merge: form({ into: text }, ['into']),
    rekey: form({ key: text }, ['key']),
    retract: form({}),
    erase: form({}),
    'legal-hold': form({ matter: text }),
    'lift-legal-hold': form({ matter: { type: 'string', enum: Object.keys(record.clocks.heldBy ?? {}) } }, ['matter']),
  };
  return (Object.keys(forms) as (keyof typeof forms)[]).flatMap((type): CaseAction[] => {
    const data = forms[type];
    if (data === undefined) return [];
    const refused = refusalIn(() => builtInRequirements[type](draftOf(asking, type)));
    // Few ever put cases right by hand: nobody else need know how.
    if (refused !== undefined && byHand.has(type)) return [];
    const carries = Object.keys(data.properties ?? {}).length > 0;
    const needs = { ...(carries ? { data } : {}), reason: type === 'repair' || byHand.has(type) };
    const to = type === 'retract' ? { to: retractedState } : {};
    return [{ type, title: eventTitle(flow.definition, type), ...verdict(refused), needs, ...to }];
  });
}

const byHand: ReadonlySet<string> = new Set([
  'skip-rung',
  'replay',
  'merge',
  'rekey',
  'retract',
  'erase',
  'legal-hold',
  'lift-legal-hold',
]);

/** The rungs of a case that are yet to fire, by ladder. */
function skippable({ flow, record, actor, context }: Asking): JsonObject | undefined {
  if (!operatorsOf(flow.definition).some((role) => actor.roles.includes(role))) return undefined;
  const open = [...flow.ladders.values()].flatMap(({ name: ladder, rungs }) =>
    rungs.flatMap(({ name: rung }) => {
      const decision = decide(
        flow,
        record,
        { kind: 'command', type: 'skip-rung', data: { ladder, rung }, actor, reason },
        context,
      );
      return decision.kind === 'applied' ? [{ ladder, rung }] : [];
    }),
  );
  if (open.length === 0) return undefined;
  const among = (names: readonly string[]): JsonObject => ({ type: 'string', enum: [...new Set(names)] });
  return form({ ladder: among(open.map(({ ladder }) => ladder)), rung: among(open.map(({ rung }) => rung)) }, ['ladder', 'rung']);
}

/** A reason is there: that one is needed is said, but it is no refusal yet. */
const reason = '-';

function draftOf({ flow, record, actor, context }: Asking, type: string): Draft {
  return startDraft(flow, record, context, { kind: 'command', type, data: {}, actor, at: context.now, reason });
}

function decideOn({ flow, record, actor, context }: Asking, type: string, data: JsonObject): Decision {
  return decide(flow, record, { kind: 'command', type, data, actor, reason }, context);
}

function refusalOf(decision: Decision): Refused | undefined {
  return decision.kind === 'refused' ? decision : undefined;
}

function verdict(refused: Refused | undefined): Pick<CaseAction, 'allowed' | 'refusal'> {
  if (refused === undefined) return { allowed: true };
  const { code, message, expected } = refused;
  return { allowed: false, refusal: { code, message, ...(expected === undefined ? {} : { expected }) } };
}

/** What the event carries; `undefined` where it carries nothing. An exception is resolved in one of the ways in its own data. */
function payloadOf({ flow, record }: Asking, event: CompiledEvent): JsonObject | undefined {
  const { schema } = event.data;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  if (Object.keys(properties).length === 0) return undefined;
  const { resolutions } = record.data;
  if (flow.ownerField === undefined || event.name !== 'resolve' || !Array.isArray(resolutions) || resolutions.length === 0)
    return schema;
  const resolution = { ...(properties.resolution as JsonObject), enum: resolutions };
  return { ...schema, properties: { ...properties, resolution } };
}

/** The fields of the case but its key, none of them required: a merge patch of its data. */
function patchable({ definition, data }: CompiledFlow): JsonObject {
  const { [definition.key]: _, ...fields } = isJsonObject(data.schema.properties) ? data.schema.properties : {};
  return fields;
}

/** Of these those that not only events write, and that do not say who may do something. */
function revisable(flow: CompiledFlow): JsonObject {
  const isRevised = (field: string) => !flow.data.decided.has(field) && !flow.naming.has(field);
  return Object.fromEntries(Object.entries(patchable(flow)).filter(([field]) => isRevised(field)));
}

function form(properties: JsonObject, required: readonly string[] = []): JsonObject {
  return { type: 'object', properties, additionalProperties: false, ...(required.length === 0 ? {} : { required }) };
}
