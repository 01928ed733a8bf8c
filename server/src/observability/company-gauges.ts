import type { CircuitState, Destination, Gauges, Sealing } from '@throughline/engine';
import { Gauge, type Registry } from 'prom-client';
import type { DatabaseName, Throughline } from '../throughline.ts';
import { within } from './within.ts';

/** Reads how companies stand, for whoever asks every few seconds. */
export interface CompanyGauges {
  /** Reads again what is older than 5 seconds. A company that does not answer within 3 is told as down; it holds up nobody. */
  read(companies: readonly Throughline[]): Promise<void>;
}

const keptMs = 5000;
/** What costs more than a few steps in an index. */
const keptLongMs = 30_000;
const answersWithinMs = 3000;
/** More are left out: a label must not grow without bound. */
const destinationsMax = 50;

const circuitValue: Readonly<Record<CircuitState, number>> = { closed: 0, 'half-open': 1, open: 2 };

interface Snapshot {
  readonly gauges: Gauges;
  readonly destinations: readonly Destination[];
}

interface SlowSnapshot {
  readonly unsealed: Sealing['unsealed'];
  readonly bytes: number;
}

interface Known {
  at: number;
  reading: Promise<void>;
  /** `undefined`: it did not answer. */
  snapshot: Snapshot | undefined;
  slowAt: number;
  slow: SlowSnapshot | undefined;
}

export function companyGauges(registry: Registry): CompanyGauges {
  const of = instruments(registry);
  const known = new Map<Throughline, Known>();
  const read = async (throughline: Throughline, into: Known) => {
    try {
      await within(answersWithinMs, async () => {
        const { engine } = throughline;
        into.snapshot = { gauges: await engine.gauges(), destinations: await engine.destinations() };
        if (performance.now() - into.slowAt < keptLongMs) return;
        into.slow = await readSlow(throughline);
        into.slowAt = performance.now();
      });
    } catch {
      into.snapshot = undefined;
      into.at = -Infinity;
    }
  };
  const upToDate = (throughline: Throughline): Promise<void> => {
    let found = known.get(throughline);
    if (found === undefined) {
      found = { at: -Infinity, reading: Promise.resolve(), snapshot: undefined, slowAt: -Infinity, slow: undefined };
      known.set(throughline, found);
    }
    if (performance.now() - found.at < keptMs) return found.reading;
    found.at = performance.now();
    found.reading = read(throughline, found);
    return found.reading;
  };
  return {
    async read(companies) {
      // A company that was closed (a demo that is built anew) is read no more.
      for (const each of known.keys()) if (!companies.includes(each)) known.delete(each);
      await Promise.all(companies.map(upToDate));
      for (const gauge of Object.values(of)) gauge.reset();
      for (const throughline of companies) show(of, throughline, known.get(throughline));
    },
  };
}

async function readSlow({ engine, pool }: Throughline): Promise<SlowSnapshot> {
  const { unsealed } = await engine.sealing();
  const { rows } = await pool.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes');
  return { unsealed, bytes: rows[0]?.bytes ?? 0 };
}

type Instruments = ReturnType<typeof instruments>;

function show(of: Instruments, { database: company, engine, pool }: Throughline, known: Known | undefined): void {
  for (const [name, waiting] of Object.entries(engine.waiting())) of.waiting.set({ company, class: name }, waiting);
  of.pool.set({ company, state: 'open' }, pool.totalCount);
  of.pool.set({ company, state: 'idle' }, pool.idleCount);
  of.pool.set({ company, state: 'waited-for' }, pool.waitingCount);
  of.up.set({ company }, known?.snapshot === undefined ? 0 : 1);
  if (known?.snapshot === undefined) return;
  showSnapshot(of, company, known.snapshot);
  if (known.slow === undefined) return;
  const { unsealed, bytes } = known.slow;
  of.unsealed.set({ company }, unsealed.events);
  of.unsealedAge.set({ company }, unsealed.oldest === null ? 0 : Math.max(0, Date.now() - unsealed.oldest) / 1000);
  of.bytes.set({ company }, bytes);
}

function showSnapshot(of: Instruments, company: DatabaseName, { gauges, destinations }: Snapshot): void {
  of.lag.set({ company }, gauges.lagMs / 1000);
  of.due.set({ company }, gauges.due);
  of.sweeps.set({ company }, gauges.openSweeps);
  of.quarantined.set({ company }, gauges.quarantined);
  of.unanchored.set({ company }, gauges.unanchored);
  of.anchorLag.set({ company }, gauges.anchorLagMs / 1000);
  for (const { kind, status, effects } of gauges.effects) of.effects.set({ company, kind, status }, effects);
  for (const { kind, milliseconds } of gauges.oldestDueMs) of.oldestDue.set({ company, kind }, milliseconds / 1000);
  const messages = gauges.effects.find(({ kind, status }) => kind === 'message' && status === 'pending');
  of.messages.set({ company }, messages?.effects ?? 0);
  // Those that fare worst are told first.
  const worst = destinations.toSorted((a, b) => circuitValue[b.state] - circuitValue[a.state] || b.failures - a.failures);
  for (const { name: destination, state, inFlight } of worst.slice(0, destinationsMax)) {
    of.circuits.set({ company, destination }, circuitValue[state]);
    of.inFlight.set({ company, destination }, inFlight);
  }
}

function instruments(registry: Registry) {
  const gauge = <L extends string>(name: string, help: string, ...labelNames: readonly L[]) =>
    new Gauge({ name: `throughline_${name}`, help, labelNames: ['company', ...labelNames], registers: [registry] });
  return {
    up: gauge('database_up', '1: the database of the company answered within 3 s'),
    waiting: gauge('submissions_waiting', 'Inputs that wait or are being decided in this process', 'class'),
    pool: gauge('pool_connections', 'Connections of this process: open, idle, and how many wait for one', 'state'),
    lag: gauge('deadline_lag_seconds', 'For how long the case that is longest due has been waiting'),
    due: gauge('deadlines_due', 'Cases whose wake-up has come; counted to 10,000'),
    effects: gauge('effects', 'Effects that wait, are held, or came to nothing; counted to 10,000 each', 'kind', 'status'),
    oldestDue: gauge('effects_oldest_due_seconds', 'For how long the effect that is longest due has been waiting', 'kind'),
    messages: gauge('messages_waiting', 'Messages between cases that wait to be delivered; counted to 10,000'),
    circuits: gauge('destination_circuit', '0: goes out, 1: one is tried, 2: nothing goes out for a while', 'destination'),
    inFlight: gauge('destination_in_flight', 'Attempts under way, of all workers together', 'destination'),
    sweeps: gauge('sweeps_open', 'Changes of parameters or calendars after which cases are still looked at'),
    quarantined: gauge('cases_quarantined', 'Cases that are set aside'),
    unsealed: gauge('events_unsealed', 'Events since the last seal; counted to 100,000'),
    unsealedAge: gauge('events_unsealed_oldest_seconds', 'How old the oldest event is that no seal holds'),
    unanchored: gauge('seals_unanchored', 'Seals that no anchor has; counted to 10,000'),
    anchorLag: gauge('anchor_lag_seconds', 'How old the oldest seal is that no anchor has'),
    bytes: gauge('database_bytes', 'Size of the database'),
  };
}
