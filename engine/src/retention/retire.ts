import type { Millis } from '@throughline/language';
import { type Client, type Database, inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import type { FlowRegistry } from '../flow-registry.ts';
import type { SettingsRegistry } from '../settings/settings.ts';
import { inLockOrder, lockCases } from '../sql/lock-cases.ts';
import {
  findUnfinishedRetention,
  insertRetention,
  lockRetention,
  type RetentionView,
  readRetention,
  readRetentions,
  saveRetention,
} from '../sql/retention.ts';
import {
  deleteCases,
  type FamilyMember,
  insertRetiredEvents,
  type RetiredLeaf,
  readEventLeaves,
  readFamilies,
  readQuietRoots,
} from '../sql/retire-families.ts';
import { readLastSeal } from '../sql/seals.ts';
import { postgresTransaction } from '../store/postgres-store.ts';
import { readSealOf, type SealOf } from './seal-of.ts';

export interface RetireRequest {
  /** The first instant of a month, in UTC: what had ended before it is removed. */
  readonly before: Millis;
  /** Default: all flows. Owned children go with their owner, whatever their flow. */
  readonly flows?: readonly string[];
  readonly by: string;
  readonly reason: string;
  /** Only counts. */
  readonly dryRun?: boolean;
  readonly onProgress?: (progress: Retired) => void;
  readonly signal?: AbortSignal;
}

/** Why a family stays though nothing has happened to it since. */
export type Kept = 'held' | 'open' | 'lately' | 'waiting' | 'unsealed';

export interface Retired {
  /** Root cases with all that they own. */
  readonly families: number;
  readonly cases: number;
  readonly events: number;
  /**
   * Families that stay: under a legal hold; not ended; with something that happened later; with an effect that has not ended, or as the
   * former name of a case that is there; or with an event that no seal holds yet.
   */
  readonly kept: Readonly<Record<Kept, number>>;
}

export interface RetentionControls {
  /**
   * Removes families of cases that had ended before a month, and all that is known of them but the hashes of their events, in small
   * transactions. Broken off, it goes on where it stood when it is asked for again.
   *
   * @throws EngineError retention-invalid, retention-unsealed
   */
  retire(request: RetireRequest): Promise<Retired>;
  /** What was removed, by whose word; the newest first, at most 1,000. */
  retentions(): Promise<readonly RetentionView[]>;
}

const familiesAtOnce = 100;

interface RetentionParts {
  readonly flows: FlowRegistry;
  readonly settings: SettingsRegistry;
}

export function retentionControls(database: Database, parts: RetentionParts): RetentionControls {
  return {
    retire: (request) => retire(database, parts, request),
    retentions: () => readRetentions(database),
  };
}

async function retire(database: Database, parts: RetentionParts, request: RetireRequest): Promise<Retired> {
  const { before, by, reason, dryRun = false, onProgress, signal } = request;
  const flows = request.flows === undefined ? null : [...new Set(request.flows)].sort();
  const { now } = await parts.settings.moment(postgresTransaction(database));
  requireMonth(before, now);
  const boundary = (await readLastSeal(database))?.number;
  if (boundary === undefined)
    throw new EngineError(
      'retention-unsealed',
      'Only what is sealed can be removed, and no seal has been made yet: seal the log',
    );
  const run = dryRun
    ? undefined
    : ((await findUnfinishedRetention(database, { before, flows })) ??
      (await insertRetention(database, { before, flows, boundary, by, reason })));
  const step = new Step(parts, { before, flows, boundary: run?.boundary ?? boundary, id: run?.id });
  const seals = await readSealOf(database, step.boundary);
  let last: string | null = null;
  do {
    signal?.throwIfAborted();
    const from: string | null = last;
    last = await inTransaction(database, (client) => step.take(client, seals, from));
    onProgress?.(step.total);
  } while (last !== null);
  const whole = run === undefined ? undefined : await readRetention(database, run.id);
  return whole === undefined ? step.total : { ...step.total, families: whole.families, cases: whole.cases, events: whole.events };
}

function requireMonth(before: Millis, now: Millis): void {
  const date = new Date(before);
  const isMonth = Number.isFinite(before) && Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) === before;
  if (isMonth && before <= now) return;
  throw new EngineError('retention-invalid', 'Expected the first instant of a month (UTC) that has begun, such as 2019-01-01');
}

