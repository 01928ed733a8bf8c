import type { Operations } from './case-operations.ts';
import type { ModelDatabase, ModelSession } from './model-database.ts';
import { insertWhereNew, update } from './statements.ts';

type SettingOperations = Pick<Operations, 'readMoment' | 'readSettings' | 'readFlowVersion' | 'ensureSource' | 'advanceClock'>;

/** The clock, the versions, and the sources. */
export function settingOperations(db: ModelDatabase, session: ModelSession): SettingOperations {
  return {
    async readMoment() {
      const clock = db.clock.get(session, 'clock') ?? { mode: 'real' as const, now: null };
      const now = clock.now ?? session.startedAt;
      session.decidedAt = now;
      return { mode: clock.mode, now, settings: db.settings.revision };
    },
    async readSettings() {
      return db.settings;
    },
    async readFlowVersion(flow, version) {
      return db.definitions.get(`${flow}/${version}`);
    },
    async ensureSource(name, liveFrom) {
      // A number once given is used up, also where the transaction takes the row back.
      if (db.sources.get(session, name) === undefined)
        await insertWhereNew(db, session, db.sources, name, { id: db.nextSourceId(), name, liveFrom: null });
      await update(db, session, db.sources, [[name, (row) => ({ ...row, liveFrom: row.liveFrom ?? liveFrom })]]);
      const row = db.sources.get(session, name);
      if (row === undefined) throw new Error('ensureSource found no row');
      return row;
    },
    async advanceClock(now) {
      const moved = await update(db, session, db.clock, [
        ['clock', (row) => (row.mode === 'virtual' && row.now !== null && row.now <= now ? { ...row, now } : undefined)],
      ]);
      return moved.length === 1;
    },
  };
}
