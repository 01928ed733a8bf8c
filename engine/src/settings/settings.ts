import {
  type CaseRecord,
  type CompiledFlow,
  type Context,
  compileCalendar,
  type Millis,
  nextDueAt,
  parametersAt,
} from '@throughline/language';
import type { CalendarRow, ParameterRow, PilotRow, SettingsRows } from '../sql/read-settings.ts';
import type { Transaction } from '../store/transaction.ts';
import { type ReleasesInForce, releasesAt } from '../versions/releases.ts';

/** What every decision of a transaction has in common. */
export interface Moment {
  readonly mode: 'real' | 'virtual';
  /** Business time: the transaction's on a real clock, the clock's own on a virtual one. */
  readonly now: Millis;
  /** By flow, the version that newborn cases run, where no pilot takes them. */
  readonly latest: Readonly<Record<string, number>>;
  readonly settings: Settings;
}

/** What is in force beside the versions, ready to decide. */
export interface Settings {
  /** Counted up by each change. */
  readonly revision: number;
  readonly pilots: readonly PilotRow[];
  /** By flow, the version that newborn cases run; the same object as long as that does not change. */
  latestAt(now: Millis): Readonly<Record<string, number>>;
  /** Parameters and calendars as the flow has them at an instant, with what is scheduled. */
  contextOf(flow: CompiledFlow, now: Millis): Context;
  /**
   * When a case must be looked at again; `null`: never. Scheduled calendars are taken into account, of which `decide` does not know:
   * `decided` is what it derived from the context of `now`, where it has been asked.
   */
  wakeUp(flow: CompiledFlow, record: CaseRecord, now: Millis, decided?: Millis | null): Millis | null;
}

/**
 * Keeps the settings that were read last; one row tells each transaction whether they still hold. A transaction that changes them must use
 * a registry of its own: what it has counted up is not committed yet.
 */
export interface SettingsRegistry {
  moment(tx: Pick<Transaction, 'readMoment' | 'readSettings'>): Promise<Moment>;
  /** The revision of the settings of which all sweeps are known to be done. */
  sweptUpTo: number;
}

export function createSettingsRegistry(): SettingsRegistry {
  let known: { readonly rows: SettingsRows; readonly settings: Settings } | undefined;
  return {
    sweptUpTo: 0,
    async moment(tx) {
      const { mode, now, settings: revision } = await tx.readMoment();
      let current = known;
      if (current === undefined || current.rows.revision < revision) {
        const rows = await tx.readSettings();
        current = { rows, settings: settingsOf(rows) };
        if (known === undefined || known.rows.revision < rows.revision) known = current;
      }
      return { mode, now, latest: current.settings.latestAt(now), settings: current.settings };
    },
  };
}

interface InForce {
  /** It holds from here until there. */
  readonly from: Millis;
  readonly until: Millis;
  readonly context: Omit<Context, 'now'>;
}

export function settingsOf({ revision, releases, pilots, parameters, calendars }: SettingsRows): Settings {
  let released: ReleasesInForce | undefined;
  const calendarSteps = stepsOf(calendars);
  const known = new Map<string, InForce[]>();
  const ofFlow = <R extends ParameterRow | CalendarRow>(rows: readonly R[], flow: string) =>
    rows.filter((row) => row.flow === flow);
  const contextOf = (flow: CompiledFlow, now: Millis): Context => {
    const name = `${flow.name}/${flow.version}`;
    const stretches = known.get(name) ?? [];
    let inForce = stretches.find(({ from, until }) => now >= from && now < until);
    if (inForce === undefined) {
      inForce = inForceAt(flow, ofFlow(parameters, flow.name), ofFlow(calendars, flow.name), now);
      known.set(name, [...stretches, inForce]);
    }
    return { ...inForce.context, now };
  };
  return {
    revision,
    pilots,
    latestAt(now) {
      if (released === undefined || now < released.from || now >= released.until) released = releasesAt(releases, now);
      return released.latest;
    },
    contextOf,
    wakeUp(flow, record, now, decided) {
      let dueAt = decided === undefined ? nextDueAt(flow, record, contextOf(flow, now)) : decided;
      for (const from of calendarSteps.get(flow.name) ?? none) {
        if (from <= now) continue;
        if (dueAt !== null && dueAt < from) return dueAt;
        const then = nextDueAt(flow, record, contextOf(flow, from));
        dueAt = then === null ? null : Math.max(from, then);
      }
      return dueAt;
    },
  };
}

const none: readonly never[] = [];

/** By flow, the instants at which its calendars change, in their order. */
function stepsOf(calendars: readonly CalendarRow[]): ReadonlyMap<string, readonly Millis[]> {
  const steps = new Map<string, Millis[]>();
  for (const { flow, from } of calendars) steps.set(flow, [...(steps.get(flow) ?? []), from]);
  return new Map([...steps].map(([flow, instants]) => [flow, [...new Set(instants)].sort((a, b) => a - b)]));
}

function inForceAt(
  flow: CompiledFlow,
  parameters: readonly ParameterRow[],
  calendars: readonly CalendarRow[],
  now: Millis,
): InForce {
  const changes = [...parameters, ...calendars].map(({ from }) => from);
  const from = Math.max(Number.NEGATIVE_INFINITY, ...changes.filter((at) => at <= now));
  const until = Math.min(Number.POSITIVE_INFINITY, ...changes.filter((at) => at > now));
  const past = calendars
    .filter((calendar) => calendar.from <= now)
    .toSorted((a, b) => a.from - b.from || a.revision - b.revision);
  const context = {
    ...(parameters.length === 0 ? {} : parametersAt(flow.definition, parameters, now)),
    ...(past.length === 0
      ? {}
      : {
          calendars: Object.fromEntries(past.map(({ name, definition }) => [name, compileCalendar(definition as never)])),
          calendarRevision: past.at(-1)?.revision ?? 0,
        }),
  };
  return { from, until, context };
}
