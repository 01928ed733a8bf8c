import { type LoopName, loopNames } from '@throughline/engine';
import { Gauge, type Registry } from 'prom-client';
import type { DatabaseName } from '../throughline.ts';

/** When a loop of a worker looked last, by a clock that runs evenly (milliseconds), and whether it could. */
export interface Look {
  readonly at: number;
  readonly failed: boolean;
}

/** Remembers when the workers of each company looked last. */
export class Loops {
  readonly #now: () => number;
  readonly #looks = new Map<DatabaseName, Map<LoopName, Look>>();

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** The workers of a company begin: from now on each of them should look. */
  begin(database: DatabaseName): void {
    const at = this.#now();
    this.#looks.set(database, new Map(loopNames.map((name) => [name, { at, failed: false }])));
  }

  /** The workers of a company rest: none of them is missed. */
  rest(database: DatabaseName): void {
    this.#looks.delete(database);
  }

  looked(database: DatabaseName, name: LoopName, failed: boolean): void {
    this.#looks.get(database)?.set(name, { at: this.#now(), failed });
  }

  /** For how long each loop has not looked, in milliseconds. */
  since(database: DatabaseName): readonly { readonly name: LoopName; readonly milliseconds: number; readonly failed: boolean }[] {
    const now = this.#now();
    return [...(this.#looks.get(database) ?? [])].map(([name, { at, failed }]) => ({ name, milliseconds: now - at, failed }));
  }

  /** Has their ages among the metrics. */
  show(registry: Registry): void {
    const loops = this;
    new Gauge({
      name: 'throughline_worker_look_age_seconds',
      help: 'For how long a worker of this process has not looked',
      labelNames: ['company', 'loop'],
      registers: [registry],
      collect() {
        this.reset();
        for (const company of loops.#looks.keys())
          for (const { name, milliseconds } of loops.since(company)) this.set({ company, loop: name }, milliseconds / 1000);
      },
    });
  }
}
