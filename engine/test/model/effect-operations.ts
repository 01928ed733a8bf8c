import { bucketOf } from '../../src/case-id.ts';
import { failuresMax } from '../../src/effects/circuit.ts';
import type { Claim, ClaimedEffect } from '../../src/sql/claim-effects.ts';
import type { DestinationRow } from '../../src/sql/destinations.ts';
import { type EffectEnd, type EffectName, effectName, inEffectOrder } from '../../src/sql/end-effects.ts';
import type { Operations } from './case-operations.ts';
import type { ModelDatabase, ModelEffect, ModelSession } from './model-database.ts';
import { insertWhereNew, update } from './statements.ts';

type EffectOperations = Pick<
  Operations,
  | 'insertEffects'
  | 'readDueDestinations'
  | 'claimEffects'
  | 'extendLeases'
  | 'endEffects'
  | 'lockDestinations'
  | 'writeDestinations'
  | 'closeCircuits'
  | 'lockEffects'
  | 'changeEffects'
  | 'cancelEffects'
>;

/** Effects: leases and who holds them, and what was said of them. */
export function effectOperations(db: ModelDatabase, session: ModelSession): EffectOperations {
  return { ...leaseOperations(db, session), ...destinationOperations(db, session), ...changeOperations(db, session) };
}

export const isDue = ({ status, nextAt }: ModelEffect, now: number) => status === 'pending' && nextAt !== null && nextAt <= now;
const byTime = (a: ModelEffect, b: ModelEffect) => (a.nextAt ?? 0) - (b.nextAt ?? 0);
const isOpen = (row: DestinationRow | undefined, now: number) => row?.openUntil != null && row.openUntil > now;

type LeaseOperations = Pick<EffectOperations, 'insertEffects' | 'claimEffects' | 'extendLeases' | 'endEffects'>;

function leaseOperations(db: ModelDatabase, session: ModelSession): LeaseOperations {
  const clock = () => db.scheduling.now();
  return {
    async insertEffects(effects) {
      for (const effect of effects)
        await insertWhereNew(db, session, db.effects, effectName(effect), {
          ...effect,
          ...{ destination: effect.destination ?? effect.kind, status: 'pending', attempts: 0, nextAt: clock() },
          ...{ leaseBy: null, leaseUntil: null, error: null, result: null, doubt: null, moot: false, settled: false, round: 1 },
        });
    },
    claimEffects: (claim) => claimEffects(db, session, claim),
    async extendLeases(effects, { worker, leaseMs, machineNow }) {
      const until = (machineNow ?? clock()) + leaseMs;
      const rows = inEffectOrder(effects).map(
        (effect) =>
          [
            effectName(effect),
            (row: ModelEffect) =>
              row.leaseBy === worker && row.attempts === effect.attempts && row.status === 'pending'
                ? { ...row, leaseUntil: until, nextAt: until }
                : undefined,
          ] as const,
      );
      return new Set(await update(db, session, db.effects, rows));
    },
    async endEffects(ends, { worker, machineNow }) {
      const ordered = ends.toSorted((a, b) => (effectName(a.effect) < effectName(b.effect) ? -1 : 1));
      const rows = ordered.map(
        (end) =>
          [
            effectName(end.effect),
            (row: ModelEffect) => {
              const isHeld = worker === null || (row.leaseBy === worker && row.attempts === end.effect.attempts);
              return row.status === 'pending' && isHeld ? ended(row, end, machineNow ?? clock()) : undefined;
            },
          ] as const,
      );
      const names = await update(db, session, db.effects, rows);
      return new Map(
        names.map((name) => {
          const { status, moot } = db.effects.get(session, name) as ModelEffect;
          return [name, { status, moot }];
        }),
      );
    },
  };
}

function ended(row: ModelEffect, end: EffectEnd, now: number): ModelEffect {
  const isTriedAgain = end.status === 'pending' && !row.moot;
  const ifMoot = end.status !== 'pending' ? end.status : (end.doubt ?? null) === null ? 'cancelled' : 'unknown';
  return {
    ...row,
    status: row.moot ? ifMoot : end.status,
    error: end.error?.slice(0, 2000) ?? null,
    result: end.result === undefined ? null : JSON.stringify(end.result),
    doubt: end.doubt ?? null,
    settled: end.settled ?? false,
    leaseBy: null,
    leaseUntil: null,
    attempts: Math.max(row.attempts, end.effect.attempts),
    nextAt: isTriedAgain ? now + (end.retryMs ?? 0) : null,
  };
}

/** First the rows of the destinations, then, in a statement of its own, what there is room for. */
async function claimEffects(db: ModelDatabase, session: ModelSession, claim: Claim): Promise<readonly ClaimedEffect[]> {
  const now = claim.machineNow ?? db.scheduling.now();
  const names = [...new Set(claim.from.map(({ destination }) => destination))].sort();
  if (claim.from.some(({ isNew }) => isNew))
    for (const name of names)
      await insertWhereNew(db, session, db.destinations, name, {
        name,
        failures: 0,
        openings: 0,
        openUntil: null,
        lastError: null,
      });
  const claimed: ClaimedEffect[] = [];
  for (const name of names) {
    const destination = db.destinations.get(session, name);
    if (destination === undefined || isOpen(destination, now) || !db.tryLock(session, `destination/${name}`)) continue;
    const sharing = claim.from.filter((each) => each.destination === name);
    const allowed = destination.failures >= failuresMax ? 1 : Math.min(...sharing.map(({ concurrency }) => concurrency));
    const effects = db.effects.all(session).flatMap(([, row]) => (row.destination === name ? [row] : []));
    const underWay = effects.filter(({ leaseBy, leaseUntil }) => leaseBy !== null && (leaseUntil ?? 0) > now).length;
    const free = Math.max(0, Math.min(Math.max(...sharing.map(({ most }) => most)), allowed - underWay));
    const kinds = new Set(claim.from.map(({ kind }) => kind));
    const due = effects.filter((row) => kinds.has(row.kind) && isDue(row, now) && isFirstCall(row, effects)).sort(byTime);
    const taken: ModelEffect[] = [];
    for (const row of due) if (taken.length < free && db.tryLock(session, `effect/${effectName(row)}`)) taken.push(row);
    for (const row of taken) claimed.push(leased(db, session, row, claim, now));
  }
  return claimed;
}

