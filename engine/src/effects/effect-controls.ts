import { kernelFlows } from '@throughline/language';
import type { Client, Database } from '../database.ts';
import { inTransaction } from '../database.ts';
import type { DispatchParts } from '../dispatch/dispatch.ts';
import { EngineError } from '../errors.ts';
import { type DeadEffectRow, type DeadEffectsSelection, readDeadEffects } from '../sql/dead-effects.ts';
import { type DestinationCount, readDestinations } from '../sql/destinations.ts';
import { countHeld, type EffectHold, endEffectHold, holdEffects, readEffectHold, releaseHeld } from '../sql/hold-effects.ts';
import { type CircuitState, circuitState } from './circuit.ts';
import type { Machine } from './perform-effects.ts';

/** An effect that came to nothing, or may have, and with which nobody has dealt yet. */
export interface DeadEffect extends DeadEffectRow {
  /** The role that is to deal with it: the owner of the exception that was raised for it. */
  readonly owner: string;
}

export interface DeadEffectPage {
  readonly effects: readonly DeadEffect[];
  /** Where the next page begins; absent: this is the last. */
  readonly next?: string;
}

export interface DeadEffectsQuery extends Pick<DeadEffectsSelection, 'kind' | 'status' | 'destination'> {
  /** At most 200; that many unless said. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly after?: string;
}

export interface Destination extends Omit<DestinationCount, 'now'> {
  readonly state: CircuitState;
}

export interface Release {
  /** Only what goes there. */
  readonly destination?: string;
  /** Only what these cases want done, at most 1,000. */
  readonly cases?: readonly string[];
  /**
   * What a lost part of the log may have done already is looked up before it is sent, where that is possible; what may be done at most once, and
   * cannot be looked up, ends as unknown. Default true.
   */
  readonly lookUpFirst?: boolean;
}

export interface Holding {
  /** Since when and why everything new is held; absent: it is not. */
  readonly hold?: EffectHold;
  readonly held: readonly { readonly destination: string; readonly effects: number }[];
}

/** What an operator does about effects. To send one again, or to say how it ended, are commands to its case: `resend`, `settle-effect`. */
export interface EffectControls {
  /** Effects that are dead, refused or unknown until somebody deals with them; longest ago first. */
  deadEffects(query?: DeadEffectsQuery): Promise<DeadEffectPage>;
  /** Where effects go, how that works, and how much is under way; at most 1,000. */
  destinations(): Promise<readonly Destination[]>;
  /**
   * Holds all that waits to go out, and what will be decided from now on, until it is released: after a restore, before workers start. Returns how
   * many were held. Messages between cases go on.
   */
  holdEffects(options: { readonly reason: string }): Promise<number>;
  /** Releases what is held. Without a selection, all of it, and nothing new is held any more. Returns how many were released. */
  releaseEffects(release?: Release): Promise<number>;
  effectHold(): Promise<Holding>;
}

const pageMax = 200;
const casesMax = 1000;
const releaseMax = 1000;

export function effectControls(parts: DispatchParts, database: Database, machine: Machine): EffectControls {
  return {
    deadEffects: (query = {}) => listDeadEffects(parts, database, query),
    async destinations() {
      const rows = await readDestinations(database, machine.now());
      return rows.map(({ now, ...row }) => ({ ...row, state: circuitState(row, now) }));
    },
    holdEffects: ({ reason }) => {
      if (reason.trim() === '')
        throw new EngineError('reason-missing', 'Say why effects are held: whoever releases them must know');
      return inTransaction(database, (client) => holdEffects(client, reason), holdBegin);
    },
    releaseEffects: async (release = {}) => {
      const released = await releaseEffects(database, release);
      parts.written.effects += released;
      if (released > 0) parts.onCommit();
      return released;
    },
    async effectHold() {
      const [hold, held] = [await readEffectHold(database), await countHeld(database)];
      return { ...(hold === null ? {} : { hold }), held };
    },
  };
}

/** It waits for all that is being written, and may have much to hold. */
const holdBegin = `begin; set local lock_timeout = '60s'`;

async function releaseEffects(database: Database, { destination, cases, lookUpFirst = true }: Release): Promise<number> {
  if (cases !== undefined && cases.length > casesMax)
    throw new EngineError(
      'batch-too-large',
      `Effects of at most ${casesMax} cases are released at once, not of ${cases.length}: split them`,
    );
  if (destination === undefined && cases === undefined) await endEffectHold(database);
  const selection = {
    ...(destination === undefined ? {} : { destination }),
    ...(cases === undefined ? {} : { cases }),
    lookUpFirst,
    limit: releaseMax,
  };
  let released = 0;
  for (;;) {
    const some = await inTransaction(database, (client: Client) => releaseHeld(client, selection));
    released += some;
    if (some < releaseMax) return released;
  }
}

async function listDeadEffects(parts: DispatchParts, database: Database, query: DeadEffectsQuery): Promise<DeadEffectPage> {
  const { limit = pageMax, after, ...selection } = query;
  const most = Math.max(1, Math.min(pageMax, limit));
  const place = after === undefined ? undefined : placeOf(after);
  const rows = await readDeadEffects(database, {
    ...selection,
    limit: most + 1,
    ...(place === undefined ? {} : { after: place }),
  });
  const shown = rows.slice(0, most);
  await parts.flows.load(
    parts.store.alone,
    shown.filter(({ flow }) => !kernelFlows.has(flow)).map(({ flow, version }) => [flow, version] as const),
  );
  const effects = shown.map(({ at: _, ...row }) => {
    const flow = parts.flows.get(row.flow, row.version);
    const raised = flow?.exceptions.get(row.onRefused ?? '') ?? flow?.exceptions.get('effectFailed');
    return { ...row, owner: raised?.owner ?? flow?.definition.owner ?? '' };
  });
  const last = shown.at(-1);
  if (rows.length <= most || last === undefined) return { effects };
  return { effects, next: Buffer.from(JSON.stringify([last.at, last.caseId, last.key])).toString('base64url') };
}

function placeOf(mark: string): NonNullable<DeadEffectsSelection['after']> {
  try {
    const [finishedAt, caseId, key] = JSON.parse(Buffer.from(mark, 'base64url').toString()) as unknown[];
    if (typeof finishedAt === 'string' && typeof caseId === 'string' && typeof key === 'string')
      return { finishedAt, caseId, key };
  } catch {
    // It is told below.
  }
  throw new EngineError('list-cursor-invalid', 'The mark of the page is not one that this list gave: begin with its first page');
}
