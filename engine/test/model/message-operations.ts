import { effectName } from '../../src/sql/end-effects.ts';
import type { WaitingMessage } from '../../src/sql/messages.ts';
import type { Operations } from './case-operations.ts';
import { laneOf } from './effect-operations.ts';
import type { ModelDatabase, ModelEffect, ModelSession } from './model-database.ts';
import { byBucketAndCase } from './statements.ts';

type MessageOperations = Pick<Operations, 'readMessageLanes' | 'lockMessageLane' | 'readWaitingMessages'>;

/** Messages between cases: one transaction at a time delivers those of a lane, each sender's in the order of its events. */
export function messageOperations(db: ModelDatabase, session: ModelSession): MessageOperations {
  const waiting = () =>
    db.effects.all(session).flatMap(([, row]) => (row.status === 'pending' && row.kind === 'message' ? [row] : []));
  return {
    async readMessageLanes() {
      return [...new Set(waiting().map(({ caseId }) => laneOf(caseId)))].sort((a, b) => a - b);
    },
    async lockMessageLane(lane) {
      return db.tryLock(session, `messages/${lane}`);
    },
    async readWaitingMessages(lane, limit) {
      const ofLane = waiting().filter(({ caseId }) => laneOf(caseId) === lane);
      const oldest = ofLane.toSorted(byTime).slice(0, limit);
      const turns = new Map<string, number>();
      const taken = [...Map.groupBy(oldest, ({ caseId }) => caseId)].flatMap(([sender, { length }]) => {
        const own = ofLane.filter(({ caseId }) => caseId === sender).sort(byEvent);
        let turn = Number.NEGATIVE_INFINITY;
        return own.slice(0, length).map((row) => {
          turn = Math.max(turn, row.nextAt ?? 0);
          turns.set(effectName(row), turn);
          return row;
        });
      });
      const turnOf = (row: ModelEffect) => turns.get(effectName(row)) ?? 0;
      return taken.sort((a, b) => turnOf(a) - turnOf(b) || byBucketAndCase(a, b) || byEvent(a, b)).map(messageOf);
    },
  };
}

const byTime = (a: ModelEffect, b: ModelEffect) => (a.nextAt ?? 0) - (b.nextAt ?? 0);
const byEvent = (a: ModelEffect, b: ModelEffect) => a.seq - b.seq || a.ordinal - b.ordinal;

function messageOf({ caseId, key, seq, attempts, round, payload }: ModelEffect): WaitingMessage {
  return { caseId, key, seq, attempts, round, payload: JSON.parse(payload) as WaitingMessage['payload'] };
}
