import type { FlowDifference, FlowVersion } from '@throughline/api';
import { type CompiledFlow, changeParts, diffFlows, type FlowDefinition } from '@throughline/language';
import { iso, isoOrNull } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { readCasesByVersion, readVersionHistory } from '../sql/read-version-history.ts';
import { untilWritten } from '../sql/until-written.ts';
import type { Throughline } from '../throughline.ts';
import type { ActivityAsked } from './activity.ts';
import { versionOf } from './behaviour.ts';
import { role } from './words.ts';

/** Who deployed something: packs by their titles, people by their names. */
export function deployerName(house: Pick<Throughline, 'database'>, by: string): string {
  const [, kind, name] = /^(pack|change)\/(.+)$/.exec(by) ?? [];
  if (kind === 'change') return `Change ${name}`;
  const pack = kind === 'pack' ? name : undefined;
  return pack === undefined ? actorName(house, by).name : `Pack ${pack}`;
}

/**
 * The versions of a flow, the newest first.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowVersions(
  throughline: Throughline,
  name: string,
  { visible }: Pick<ActivityAsked, 'visible'>,
): Promise<{ items: FlowVersion[] }> {
  const { engine, pool } = throughline;
  const newest = await newestFlow(throughline, name);
  const scope = visible.cases(name);
  const [stored, releases, pilots, cases] = await Promise.all([
    readVersionHistory(pool, name),
    engine.releases(name),
    engine.pilots(),
    untilWritten(throughline, JSON.stringify(['cases by version', name, scope]), () =>
      readCasesByVersion(pool, name, scope === 'all' ? null : scope),
    ),
  ]);
  const items = stored.map(({ version, deployedAt, by, releasedAt, isScheduled, definition }, index): FlowVersion => {
    const before = stored[index + 1];
    const pilot = pilots.find(({ flows, outcome }) => flows[name] === version && outcome === null);
    return {
      version,
      current: version === newest.version,
      deployedAt: iso(deployedAt),
      by: deployerName(throughline, by),
      releasedAt: isoOrNull(releasedAt),
      scheduled: isScheduled,
      cases: cases.get(version) ?? 0,
      pilot: pilot?.name ?? null,
      decisions: releases
        .filter((decision) => decision.version === version)
        .slice(0, 100)
        .map(({ from, at, by: decider, reason }) => ({
          ...{ released: from !== null, at: iso(at), reason },
          by: deployerName(throughline, decider),
        })),
      changes: before === undefined ? null : weighed(before.definition, definition),
    };
  });
  return { items };
}

/** Of which weight there are how many changes. */
function weighed(before: FlowDefinition, after: FlowDefinition): NonNullable<FlowVersion['changes']> {
  const { changes } = diffFlows(before, after);
  const of = (weight: string) => changes.filter((change) => change.weight === weight).length;
  return { breaking: of('breaking'), behaviour: of('behaviour'), wording: of('wording') };
}

/**
 * What changes from one version to another, by default from the one before.
 *
 * @throws ThroughlineError flow-unknown: there is no such flow, or no such version
 */
export async function flowDifference(
  throughline: Throughline,
  name: string,
  { version, against }: { readonly version: number; readonly against?: number | undefined },
): Promise<FlowDifference> {
  const after = await versionOf(throughline, name, version);
  const before = await versionOf(throughline, name, against ?? Math.max(1, version - 1));
  const { changes } = diffFlows(before.definition, after.definition);
  return {
    from: before.version,
    to: after.version,
    changes: changes.slice(0, 2000).map(({ part, kind, weight, sentence, direction = null, roles, guess = null }) => ({
      ...{ part, kind, weight, sentence, direction, guess },
      partTitle: changeParts[part],
      roles: roles.map((one) => role(titledBy(after, before, one), one).title),
    })),
  };
}

/** Roles that are gone have their title in the version before. */
function titledBy(after: CompiledFlow, before: CompiledFlow, name: string): CompiledFlow {
  return Object.hasOwn(after.definition.roles ?? {}, name) ? after : before;
}
