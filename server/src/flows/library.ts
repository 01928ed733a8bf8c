import type { FlowListItem } from '@throughline/api';
import { kernelFlows, type Millis, type Scope } from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlows } from '../cases/flow-book.ts';
import { flowHeads } from '../cases/flow-views.ts';
import { type LastChange, readLastChanges } from '../sql/read-version-history.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { courseOf } from './activity.ts';
import { findingsOf } from './findings.ts';
import { activityLately } from './measured-activity.ts';
import { deployerName } from './versions.ts';
import { role } from './words.ts';

/** All flows with how they fare, by stream, stage and name; those of no stream last. */
export async function flowLibrary(
  throughline: Throughline,
  { now, visible }: { readonly now: Millis; readonly visible: Visible },
): Promise<{ items: FlowListItem[] }> {
  const [heads, flows, changes] = await Promise.all([
    flowHeads(throughline, visible),
    newestFlows(throughline),
    readLastChanges(throughline.pool),
  ]);
  // Most people see all flows in the same entities: one reading of the log for them.
  const scopes = new Map(heads.map(({ name }): [string, Scope] => [JSON.stringify(visible.cases(name)), visible.cases(name)]));
  const activities = new Map(
    await Promise.all([...scopes].map(async ([key, scope]) => [key, await activityLately(throughline, { now, scope })] as const)),
  );
  const items = heads.flatMap((head): FlowListItem[] => {
    const flow = flows.find(({ name }) => name === head.name);
    if (flow === undefined) return [];
    const kept = activities.get(JSON.stringify(visible.cases(head.name)));
    const found = findingsOf(flow);
    const change = changes.find((one) => one.flow === head.name);
    return [
      {
        ...head,
        ownerTitle: role(flow, head.owner).title,
        ...(kept === undefined ? unmeasured : courseOf(kept.value, head.name)),
        asOf: kept === undefined ? null : iso(kept.at),
        lastChange: change === undefined || kernelFlows.has(head.name) ? null : changeOf(throughline, change),
        findings:
          found === null
            ? null
            : {
                errors: found.filter(({ severity }) => severity === 'error').length,
                warnings: found.filter(({ severity }) => severity === 'warning').length,
              },
      },
    ];
  });
  const last = '￿';
  const order = ({ stream, stage, title }: FlowListItem) => `${stream ?? last}\0${stage ?? last}\0${title}`;
  return { items: items.sort((a, b) => (order(a) < order(b) ? -1 : 1)) };
}

const unmeasured = { begun: 0, ended: 0, withException: null, straightThrough: null };

function changeOf(house: Pick<Throughline, 'database'>, { kind, number, at, by }: LastChange): FlowListItem['lastChange'] {
  const title = kind === 'version' ? `Version ${number}` : `Parameters, decision ${number}`;
  return { kind, title, at: iso(at), by: deployerName(house, by) };
}
