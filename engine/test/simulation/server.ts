import { type DispatchParts, dispatchBatch } from '../../src/dispatch/dispatch.ts';
import type { Machine } from '../../src/effects/perform-effects.ts';
import type { Sinks } from '../../src/effects/sink.ts';
import type { FlowRegistry } from '../../src/flow-registry.ts';
import { Lanes } from '../../src/lanes.ts';
import { createSettingsRegistry } from '../../src/settings/settings.ts';
import { createSourceRegistry } from '../../src/source-registry.ts';
import type { Store } from '../../src/store/transaction.ts';
import { Bell, startWorkers, type Workers } from '../../src/workers.ts';

/** What a server runs on. */
export interface Ground {
  readonly name: string;
  readonly store: Store;
  readonly machine: Machine;
  readonly sinks: Sinks;
  readonly flows: FlowRegistry;
  readonly nextSalt: () => string;
  readonly pollMs: number;
}

/** One server: it takes submissions and works off what is due, as `createEngine` puts it together. */
export interface Server {
  readonly parts: DispatchParts;
  readonly machine: Machine;
  readonly lanes: Lanes;
  readonly workers: Workers;
}

export function startServer({ name, store, machine, sinks, flows, nextSalt, pollMs }: Ground): Server {
  const bell = new Bell();
  const parts: DispatchParts = {
    ...{ store, flows, nextSalt },
    settings: createSettingsRegistry(),
    sources: createSourceRegistry(),
    written: { effects: 0 },
    onCommit: () => bell.ring(),
  };
  const lanes = new Lanes((submissions) => dispatchBatch(parts, submissions), 2);
  // What a look meets with, the next look meets again: nothing may depend on anybody hearing of it.
  const workers = startWorkers(parts, machine, bell, { worker: name, sinks, pollMs, onError: () => undefined });
  return { parts, machine, lanes, workers };
}
