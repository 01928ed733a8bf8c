import type { CaseAction } from './actions.ts';
import { actorAnywhere, actorAt } from './actor-at.ts';
import type { CompiledFlow } from './compile/compiled.ts';
import { startDraft } from './decide/draft.ts';
import { requireTransitionRights } from './decide/permission.ts';
import { refusalIn } from './decide/refusal.ts';
import type { Refused } from './decision.ts';
import type { Actor, Context } from './input.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import { eventTitle } from './titles.ts';

/** A way in which a case can be born by a command. */
export type StartAction = Pick<CaseAction, 'type' | 'title' | 'allowed' | 'refusal' | 'needs'>;

/**
 * By which events a case of the flow can be born, and whether this actor may say them. Pure. As for `caseActions`, the rights are
 * asked for by the function that `decide` asks; guards, which read what the command carries, count as possibly true. Owned cases
 * are born by their owners: their flows have no start for anybody. Without an entity, what the actor may in any of theirs is allowed.
 */
export function startActions(
  flow: CompiledFlow,
  { actor: asking, context, entity }: { readonly actor: Actor; readonly context: Context; readonly entity?: string },
): readonly StartAction[] {
  if (flow.ownerField !== undefined) return [];
  const actor = entity === undefined ? actorAnywhere(asking) : actorAt(asking, entity);
  return [...flow.start].map(([type, transitions]) => {
    const unborn = { id: '', flow: flow.name, entity: '', key: '' };
    const draft = startDraft(flow, unborn, context, { kind: 'command', type, data: {}, actor, at: context.now, reason: '-' });
    const refusals = transitions.map((transition) => refusalIn(() => requireTransitionRights(draft, transition)));
    return {
      type,
      title: eventTitle(flow.definition, type),
      ...verdict(refusals.includes(undefined) ? undefined : refusals[0]),
      needs: {
        ...(flow.events.get(type) === undefined ? {} : { data: givenAtBirth(flow, type) }),
        reason: actor.kind === 'person' && transitions.some(({ reason }) => reason),
      },
    };
  });
}

/** What the event carries. Where it carries the data of the case, it has none of what only events write. */
function givenAtBirth({ definition, events, data }: CompiledFlow, type: string): JsonObject {
  const schema = events.get(type)?.data.schema ?? {};
  if (definition.events?.[type]?.data !== undefined || data.decided.size === 0) return schema;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const isGiven = (field: string) => field === definition.key || !data.decided.has(field);
  return { ...schema, properties: Object.fromEntries(Object.entries(properties).filter(([field]) => isGiven(field))) };
}

function verdict(refused: Refused | undefined): Pick<StartAction, 'allowed' | 'refusal'> {
  if (refused === undefined) return { allowed: true };
  const { code, message, expected } = refused;
  return { allowed: false, refusal: { code, message, ...(expected === undefined ? {} : { expected }) } };
}
