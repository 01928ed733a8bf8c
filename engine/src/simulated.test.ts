import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CompiledFlow, compileFlow, type FlowDefinition, kernelFlows } from '@throughline/language';
import { seededRandom, soundFlows } from '@throughline/testing';
import { asker, stock } from '../test/simulation/flows.ts';
import { runOnPostgres } from '../test/simulation/run-on-postgres.ts';
import { type Defect, type Outcome, type SimulationOptions, simulate } from '../test/simulation/simulate.ts';
import { bench, order, parcel, start } from './fixture.test.ts';

/* The casts of simulated histories, and many histories at once. */

interface Cast {
  readonly flows: readonly FlowDefinition[];
  readonly compiled: readonly CompiledFlow[];
}

const kernel = [...kernelFlows.values()].map(({ definition, ownerField }) =>
  compileFlow(definition, 1, ownerField === undefined ? {} : { ownerField }),
);

function castOf(flows: readonly FlowDefinition[]): Cast {
  return { flows, compiled: [...flows.map((flow) => compileFlow(flow, 1)), ...kernel] };
}

const written = castOf([order, parcel, asker, stock]);
let generated: readonly Cast[] | undefined;

function castAt(seed: number, isGenerated: boolean): Cast {
  if (!isGenerated) return written;
  generated ??= soundFlows(25, 1).map((flow) => castOf([flow, flow]));
  return generated[seed % generated.length] as Cast;
}

export interface ManyOptions {
  readonly from: number;
  readonly count: number;
  readonly isGenerated?: boolean;
}

export interface Many {
  readonly breaches: readonly { readonly seed: number; readonly breaches: readonly string[] }[];
  /** How often what happened, as one line. */
  readonly told: string;
}

function simulateOne(seed: number, { flows, compiled }: Cast, more: Pick<SimulationOptions, 'defect'> = {}): Promise<Outcome> {
  return simulate({ seed, chance: seededRandom, flows, compiled, start, ...more });
}

export async function simulateMany({ from, count, isGenerated = false }: ManyOptions): Promise<Many> {
  const reached = new Map<string, number>();
  const breaches: Many['breaches'][number][] = [];
  for (let seed = from; seed < from + count; seed += 1) {
    const outcome = await simulateOne(seed, castAt(seed, isGenerated));
    if (outcome.breaches.length > 0) breaches.push({ seed, breaches: outcome.breaches });
    for (const [what, times] of [...outcome.reached, ['turn', outcome.turns] as const])
      reached.set(what, (reached.get(what) ?? 0) + times);
  }
  const counts = [...reached].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, times]) => `${what} ${times}`);
  return { breaches, told: counts.join(', ') };
}

/** The first seed that finds a defect, and what it finds. */
export async function seedsUntilFound(defect: Defect, most: number) {
  for (let seed = 1; seed <= most; seed += 1) {
    const { breaches } = await simulateOne(seed, written, { defect });
    const [breach] = breaches;
    if (breach !== undefined) return { seed, breach };
  }
  return undefined;
}

/** Stories on PostgreSQL, each in a database of its own, with faults as the seeds have them. */
export async function faultSchedules({ from, count }: ManyOptions) {
  const breaches: Many['breaches'][number][] = [];
  let faults = 0;
  const { flows, compiled } = castOf([order, parcel]);
  const flowOf = (flow: string, version: number) => compiled.find((each) => each.name === flow && each.version === version);
  for (let seed = from; seed < from + count; seed += 1) {
    const { pool, close } = await bench();
    try {
      const found = await runOnPostgres({ seed, chance: seededRandom, flows, start, flowOf, pool });
      faults += found.faults;
      if (found.breaches.length > 0) breaches.push({ seed, breaches: found.breaches });
    } finally {
      await close();
    }
  }
  return { breaches, faults };
}

test('the flows of simulated histories are as they were deployed', () => {
  for (const { flows, compiled } of [written, castAt(3, true)])
    for (const { name } of flows) assert.ok(compiled.some((flow) => flow.name === name && flow.version === 1));
});
