import type { CommandResult } from '@throughline/api';
import type { CaseAddress, DispatchResult, Submission } from '@throughline/engine';
import type { Actor, CompiledFlow, JsonObject } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { refuseOwnAccount } from '../sign-in/own-account.ts';
import type { Throughline } from '../throughline.ts';
import { refuseUnknownMetrics } from '../watching/named-metrics.ts';
import { isExpected } from './birth.ts';
import { findCase, findSeen } from './case-detail.ts';
import { caseRows, type Seeing } from './case-row.ts';
import { loadFlows, newestFlow } from './flow-book.ts';
import { RefusedError } from './refused.ts';

/** Who asks for what. */
export interface CommandRequest {
  readonly type: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  readonly actor: Actor;
  /** The case must still be at this event: refused where it has moved on. */
  readonly ifSeq?: number | undefined;
  /** Sent again under the same key, it is answered as before, and nothing happens twice. */
  readonly idempotencyKey?: string | undefined;
}

export interface CommandAnswer extends CommandResult {
  /** It was sent before under the same key. */
  readonly replayed: boolean;
}

/**
 * Asks something of a case that is there; owned cases (tasks, exceptions) too.
 *
 * @throws ThroughlineError case-unknown, idempotency-key-reused; RefusedError
 */
export async function command(
  throughline: Throughline,
  id: string,
  request: CommandRequest,
  moment: Seeing,
): Promise<CommandAnswer> {
  const found = await findSeen(throughline, id, moment.visible);
  refuseOwnAccount(found, request.type, request.actor);
  const flow = (await loadFlows(throughline, [found]))(found);
  const asked = isExpected(flow, found) && flow.start.has(request.type) ? withKey(flow, found.key, request) : request;
  refuseUnknownMetrics(throughline, found.flow, asked.data ?? {});
  return ask(throughline, { id }, asked, moment);
}

/**
 * Bears a case. Its key need not stand in the data a second time.
 *
 * @throws ThroughlineError flow-unknown, idempotency-key-reused; RefusedError
 */
export async function bear(
  throughline: Throughline,
  { flow, entity, key }: { readonly flow: string; readonly entity: string; readonly key: string },
  request: CommandRequest,
  moment: Seeing,
): Promise<CommandAnswer> {
  const newest = await newestFlow(throughline, flow);
  const { definition, start } = newest;
  if (!start.has(request.type)) {
    throw new RefusedError({
      code: 'event-unknown',
      message: `${definition.title} cases do not begin with ${request.type}`,
      place: '/type',
      expected: [...start.keys()],
    });
  }
  refuseUnknownMetrics(throughline, flow, request.data ?? {});
  return ask(throughline, { flow, entity, key }, withKey(newest, key, request), moment);
}

/** A birth whose event has no data of its own carries those of the case, its key among them. */
function withKey({ definition }: CompiledFlow, key: string, request: CommandRequest): CommandRequest {
  const carriesCase = definition.events?.[request.type]?.data === undefined;
  return carriesCase ? { ...request, data: { [definition.key]: key, ...request.data } } : request;
}

async function ask(
  throughline: Throughline,
  address: CaseAddress,
  request: CommandRequest,
  moment: Seeing,
): Promise<CommandAnswer> {
  const result = await throughline.engine.submit(submissionOf(address, request));
  const { outcome, seq, replayed } = answerOf(result);
  const found = await findCase(throughline, result.caseId);
  const [row] = await caseRows(throughline, [found], moment);
  if (row === undefined) throw new Error(`The case ${found.id} has no row`);
  return { outcome, seq: seq ?? found.seq, case: row, replayed };
}

function submissionOf(address: CaseAddress, { type, data, reason, actor, ifSeq, idempotencyKey }: CommandRequest): Submission {
  return {
    case: address,
    input: {
      kind: 'command',
      type,
      // It came as JSON; what cannot be stored, `decide` refuses.
      data: (data ?? {}) as JsonObject,
      actor,
      ...(reason === undefined ? {} : { reason }),
      ...(ifSeq === undefined ? {} : { ifSeq }),
    },
    ...(idempotencyKey === undefined ? {} : { receipt: { source: `api/${actor.id}`, key: idempotencyKey } }),
  };
}

function answerOf(result: DispatchResult): Pick<CommandAnswer, 'outcome' | 'replayed'> & { readonly seq?: number } {
  switch (result.outcome) {
    case 'applied':
    case 'deviated':
      return { outcome: 'applied', seq: result.seq, replayed: false };
    case 'ignored':
      return { outcome: 'ignored', replayed: false };
    case 'refused':
    case 'failed':
      throw new RefusedError(result.refusal);
    case 'conflict':
      throw new ThroughlineError('idempotency-key-reused', 'Another request was sent under this Idempotency-Key before', {
        place: 'Idempotency-Key',
      });
    case 'duplicate': {
      const { outcome, seq, refusal } = result.first;
      if (refusal !== undefined) throw new RefusedError(refusal);
      return { outcome: outcome === 'ignored' ? 'ignored' : 'applied', ...(seq === undefined ? {} : { seq }), replayed: true };
    }
  }
}
