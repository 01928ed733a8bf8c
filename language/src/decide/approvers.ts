import type { CaseRecord, PendingApproval } from '../case.ts';
import type { CompiledApproval, CompiledFlow } from '../compile/compiled.ts';
import type { RefusalCode } from '../decision.ts';
import { ExpressionError } from '../expression/expression.ts';
import type { Context } from '../input.ts';
import type { Json, JsonObject } from '../json.ts';
import { raise } from './children.ts';
import type { Draft } from './draft.ts';
import { evaluate, refuseOrNote } from './evaluate.ts';
import { draftReadings, readingsOf } from './readings.ts';

/** An approval asks at most so many roles at once. */
export const approvingRolesMax = 16;

type Given = NonNullable<PendingApproval['given']>;

/** Who may give an approval that a case waits for. */
export interface Approvers {
  /** The roles each of which must approve, as the case now is. Empty: one of `wanted` does. */
  readonly each: readonly string[];
  /** The roles of which the next approver must hold one: those that are missing. */
  readonly wanted: readonly string[];
  /** How many different persons must approve. */
  readonly quorum: number;
  /** The approvals given so far: by whom, when, and with `each` for which roles. */
  readonly given: Given;
}

/**
 * The roles each of which must approve, without repetition; none where the approval has no `each`, or its list is empty. Where the
 * expression fails, a command or message is refused (L58); a rung asks all the same and raises `effectFailed`: nobody can approve
 * until the data is put right, and then it asks anew.
 */
export function eachRole(draft: Draft, { each }: Pick<CompiledApproval, 'each'>, input: JsonObject): readonly string[] {
  if (each === undefined) return [];
  const value = evaluate(draft, each, draftReadings(draft, input));
  if (value === undefined) return [];
  const found = rolesIn(value);
  if (found.kind === 'roles') return found.roles;
  refuseOrNote(draft, found.code, `${each.source} ${found.why}`);
  if (draft.kind === 'deadline') raise(draft, 'effectFailed');
  return [];
}

/**
 * Who may give the approval `of` (an event type, or `ladder/rung`) that the case waits for. Pure; `undefined` where it waits for
 * none. Whether a certain person may, `caseActions` says: a role alone does not.
 */
export function approversOf(flow: CompiledFlow, record: CaseRecord, of: string, context: Context): Approvers | undefined {
  const all = record.clocks.pending ?? {};
  const pending = Object.hasOwn(all, of) ? all[of] : undefined;
  const approval = pending === undefined ? undefined : declaredApproval(flow, record.state, pending);
  if (pending === undefined || approval === undefined) return undefined;
  const given = pending.given ?? [];
  const readings = readingsOf(flow, record.data, context, pending.input, record.clocks, record.entity);
  const each = listedRoles(approval, readings);
  return { each, wanted: wantedRoles(approval, each, given), quorum: approval.quorum, given };
}

/** An approval that waits as the version of the flow that the case runs declares it; `undefined` where it declares none any more. */
export function declaredApproval(flow: CompiledFlow, state: string, asked: PendingApproval): CompiledApproval | undefined {
  const ladder = flow.ladders.get(asked.ladder ?? '');
  if (ladder !== undefined) return ladder.rungs.find(({ name }) => name === asked.rung)?.approval;
  return flow.states.get(state)?.on.get(asked.type)?.[asked.transition ?? 0]?.approval;
}

/** As `eachRole` of what is only looked at: nothing where the expression fails. */
export function listedRoles({ each }: CompiledApproval, readings: ReturnType<typeof readingsOf>): readonly string[] {
  if (each === undefined) return [];
  try {
    const found = rolesIn(each.evaluate(readings));
    return found.kind === 'roles' ? found.roles : [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return [];
  }
}

/** Those whose approval is missing; where only persons of a quorum are, any of those asked. */
export function wantedRoles({ roles }: CompiledApproval, each: readonly string[], given: Given): readonly string[] {
  if (each.length === 0) return roles;
  const missing = missingRoles(each, given);
  return missing.length === 0 ? each : missing;
}

export function missingRoles(each: readonly string[], given: Given): readonly string[] {
  return each.filter((role) => !given.some((one) => one.for?.includes(role) === true));
}

type Found =
  | { readonly kind: 'roles'; readonly roles: readonly string[] }
  | { readonly kind: 'unfit'; readonly code: RefusalCode; readonly why: string };

function rolesIn(value: Json): Found {
  if (!Array.isArray(value) || value.some((role) => typeof role !== 'string'))
    return { kind: 'unfit', code: 'expression-failed', why: 'must give a list of role names' };
  // The expression is right, and the data is not: somebody left a name empty.
  if (value.some((role) => String(role).trim() === ''))
    return { kind: 'unfit', code: 'data-invalid', why: 'gives an empty name' };
  const roles = [...new Set(value as readonly string[])];
  return roles.length <= approvingRolesMax
    ? { kind: 'roles', roles }
    : { kind: 'unfit', code: 'limit-exceeded', why: `gives more than ${approvingRolesMax} roles` };
}
