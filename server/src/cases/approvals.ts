import type { CaseRow } from '@throughline/api';
import {
  type Approvers,
  approversOf,
  type CaseRecord,
  type CompiledFlow,
  type Context,
  declaredApproval,
  type Millis,
} from '@throughline/language';
import type { Throughline } from '../throughline.ts';
import { roleName } from './names.ts';

type Approvals = Pick<CaseRow['awaiting'][number], 'approvals'>;

/** Parameters and calendars in force of a flow at an instant, as `decide` reads them. */
export type ContextsOf = (flow: CompiledFlow, now: Millis) => Context;

/** What is in force now; one reading, for all flows that are asked of it. */
export async function contextsOf({ engine }: Pick<Throughline, 'engine'>): Promise<ContextsOf> {
  const { settings } = await engine.clock();
  return (flow, now) => settings.contextOf(flow, now);
}

/** What is in force, where approvals of these cases ask each of several roles: of others it says nothing that is shown. */
export async function contextsAsked(
  throughline: Pick<Throughline, 'engine'>,
  flowOf: (found: CaseRecord) => CompiledFlow,
  cases: readonly CaseRecord[],
): Promise<{ readonly contextOf?: ContextsOf }> {
  const isAsked = cases.some((found) =>
    Object.values(found.clocks.pending ?? {}).some(
      (pending) => declaredApproval(flowOf(found), found.state, pending)?.each !== undefined,
    ),
  );
  return isAsked ? { contextOf: await contextsOf(throughline) } : {};
}

/** How far an approval has come, where one is not enough: persons of a quorum, or the roles that must all agree. */
export function approvalsSoFar(flow: CompiledFlow, record: CaseRecord, of: string, context: Context): Approvals {
  const approvers = approversOf(flow, record, of, context);
  if (approvers === undefined) return {};
  const { each, given, quorum } = approvers;
  if (each.length === 0) return quorum === 1 ? {} : { approvals: { given: given.length, needed: quorum } };
  const missing = missingOf(approvers);
  return {
    approvals: {
      given: each.length - missing.length,
      needed: each.length,
      missing: missing.map((role) => roleName(flow, role).title),
    },
  };
}

/** Of the roles that must all approve, those that have not. */
export function missingOf({ each, given }: Approvers): readonly string[] {
  return each.filter((role) => !given.some((one) => one.for?.includes(role) === true));
}
