import { dayMs } from '../demo/move.ts';
import type { Throughline } from '../throughline.ts';
import { type Recipient, readAudience } from './audience.ts';
import { deriveNotes } from './derive.ts';
import { mailOf } from './kinds.ts';
import {
  endOfStretch,
  type LoggedEvent,
  readConcerning,
  readCursor,
  readFirstSince,
  readHorizon,
  type Stretch,
  writeCursor,
} from './log-page.ts';
import { insertNotes, pruneNotifications, settleNotes } from './notification-table.ts';
import { readPreferences } from './preferences.ts';

/** About so many events are read at once. */
export const eventsAtOnce = 2000;

/** In the simulated company a visitor finds what came up in the last days of its simulation. */
const demoDays = 7;

/** So many transactions are looked at at once, and more where nothing was written in them. */
const firstWindow = 500n;

export interface Followed {
  /** Events that were looked at closely. */
  readonly events: number;
  readonly notes: number;
  readonly settled: number;
  /** There may be more already. */
  readonly more: boolean;
}

const nothing: Followed = { events: 0, notes: 0, settled: 0, more: false };

/**
 * Reads the log on from where it was left, and notes whom it concerns. What it notes and how far it has read are one transaction, and it reads
 * only what lies below the oldest transaction that runs: so each event is looked at exactly once, whatever breaks off, and however many
 * servers follow. Only one of them reads at a time.
 */
export class LogFollower {
  readonly #throughline: Throughline;
  readonly #atOnce: number;
  /** Up to here there was nothing when it was last looked: that is not written down, so an idle company is left in peace. */
  #empty = 0n;

  constructor(throughline: Throughline, { atOnce = eventsAtOnce }: { readonly atOnce?: number } = {}) {
    this.#throughline = throughline;
    this.#atOnce = atOnce;
  }

  async follow(): Promise<Followed> {
    const client = await this.#throughline.pool.connect();
    let broken = true;
    try {
      await client.query('begin isolation level read committed; set local enable_seqscan = off; set local jit = off');
      const { rows } = await client.query<{ ours: boolean }>('select pg_try_advisory_xact_lock(7302141) as ours');
      const followed = rows[0]?.ours === true ? await this.#read(client) : nothing;
      await client.query('commit');
      broken = false;
      return followed;
    } finally {
      // A broken transaction goes with its connection.
      client.release(broken);
    }
  }

  async #read(client: Client): Promise<Followed> {
    const below = await readHorizon(client);
    const cursor = (await readCursor(client)) ?? (await this.#begin(client, below));
    let from = this.#empty;
    if (cursor > from) from = cursor;
    for (let window = firstWindow; from < below; window *= 4n) {
      let end = from + window;
      if (end > below) end = below;
      const last = await endOfStretch(client, { from, below: end }, this.#atOnce);
      if (last !== undefined) return await this.#note(client, { from, below: last }, below > last);
      from = end;
      this.#empty = from;
    }
    return nothing;
  }

  /** What was mailed before a restore, or may have been, is not mailed again. */
  async #begin(client: Client, horizon: bigint): Promise<bigint> {
    const { database, engine } = this.#throughline;
    await client.query(`update throughline_server.notification set mail = 'none' where mail <> 'none' and mailed_at is null`);
    const now = (await engine.clock()).now;
    const first = database === 'demo' ? await readFirstSince(client, now - demoDays * dayMs) : undefined;
    const from = first !== undefined && first < horizon ? first : horizon;
    await writeCursor(client, from);
    return from;
  }

  async #note(client: Client, stretch: Stretch, more: boolean): Promise<Followed> {
    const events = await readConcerning(client, stretch);
    const kept = events.length === 0 ? { notes: 0, settled: 0 } : await this.#keep(client, events);
    await writeCursor(client, stretch.below);
    return { events: events.length, ...kept, more };
  }

  async #keep(client: Client, events: readonly LoggedEvent[]): Promise<Pick<Followed, 'notes' | 'settled'>> {
    const audience = await readAudience(this.#throughline);
    const { notes, settled } = await deriveNotes(this.#throughline, events, audience);
    const people = [...new Set(notes.map(({ person }) => person))];
    const preferencesOf = await readPreferences(client, people);
    const mailable = new Set(audience.filter(hasAddress).map(({ id }) => id));
    const wanted = notes.flatMap((note) => {
      const way = preferencesOf(note.person).kinds[note.kind];
      return way === 'off' ? [] : [{ ...note, mail: mailable.has(note.person) ? mailOf(way) : ('none' as const) }];
    });
    const inserted = await insertNotes(client, wanted);
    // An event settles what was noted of those before it, also of this stretch.
    const over = await settleNotes(client, settled);
    if (inserted > 0) await pruneNotifications(client, people);
    return { notes: inserted, settled: over };
  }
}

type Client = Parameters<typeof readHorizon>[0];

const hasAddress = ({ email }: Recipient) => email !== null;
