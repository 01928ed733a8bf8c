import type { Operations } from './case-operations.ts';
import type { ModelDatabase, ModelSession } from './model-database.ts';
import { byBucketAndCase, update } from './statements.ts';

type SweepOperations = Pick<
  Operations,
  'claimDueCases' | 'beginSweeps' | 'claimSweep' | 'readCasesOfFlow' | 'lowerWakeUps' | 'advanceSweep'
>;

/** What is due is claimed without waiting, and wake-ups are moved earlier where settings changed. */
export function sweepOperations(db: ModelDatabase, session: ModelSession): SweepOperations {
  const rootOf = (id: string): string => {
    let root = id;
    for (let parent = db.caseData.get(session, root)?.parent; parent != null; parent = db.caseData.get(session, root)?.parent)
      root = parent;
    return root;
  };
  return {
    async claimDueCases(now, limit) {
      const due = db.cases.all(session).flatMap(([id, { due_at }]) => (due_at !== null && due_at <= now ? [{ id, due_at }] : []));
      const claimed: string[] = [];
      for (const { id } of due.sort((a, b) => a.due_at - b.due_at))
        if (claimed.length < limit && db.tryLock(session, `case_/${rootOf(id)}`)) claimed.push(id);
      return claimed;
    },
    async beginSweeps() {
      const open = db.sweeps.all(session).flatMap(([key, row]) => (row.isFinished ? [] : [{ key, row }]));
      const horizon = db.nextNumber;
      await update(
        db,
        session,
        db.sweeps,
        open.map(({ key }) => [key, (row) => (row.horizon === null ? { ...row, horizon } : undefined)]),
      );
      return open.length > 0;
    },
    async claimSweep() {
      const oldest = db.oldestNumber;
      const open = db.sweeps
        .all(session)
        .flatMap(([key, row]) => (!row.isFinished && row.horizon !== null && row.horizon <= oldest ? [{ key, row }] : []));
      const free = open.sort((a, b) => a.row.id - b.row.id).find(({ key }) => db.tryLock(session, `sweep/${key}`));
      return free === undefined ? undefined : { id: free.row.id, flow: free.row.flow, lastCase: free.row.lastCase };
    },
    async readCasesOfFlow(flow, after, limit) {
      const cases = db.cases.all(session).flatMap(([id, row]) => (row.flow === flow ? [{ caseId: id, row }] : []));
      return cases
        .filter((each) => after === null || byBucketAndCase(each, { caseId: after }) > 0)
        .sort(byBucketAndCase)
        .slice(0, limit)
        .flatMap(({ caseId: id, row: { version, state, seq, due_at: dueAt, entered_at: enteredAt } }) => {
          const rest = db.caseData.get(session, id);
          if (rest === undefined) return [];
          const { parent, entity, key, data, clocks } = rest;
          const owner = parent === null ? {} : { parent };
          return [
            { record: { id, flow, version, state, seq, enteredAt, entity, key, data, clocks: clocks as never, ...owner }, dueAt },
          ];
        });
    },
    async lowerWakeUps(rows) {
      const lowered = new Set<string>();
      for (const { id, seq, dueAt } of rows) {
        const row = db.cases.get(session, id);
        if (row === undefined || row.seq !== seq || (row.due_at !== null && row.due_at <= dueAt)) continue;
        if (!db.tryLock(session, `case_/${id}`)) continue;
        db.cases.put(session, id, { ...row, due_at: dueAt });
        lowered.add(id);
      }
      return lowered;
    },
    async advanceSweep({ id, lastCase: before }, { lastCase }) {
      await update(db, session, db.sweeps, [
        [
          String(id),
          (row) =>
            row.lastCase === before && !row.isFinished
              ? { ...row, lastCase: lastCase ?? row.lastCase, isFinished: lastCase === null }
              : undefined,
        ],
      ]);
    },
  };
}
