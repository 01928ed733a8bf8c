import type { Millis } from '@throughline/language';
import type { Client, Database } from '../database.ts';
import { inTransaction } from '../database.ts';
import { EngineError } from '../errors.ts';
import type { LoggedEvent, LogPosition } from '../sql/read-log-page.ts';
import { countUnanchored, readLastSeal, readSeals, type StoredSeal } from '../sql/seals.ts';
import type { Anchor } from './anchor.ts';
import { anchorSeals } from './anchor-seals.ts';
import { type KeepSealingOptions, keepSealing, type Wait } from './keep-sealing.ts';
import { countSpan, readSpanPage, spanSettings } from './read-leaves.ts';
import type { SignedSeal } from './seal.ts';
import type { Signer } from './signer.ts';
import type { Span } from './span.ts';
import { takeSeal } from './take-seal.ts';

/** How far the log is sealed. */
export interface Sealing {
  readonly last: { readonly number: number; readonly sealedAt: Millis; readonly hash: string } | null;
  /** Seals that no anchor has got yet. */
  readonly unanchored: number;
  /** Events since the last seal: so many, or at least 100,000; and when the first of them was recorded. */
  readonly unsealed: { readonly events: number; readonly isMore: boolean; readonly oldest: Millis | null };
}

export interface SealControls {
  /** Seals what became visible since the last seal; `undefined` where nothing did. @throws EngineError signer-missing, log-numbering-lost */
  seal(options?: { readonly eventsMax?: number }): Promise<SignedSeal | undefined>;
  /** Seals in their order, at most 1,000 a page. */
  seals(options?: { readonly after?: number; readonly limit?: number }): Promise<readonly StoredSeal[]>;
  /**
   * The events of a seal, in its order, at most 5,000 a page: how readers follow the log. What a seal holds never changes, but that
   * parts are erased and events retired.
   */
  sealedEvents(
    number: number,
    options?: { readonly after?: LogPosition; readonly limit?: number },
  ): Promise<readonly LoggedEvent[]>;
  sealing(): Promise<Sealing>;
  /** Gives an anchor the next hundred seals that nobody outside has; returns how many it took. @throws EngineError anchor-failed */
  anchorSeals(anchor: Anchor): Promise<number>;
  /** Seals and anchors in the background until stopped. @throws EngineError signer-missing */
  keepSealing(options?: KeepSealingOptions): { stop(): Promise<void> };
}

type EngineSigner = Signer | (() => Signer | undefined) | undefined;

const countMax = 100_000;
const pageMax = 5000;

export function sealControls(database: Database, wait: Wait, given: EngineSigner): SealControls {
  let signer = typeof given === 'function' ? undefined : given;
  const requireSigner = () => {
    signer ??= typeof given === 'function' ? given() : undefined;
    if (signer !== undefined) return signer;
    throw new EngineError(
      'signer-missing',
      'Sealing needs a key, which is never in the database: give the engine a signer (the server: THROUGHLINE_SEAL_KEY)',
    );
  };
  const controls: Omit<SealControls, 'keepSealing'> = {
    seal: async (options = {}) => takeSeal(database, requireSigner(), options),
    seals: (options) => readSeals(database, options),
    sealedEvents: (number, { after, limit = 1000 } = {}) =>
      withSpans(database, async (client) => {
        const span = await spanOf(client, number);
        return span === undefined ? [] : readSpanPage(client, span, { after, limit: Math.min(limit, pageMax) });
      }),
    sealing: () => withSpans(database, readSealing),
    anchorSeals: (anchor) => anchorSeals(database, anchor),
  };
  return {
    ...controls,
    keepSealing(options = {}) {
      requireSigner();
      return keepSealing(controls, wait, options);
    },
  };
}

function withSpans<T>(database: Database, work: (client: Client) => Promise<T>): Promise<T> {
  return inTransaction(database, work, `begin isolation level repeatable read read only; ${spanSettings}`);
}

/** From where to where a seal goes; `undefined` where there is none of the number. */
export async function spanOf(client: Pick<Client, 'query'>, number: number): Promise<Span | undefined> {
  const seals = await readSeals(client, { after: number - 2, limit: 2 });
  const seal = seals.find((each) => each.number === number);
  const before = seals.find((each) => each.number === number - 1);
  if (seal === undefined || (before === undefined && number > 1)) return undefined;
  return { upto: seal.upto, ...(before === undefined ? {} : { after: before.upto }) };
}

async function readSealing(client: Client): Promise<Sealing> {
  const last = await readLastSeal(client);
  const { events, oldest } = await countSpan(client, last === undefined ? {} : { after: last.upto }, countMax + 1);
  return {
    last: last === undefined ? null : { number: last.number, sealedAt: last.sealedAt, hash: last.hash },
    unanchored: await countUnanchored(client),
    unsealed: { events: Math.min(events, countMax), isMore: events > countMax, oldest },
  };
}
