import type { FlowException } from '@throughline/api';
import {
  type CompiledFlow,
  eventTitle,
  inWords,
  type JsonObject,
  ladderTitle,
  type Millis,
  rungTitle,
} from '@throughline/language';
import { iso } from '../cases/case-row.ts';
import { newestFlow } from '../cases/flow-book.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import type { ActivityAsked } from './activity.ts';
import { lengthOf, type WrittenLength } from './lengths.ts';
import { activityDays, activityLately, dayMs } from './measured-activity.ts';
import { many, role, rungSitesOf, sitesOf } from './words.ts';

/**
 * The kinds of exceptions that a flow declares, and the kernel's own where some are open or were raised.
 *
 * @throws ThroughlineError flow-unknown
 */
export async function flowExceptions(throughline: Throughline, name: string, { now, visible }: ActivityAsked) {
  const flow = await newestFlow(throughline, name);
  const [kept, open, aged, { parameters }] = await Promise.all([
    activityLately(throughline, { now, scope: visible.cases(name) }),
    openByKind(throughline, name, { visible }),
    openByKind(throughline, name, { visible, lateAt: now }),
    throughline.engine.parameters(name),
  ]);
  const raised = new Map((kept?.value.raised ?? []).filter((one) => one.flow === name).map((one) => [one.kind, one.raised]));
  const kinds = [...new Set([...flow.exceptions.keys(), ...open.keys(), ...raised.keys()])];
  const items = kinds
    .map((kind) => ({
      ...exceptionRules(flow, kind, { parameters, now }),
      open: open.get(kind) ?? 0,
      aged: aged.get(kind) ?? 0,
      raised: raised.get(kind) ?? 0,
    }))
    .filter((one) => flow.definition.exceptions?.[one.kind] !== undefined || one.open > 0 || one.raised > 0);
  return {
    asOf: kept === undefined ? null : iso(kept.at),
    from: kept === undefined ? null : iso(kept.at - activityDays * dayMs),
    days: activityDays,
    items,
  };
}

async function openByKind(
  { engine }: Throughline,
  flow: string,
  { visible, lateAt }: { readonly visible: Visible; readonly lateAt?: Millis },
): Promise<ReadonlyMap<string, number>> {
  const late = lateAt === undefined ? [] : [{ field: 'dueAt', comparison: '<' as const, values: [iso(lateAt)] }];
  const where = [{ field: 'ofFlow', comparison: '=' as const, values: [flow] }, ...late];
  const groups = await engine.groups({ flow: 'exception', open: true, where, ...visible.selection('exception') }, 'kind');
  return new Map(groups.map(({ value, cases }) => [value ?? '', cases]));
}

function exceptionRules(
  flow: CompiledFlow,
  kind: string,
  terms: { readonly parameters: JsonObject; readonly now: Millis },
): Omit<FlowException, 'open' | 'aged' | 'raised'> {
  const declared = flow.exceptions.get(kind);
  const { title = inWords(kind), severity = 'medium', owner = flow.definition.owner, within, blocks = false } = declared ?? {};
  return {
    kind,
    title,
    severity,
    owner: role(flow, owner),
    target: within === undefined ? null : lengthOf(flow, within as WrittenLength, terms),
    blocks,
    resolutions: [...(declared?.resolutions ?? [])],
    runbook: declared?.runbook ?? null,
    raisedBy: raisedBy(flow, kind),
  };
}

/** The events and rungs that raise a kind. */
function raisedBy(flow: CompiledFlow, kind: string): string[] {
  const { definition } = flow;
  const events = sitesOf(flow).flatMap(({ event, transition }) =>
    many(transition.raise).includes(kind) ? [eventTitle(definition, event)] : [],
  );
  const rungs = rungSitesOf(flow).flatMap(({ ladder, rung }) =>
    many(rung.raise).includes(kind) ? [`${ladderTitle(definition, ladder)}: ${rungTitle(definition, ladder, rung.name)}`] : [],
  );
  return [...new Set([...events, ...rungs])].slice(0, 200);
}
