import type { CaseRow } from '@throughline/api';
import type { CompiledFlow, PendingApproval } from '@throughline/language';

type Approvals = Pick<CaseRow['awaiting'][number], 'approvals'>;
type Approval = NonNullable<ReturnType<CompiledFlow['ladders']['get']>>['rungs'][number]['approval'];

/** What is asked for, as the version of the flow that the case runs has it. */
export function approvalOf(flow: CompiledFlow, { state }: { readonly state: string }, asked: PendingApproval): Approval {
  const rung = flow.ladders.get(asked.ladder ?? '')?.rungs.find(({ name }) => name === asked.rung);
  const transition = flow.states.get(state)?.on.get(asked.type)?.[asked.transition ?? 0];
  return rung?.approval ?? transition?.approval;
}

/** How many have approved, where one is not enough. */
export function approvalsSoFar(flow: CompiledFlow, record: { readonly state: string }, asked: PendingApproval): Approvals {
  const needed = approvalOf(flow, record, asked)?.quorum ?? 1;
  return needed === 1 ? {} : { approvals: { given: asked.given?.length ?? 0, needed } };
}
