import type { Engine } from '@throughline/engine';
import type { Actor, JsonObject } from '@throughline/language';
import type { FailureGroup } from './group-failures.ts';

/** What watches the runs of integrations. */
export const monitor: Actor = { id: 'monitor', kind: 'automation', principal: 'monitor', roles: ['integration-monitor'] };

export interface FailureOf {
  readonly title: string;
  readonly tier: 'critical' | 'important' | 'minor';
  readonly entity: string;
}

/** The key of the case of a group: it stays while the group grows. */
export const failureKey = ({ integration, firstAt }: FailureGroup) => `${integration}/${new Date(firstAt).toISOString()}`;

/** Tells the case of a group how it stands: the first time it is born, later it takes in what came since. Told twice nothing happens twice. */
export async function tellFailure(engine: Engine, group: FailureGroup, { title, tier, entity }: FailureOf) {
  const number = failureKey(group);
  const counted: JsonObject = {
    ...{ count: group.count, unknown: group.unknown, lastAt: new Date(group.lastAt).toISOString() },
    ...{ parts: group.parts.map((part) => ({ ...part })), atRisk: group.atRisk.map((one) => ({ ...one })) },
  };
  const submit = (type: string, data: JsonObject) =>
    engine.submit({
      case: { flow: 'integration-failure', entity, key: number },
      input: { kind: 'command', type, data, actor: monitor },
      receipt: { source: 'integrations', key: `${number} ${type} ${group.count}` },
    });
  const firstAt = new Date(group.firstAt).toISOString();
  const born = await submit('fail', { number, integration: group.integration, title, tier, firstAt, ...counted });
  // Refused before, and broken off before the rest was told: the receipt knows of the refusal.
  const isKnown =
    born.outcome === 'refused'
      ? born.refusal.code === 'case-exists'
      : born.outcome === 'duplicate' && born.first.outcome === 'refused';
  const result = isKnown ? await submit('absorb', counted) : born;
  if (group.unknown > 0 && result.outcome === 'applied') await submit('unknownOutcome', {});
  return result;
}
