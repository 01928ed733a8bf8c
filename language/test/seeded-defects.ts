import { seedsOfBehaviour } from './seeds/behaviour.ts';
import { seedsOfCalls } from './seeds/calls.ts';
import { seedsOfNames } from './seeds/names.ts';
import type { SeededDefect } from './seeds/seed.ts';
import { seedsOfValues } from './seeds/values.ts';

export type { SeededDefect } from './seeds/seed.ts';
export { edited } from './seeds/seed.ts';

/** At least one for each code of the catalogue that speaks of a flow. */
export const seededDefects: readonly SeededDefect[] = [...seedsOfNames, ...seedsOfBehaviour, ...seedsOfValues, ...seedsOfCalls];
