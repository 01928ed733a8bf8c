import type { ChangeRow, ChangeView } from '@throughline/api';
import type { CaseView, EventView } from '@throughline/engine';
import {
  type Actor,
  approversOf,
  type CompiledFlow,
  type Context,
  caseActions,
  computedFields,
  inWords,
  stateTitle,
} from '@throughline/language';
import { decisionRights, riskFacts, timingRight } from '@throughline/packs';
import { contextsOf } from '../cases/approvals.ts';
import { iso } from '../cases/case-row.ts';
import { loadFlows } from '../cases/flow-book.ts';
import { actorName } from '../cases/names.ts';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { changeWaits, conflictsAt } from './calendar.ts';
import { findByNumber, instantOf, numberOf, readAll, textOf, textOrNull, textsOf } from './read-changes.ts';

/** Who asks, and when. */
export interface Asking {
  readonly actor: Actor;
  readonly visible: Visible;
}

/** Changes with their risk; `mine`: those that wait for an approval that the reader may give. */
export async function listChanges(
  throughline: Throughline,
  which: 'mine' | 'open' | 'all',
  { actor, visible }: Asking,
): Promise<ChangeRow[]> {
  const found = await readAll(throughline, 'change', visible, which === 'all' ? {} : { open: true });
  const [flowOf, contextOf, { now }] = await Promise.all([
    loadFlows(throughline, found),
    contextsOf(throughline),
    throughline.engine.clock(),
  ]);
  const rows = found.map((one) => {
    const flow = flowOf(one);
    return rowOf(one, { flow, context: contextOf(flow, now), actor });
  });
  return rows.filter(({ isMine }) => which !== 'mine' || isMine);
}

interface Reading {
  readonly flow: CompiledFlow;
  readonly context: Context;
  readonly actor: Actor;
}

function rowOf(found: CaseView, { flow, context, actor }: Reading): ChangeRow {
  const { data, key, state, clocks } = found;
  const { risk } = computedFields(flow, data, context, found.entity);
  const waiting = Object.keys(clocks.pending ?? {});
  const mayApprove = () =>
    caseActions(flow, found, { actor, context }).some(({ type, allowed }) => type === 'approve' && allowed);
  const open = Object.entries(clocks.children ?? {}).flatMap(([name, child]) =>
    name.startsWith('exception/') && child.open.length > 0 ? [name.slice('exception/'.length)] : [],
  );
  return {
    ...{
      caseId: found.id,
      number: key,
      title: textOf(data['title']),
      subject: textOf(data['subject']),
      type: textOf(data['type']),
    },
    state: { name: state, title: stateTitle(flow.definition, state), final: flow.states.get(state)?.final === true },
    risk: (risk ?? 'low') as ChangeRow['risk'],
    ...{ plannedFrom: textOrNull(data['plannedFrom']), plannedTo: textOrNull(data['plannedTo']) },
    ...{ committedOn: textOrNull(data['committedOn']), release: textOrNull(data['release']) },
    ...{ systems: textsOf(data['systems']), failures: textsOf(data['failures']) },
    exceptions: open.map((kind) => flow.definition.exceptions?.[kind]?.title ?? inWords(kind)),
    awaiting: waiting.map((of) => flow.definition.events?.[of]?.title ?? inWords(of)),
    isMine: waiting.length > 0 && mayApprove(),
  };
}

/** One change, with everything that is to be weighed before it is approved. @throws ThroughlineError case-unknown */
export async function showChange(throughline: Throughline, number: string, { actor, visible }: Asking): Promise<ChangeView> {
  const found = await findByNumber(throughline, 'change', number, visible);
  const [flowOf, contextOf, { now }, events] = await Promise.all([
    loadFlows(throughline, [found]),
    contextsOf(throughline),
    throughline.engine.clock(),
    throughline.engine.history(found.id, { limit: 1000 }),
  ]);
  const flow = flowOf(found);
  const context = contextOf(flow, now);
  const computed = computedFields(flow, found.data, context, found.entity);
  const { data } = found;
  const parameter = (name: string) => numberOf(context.parameters?.[name] ?? flow.definition.parameters?.[name]?.default ?? 0);
  const at = { from: instantOf(data['plannedFrom']), to: instantOf(data['plannedTo']) };
  const conflicts =
    changeWaits.has(found.state) && at.from !== null && at.to !== null
      ? (await conflictsAt(throughline, found, { from: at.from, to: at.to }, visible)).conflicts
      : [];
  const [born] = events;
  const applies = new Set(textsOf(computed['riskFacts']));
  return {
    ...rowOf(found, { flow, context, actor }),
    summary: textOf(data['summary']),
    drafted: {
      by: actorName(throughline, born?.principal ?? '', born?.actorKind),
      at: iso(born?.occurredAt ?? found.enteredAt),
    },
    riskPoints: numberOf(computed['riskPoints']),
    riskFacts: riskFacts.map(({ id, title, points }) => ({ id, title, points: applies.has(id) ? points : 0, of: points })),
    ...{ mediumFrom: parameter('mediumFrom'), highFrom: parameter('highFrom') },
    ...rightsOf(throughline, found, { flow, context, computed, events }),
    missing: textsOf(computed['missing']),
    package: packageOf(found, String(computed['risk'])),
    impactAt: textOrNull(data['impactAt']),
    impact: {
      ...{ systems: textsOf(data['systems']), flows: textsOf(data['flows']), integrations: textsOf(data['integrations']) },
      ...{ metrics: textsOf(data['metrics']), documents: textsOf(data['documents']), roleNames: textsOf(data['roleNames']) },
      ...{ owners: textsOf(data['owners']), fanOut: numberOf(data['fanOut']) },
    },
    conflicts: [...conflicts],
    ...{ approvalOwed: data['approvalOwed'] === true, approvalMissed: data['approvalMissed'] === true },
    ...{ contentHash: textOrNull(data['contentHash']), baseline: textOrNull(data['baseline']) },
    ...{ review: textOf(data['review']), outcome: textOf(data['outcome']) },
  };
}