interface Run {
  readonly before: Millis;
  readonly flows: readonly string[] | null;
  readonly boundary: number;
  /** Absent: nothing is to be written. */
  readonly id: number | undefined;
}

class Step {
  readonly #parts: RetentionParts;
  readonly #run: Run;
  total: Retired = {
    ...{ families: 0, cases: 0, events: 0 },
    kept: { held: 0, open: 0, lately: 0, waiting: 0, unsealed: 0 },
  };

  constructor(parts: RetentionParts, run: Run) {
    this.#parts = parts;
    this.#run = run;
  }

  get boundary(): number {
    return this.#run.boundary;
  }

  /** Deals with the next families in one transaction. Returns the last of them; `null`: there are no more. */
  async take(client: Client, sealOf: SealOf, from: string | null): Promise<string | null> {
    const { id, before, flows } = this.#run;
    const progress = id === undefined ? { lastCase: from } : await lockRetention(client, id);
    if (progress === undefined) return null;
    const roots = await readQuietRoots(client, { after: progress.lastCase, before, flows, limit: familiesAtOnce });
    const last = roots.length < familiesAtOnce ? null : (roots.at(-1) ?? null);
    // The locks of a dispatch: nothing happens to a family between its being judged and its being removed.
    if (id !== undefined) await lockCases(client, inLockOrder(roots));
    const families = await this.#judge(client, roots, sealOf);
    const members = families.flatMap(({ ids }) => ids);
    const leaves = families.flatMap((family) => family.leaves);
    if (id !== undefined) {
      await insertRetiredEvents(client, leaves, id);
      await deleteCases(client, members);
      const counts = { families: families.length, cases: members.length, events: leaves.length };
      await saveRetention(client, id, { ...counts, lastCase: last });
    }
    const { total } = this;
    this.total = {
      ...total,
      families: total.families + families.length,
      cases: total.cases + members.length,
      events: total.events + leaves.length,
    };
    return last;
  }

  async #judge(client: Client, roots: readonly string[], sealOf: SealOf): Promise<readonly RetiredFamily[]> {
    const members = await readFamilies(client, roots);
    const versions = new Map(members.map(({ flow, version }) => [`${flow}/${version}`, [flow, version] as const]));
    await this.#parts.flows.load(postgresTransaction(client), versions.values());
    const families = Map.groupBy(members, ({ root }) => root);
    const ended: FamilyMember[][] = [];
    for (const family of families.values()) {
      const kept = family.map((member) => this.#whyKept(member)).find((why) => why !== undefined);
      if (kept === undefined) ended.push(family);
      else this.#keep(kept);
    }
    const events = await readEventLeaves(
      client,
      ended.flat().map(({ id }) => id),
    );
    const byCase = Map.groupBy(events, ({ caseId }) => caseId);
    return ended.flatMap((family) => {
      const leaves = family.flatMap(({ id }) => byCase.get(id) ?? []).map((leaf) => ({ ...leaf, seal: sealOf(leaf.xact) }));
      if (leaves.every((leaf): leaf is typeof leaf & { seal: number } => leaf.seal !== undefined))
        return [{ ids: family.map(({ id }) => id), leaves }];
      this.#keep('unsealed');
      return [];
    });
  }

  #whyKept({ flow, version, state, recordedAt, isHeld, isWaiting, isAlias }: FamilyMember): Kept | undefined {
    if (isHeld) return 'held';
    if (state !== 'merged' && this.#parts.flows.get(flow, version)?.states.get(state)?.final !== true) return 'open';
    if (recordedAt >= this.#run.before) return 'lately';
    return isWaiting || isAlias ? 'waiting' : undefined;
  }

  #keep(why: Kept): void {
    const { kept } = this.total;
    this.total = { ...this.total, kept: { ...kept, [why]: kept[why] + 1 } };
  }
}

interface RetiredFamily {
  readonly ids: readonly string[];
  readonly leaves: readonly RetiredLeaf[];
}
