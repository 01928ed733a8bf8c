import type { Action } from '@throughline/api';
import {
  type Actor,
  builtInEvents,
  type CaseAction,
  type CompiledFlow,
  caseActions,
  type EffectAction,
  effectActions,
  stateTitle,
} from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { contextsOf } from './approvals.ts';
import { isExpected } from './birth.ts';
import { findSeen } from './case-detail.ts';
import type { Seeing } from './case-row.ts';
import { dataFields } from './fields.ts';
import { loadFlows } from './flow-book.ts';
import { formFields } from './form-fields.ts';
import { refusalText, roleName } from './names.ts';

/**
 * What somebody may do with a case, and why the rest is not possible.
 *
 * @throws ThroughlineError case-unknown
 */
export async function actionsOf(
  throughline: Throughline,
  id: string,
  { actor, now, visible }: Seeing & { readonly actor: Actor },
): Promise<{ readonly seq: number; readonly items: Action[] }> {
  const found = await findSeen(throughline, id, visible);
  const flow = (await loadFlows(throughline, [found]))(found);
  const asking = { actor, context: (await contextsOf(throughline))(flow, now) };
  const { engine } = throughline;
  const all: readonly (CaseAction & Partial<EffectAction>)[] = [
    ...caseActions(flow, found, asking),
    ...effectActions(flow, found, asking, await engine.effects(id)),
  ];
  // Of a case that is only expected the birth is all that there is to do; what comes after it goes without saying.
  const items = all.filter(({ refusal }) => !isExpected(flow, found) || refusal?.code !== 'case-not-born').slice(0, 500);
  return {
    seq: found.seq,
    items: items.map((action) => {
      const view = actionView(flow, action, (refusal) => refusalText(throughline, { flow, actor }, refusal));
      return isExpected(flow, found) && flow.start.has(action.type) ? withoutKey(flow, view) : view;
    }),
  };
}

/** A case that is expected has its key: nobody need type it. */
function withoutKey({ definition }: CompiledFlow, action: Action): Action {
  if (definition.events?.[action.type]?.data !== undefined) return action;
  return { ...action, fields: action.fields.filter(({ name }) => name !== definition.key) };
}

function actionView(
  flow: CompiledFlow,
  action: CaseAction & Partial<EffectAction>,
  told: (refusal: NonNullable<CaseAction['refusal']>) => string,
): Action {
  const { type, of, title, allowed, refusal, needs, to, dataHash, effect } = action;
  const data = {
    ...(effect === undefined ? {} : { effect }),
    ...(of === undefined ? {} : { of }),
    ...(dataHash === undefined ? {} : { dataHash }),
  };
  return {
    type,
    ...(of === undefined ? {} : { of }),
    title,
    allowed,
    ...(refusal === undefined ? {} : { why: { code: refusal.code, message: told(refusal) } }),
    // A revision begins with what is there, which a form shows value by value: lists of parts are revised by request.
    fields: formFields(needs.data, titlesOf(flow)).filter(({ parts }) => parts === undefined || type !== 'revise'),
    reason: needs.reason,
    ...(needs.approval === undefined ? {} : { approval: needs.approval.map((role) => roleName(flow, role).title) }),
    ...(needs.approvalOfEach === undefined ? {} : { approvalOfEach: true }),
    ...(to === undefined ? {} : { to: { state: to, title: stateTitle(flow.definition, to) } }),
    manual: action.isManual ?? false,
    ...(Object.keys(data).length === 0 ? {} : { data }),
    // Approvals are the kernel's own events too, but what is approved is the flow's.
    builtIn: of === undefined && (builtInEvents as readonly string[]).includes(type),
  };
}

/** What the fields of a case are called. */
export function titlesOf(flow: CompiledFlow): Readonly<Record<string, string>> {
  return Object.fromEntries(dataFields(flow).map(({ name, title }) => [name, title]));
}