const parts = [
  ['testPlan', 'Test plan', 'always'],
  ['testResults', 'Test results', 'always'],
  ['rollbackPlan', 'Plan to roll back', 'always'],
  ['uatResult', 'Sign-off of users', 'medium'],
  ['notes', 'Release notes', 'medium'],
  ['communication', 'Communication', 'medium'],
] as const;

function packageOf({ data }: CaseView, risk: string): ChangeView['package'] {
  return parts.map(([part, title, from]) => ({
    ...{ part, title, text: textOf(data[part]) },
    isThere: part === 'uatResult' ? data['uatSignedOff'] === true : textOf(data[part]) !== '',
    isNeeded: from === 'always' || risk !== 'low',
  }));
}

/** The rows of the decision rights that apply, and who has agreed for which role in the round that counts. */
function rightsOf(
  throughline: Throughline,
  found: CaseView,
  {
    flow,
    context,
    computed,
    events,
  }: Omit<Reading, 'actor'> & { readonly computed: Readonly<Record<string, unknown>>; readonly events: readonly EventView[] },
): Pick<ChangeView, 'rights' | 'otherwise'> {
  const ids = textsOf(computed['rights']);
  const roles = (Array.isArray(computed['rightRoles']) ? computed['rightRoles'] : []).map(textsOf);
  const asked = ids.map((id, index) => ({ id, roles: [...new Set(roles[index] ?? [])] }));
  const all = decisionRights.flatMap((right) =>
    asked.filter(({ id }) => id === right.id).map((one) => ({ ...right, roles: one.roles })),
  );
  const windowOwners = [...new Set(textsOf(found.data['windowOwners']))];
  const timed = windowOwners.length > 0 ? [{ ...timingRight, roles: windowOwners }] : [];
  const given = {
    submit: givenFor('submit', found, { flow, context, events, roles: all.flatMap((right) => right.roles) }),
    timing: givenFor('scheduleInFreeze', found, { flow, context, events, roles: windowOwners }),
  };
  const shown = (right: { id: string; decision: string; roles: readonly string[] }, agreed: Given) => ({
    ...{ id: right.id, decision: right.decision },
    roles: right.roles.map((name) => {
      const by = agreed.get(name);
      return {
        ...{ name, title: titleOfRole(name) },
        agreed: by === undefined ? null : { by: actorName(throughline, by.by), at: iso(by.at) },
      };
    }),
  });
  return {
    rights: [...all.map((right) => shown(right, given.submit)), ...timed.map((right) => shown(right, given.timing))],
    otherwise: all.length > 0 ? [] : ['systems-lead', 'release-manager'].map((name) => ({ name, title: titleOfRole(name) })),
  };
}

type Given = ReadonlyMap<string, { readonly by: string; readonly at: number }>;

/** Who agreed for which role: of what waits, as it stands; else of the latest round that was approved. */
function givenFor(
  of: 'submit' | 'scheduleInFreeze',
  found: CaseView,
  {
    flow,
    context,
    events,
    roles,
  }: Omit<Reading, 'actor'> & { readonly events: readonly EventView[]; readonly roles: readonly string[] },
): Given {
  const waiting = approversOf(flow, found, of, context);
  const agreed = new Map<string, { by: string; at: number }>();
  if (waiting !== undefined) {
    for (const { by, at, for: given = [] } of waiting.given) for (const role of given) agreed.set(role, { by, at });
    return agreed;
  }
  const approvals = events.filter(
    ({ type, input, outcome }) => type === 'approve' && input?.['of'] === of && outcome.missing !== undefined,
  );
  const last = events.findLast(
    ({ type, input, outcome }) => type === 'approve' && input?.['of'] === of && outcome.missing === undefined,
  );
  const begun = events.findLast(({ type, seq }) => type === of && seq < (last?.seq ?? 0))?.seq ?? 0;
  for (const { principal, occurredAt, patch, seq } of approvals) {
    if (seq < begun) continue;
    const pending = (
      patch?.clocks as { pending?: Record<string, { given?: readonly { by: string; for?: readonly string[] }[] }> } | undefined
    )?.pending;
    const mine = pending?.[of]?.given?.find(({ by }) => by === principal);
    for (const role of mine?.for ?? []) agreed.set(role, { by: principal, at: occurredAt });
  }
  if (last !== undefined)
    for (const role of roles) if (!agreed.has(role)) agreed.set(role, { by: last.principal, at: last.occurredAt });
  return agreed;
}