/** Calls of one case to one destination go in their order. */
function isFirstCall({ kind, caseId, seq, ordinal }: ModelEffect, atDestination: readonly ModelEffect[]): boolean {
  if (kind !== 'call') return true;
  return !atDestination.some(
    (other) =>
      other.kind === 'call' &&
      other.caseId === caseId &&
      (other.status === 'pending' || other.status === 'held') &&
      (other.seq < seq || (other.seq === seq && other.ordinal < ordinal)),
  );
}

function leased(
  db: ModelDatabase,
  session: ModelSession,
  row: ModelEffect,
  { worker, leaseMs }: Claim,
  now: number,
): ClaimedEffect {
  const until = now + leaseMs;
  const doubt = row.leaseBy === null ? row.doubt : 'open';
  const attempts = row.attempts + 1;
  db.effects.put(session, effectName(row), { ...row, attempts, doubt, leaseBy: worker, leaseUntil: until, nextAt: until });
  const { caseId, key, kind, seq, delivery, destination, moot, round } = row;
  return {
    ...{ caseId, key, kind, seq, delivery, destination, attempts, doubt, moot, round },
    payload: JSON.parse(row.payload) as ClaimedEffect['payload'],
  };
}

type DestinationOperations = Pick<
  EffectOperations,
  'readDueDestinations' | 'lockDestinations' | 'writeDestinations' | 'closeCircuits'
>;

function destinationOperations(db: ModelDatabase, session: ModelSession): DestinationOperations {
  return {
    async readDueDestinations(kinds, machineNow) {
      const now = machineNow ?? db.scheduling.now();
      const due = new Map(
        db.effects.all(session).flatMap(([, row]) => {
          const { kind, destination } = row;
          return kinds.includes(kind) && isDue(row, now) ? [[`${kind}/${destination}`, { kind, destination }] as const] : [];
        }),
      );
      return [...due.values()].flatMap((each) => {
        const row = db.destinations.get(session, each.destination);
        return isOpen(row, now) ? [] : [{ ...each, isNew: row === undefined }];
      });
    },
    async lockDestinations(names, machineNow) {
      const locked: (DestinationRow & { now: number })[] = [];
      const now = machineNow ?? db.scheduling.now();
      await update(
        db,
        session,
        db.destinations,
        [...new Set(names)].sort().map((name) => [
          name,
          (row) => {
            locked.push({ ...row, now });
            return undefined;
          },
        ]),
      );
      return locked;
    },
    async writeDestinations(destinations) {
      await update(
        db,
        session,
        db.destinations,
        destinations.map(({ name, failures, openings, openUntil, lastError }) => [
          name,
          () => ({ name, failures, openings, openUntil, lastError }),
        ]),
      );
    },
    async closeCircuits(names) {
      const failing = [...new Set(names)].filter((name) => (db.destinations.get(session, name)?.failures ?? 0) > 0);
      await update(
        db,
        session,
        db.destinations,
        failing.sort().map((name) => [name, (row) => ({ ...row, failures: 0, openings: 0, openUntil: null })]),
      );
    },
  };
}

type ChangeOperations = Pick<EffectOperations, 'lockEffects' | 'changeEffects' | 'cancelEffects'>;

function changeOperations(db: ModelDatabase, session: ModelSession): ChangeOperations {
  const change = <N extends EffectName>(names: readonly N[], to: (row: ModelEffect, name: N) => ModelEffect | undefined) =>
    update(
      db,
      session,
      db.effects,
      inEffectOrder(names).map((name) => [effectName(name), (row) => to(row, name)]),
    );
  return {
    async lockEffects(names) {
      const locked: ModelEffect[] = [];
      await change(names, (row) => {
        locked.push(row);
        return undefined;
      });
      return locked.map(({ caseId, key, kind, status, payload }) => ({
        ...{ caseId, key, kind, status },
        payload: kind === 'call' ? (JSON.parse(payload) as ClaimedEffect['payload']) : null,
      }));
    },
    async changeEffects(changes) {
      const changed = await change(changes, (row, { to }) => {
        if (row.status !== 'refused' && row.status !== 'dead' && row.status !== 'unknown') return undefined;
        const isAgain = to === 'pending';
        const isDoubtful = row.doubt !== null || row.status === 'unknown';
        return {
          ...row,
          ...{ status: to, settled: !isAgain, moot: false, attempts: isAgain ? 0 : row.attempts },
          round: isAgain ? row.round + 1 : row.round,
          ...{ doubt: isAgain && isDoubtful ? 'accepted' : null, nextAt: isAgain ? db.scheduling.now() : null },
        };
      });
      return changed.length;
    },
    async cancelEffects(names) {
      await change(names, (row) => {
        if (row.status !== 'pending' && row.status !== 'held') return undefined;
        return row.leaseBy === null ? { ...row, moot: true, status: 'cancelled', nextAt: null } : { ...row, moot: true };
      });
    },
  };
}

/** The lane in which the messages of a case go. */
export const laneOf = (caseId: string) => bucketOf(caseId) & 15;
