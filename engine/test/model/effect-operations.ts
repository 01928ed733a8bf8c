import type { ClaimedEffect, EffectEnd, WaitingMessage } from '../../src/sql/effects.ts';
import type { Operations } from './case-operations.ts';
import type { ModelDatabase, ModelEffect, ModelSession } from './model-database.ts';
import { byBucketAndCase, insertWhereNew, update } from './statements.ts';

type EffectOperations = Pick<
  Operations,
  'insertEffects' | 'claimEffects' | 'extendLeases' | 'endEffects' | 'lockMessages' | 'lockWaitingMessages'
>;

const nameOf = ({ caseId, key }: { readonly caseId: string; readonly key: string }) => `${caseId}/${key}`;

function claimed(effect: ModelEffect, wasLeased: boolean): ClaimedEffect {
  const { caseId, key, kind, seq, payload, delivery, attempts } = effect;
  return { caseId, key, kind, seq, delivery, attempts, wasLeased, payload: JSON.parse(payload) as ClaimedEffect['payload'] };
}

function ended(row: ModelEffect, end: EffectEnd, now: number): ModelEffect {
  return {
    ...row,
    status: end.status,
    error: end.error?.slice(0, 2000) ?? null,
    result: end.result === undefined ? null : JSON.stringify(end.result),
    leaseBy: null,
    leaseUntil: null,
    attempts: Math.max(row.attempts, end.effect.attempts),
    nextAt: end.status === 'pending' ? now + (end.retryMs ?? 0) : null,
  };
}

/** Effects and messages: leases, and who holds them. */
export function effectOperations(db: ModelDatabase, session: ModelSession): EffectOperations {
  const clock = () => db.scheduling.now();
  /** Those that nobody else has locked, in the order given; they are locked now. */
  const free = (rows: readonly ModelEffect[], limit: number) => {
    const taken: ModelEffect[] = [];
    for (const row of rows) if (taken.length < limit && db.tryLock(session, `effect/${nameOf(row)}`)) taken.push(row);
    return taken;
  };
  return {
    async insertEffects(effects) {
      for (const effect of effects)
        await insertWhereNew(db, session, db.effects, nameOf(effect), {
          ...effect,
          status: 'pending',
          attempts: 0,
          nextAt: clock(),
          leaseBy: null,
          leaseUntil: null,
          error: null,
          result: null,
        });
    },
    async claimEffects({ kinds, limit, worker, leaseMs, machineNow }) {
      const now = machineNow ?? clock();
      const due = db.effects
        .all(session)
        .map(([, row]) => row)
        .filter(({ status, nextAt, kind }) => status === 'pending' && nextAt !== null && nextAt <= now && kinds.includes(kind))
        .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0));
      return free(due, limit).map((row) => {
        const next = { ...row, attempts: row.attempts + 1, leaseBy: worker, leaseUntil: now + leaseMs, nextAt: now + leaseMs };
        db.effects.put(session, nameOf(row), next);
        return claimed(next, row.leaseBy !== null);
      });
    },
    async extendLeases(effects, { worker, leaseMs, machineNow }) {
      const until = (machineNow ?? clock()) + leaseMs;
      const rows = effects.map(
        (effect) =>
          [
            nameOf(effect),
            (row: ModelEffect) =>
              row.leaseBy === worker && row.status === 'pending' ? { ...row, leaseUntil: until, nextAt: until } : undefined,
          ] as const,
      );
      await update(db, session, db.effects, rows);
    },
    async endEffects(ends, { worker, machineNow }) {
      const rows = ends.map(
        (end) =>
          [
            nameOf(end.effect),
            (row: ModelEffect) => {
              const isHeld = worker === null || (row.leaseBy === worker && row.attempts === end.effect.attempts);
              return row.status === 'pending' && isHeld ? ended(row, end, machineNow ?? clock()) : undefined;
            },
          ] as const,
      );
      return new Set(await update(db, session, db.effects, rows));
    },
    async lockMessages() {
      return db.tryLock(session, 'messages');
    },
    async lockWaitingMessages(limit) {
      const now = clock();
      const waiting = db.effects
        .all(session)
        .map(([, row]) => row)
        .filter(({ status, kind, nextAt }) => status === 'pending' && kind === 'message' && nextAt !== null && nextAt <= now)
        .sort((a, b) => (a.nextAt ?? 0) - (b.nextAt ?? 0) || byBucketAndCase(a, b) || a.seq - b.seq || a.ordinal - b.ordinal);
      return free(waiting, limit).map(
        ({ caseId, key, seq, attempts, payload }): WaitingMessage => ({
          ...{ caseId, key, seq, attempts },
          payload: JSON.parse(payload) as WaitingMessage['payload'],
        }),
      );
    },
  };
}
