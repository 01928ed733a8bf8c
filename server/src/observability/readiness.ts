import { EngineError } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import { checkServerSchema } from '../migrations/migrate.ts';
import type { Throughline } from '../throughline.ts';
import type { Loops } from './loops.ts';
import { TookTooLong, within } from './within.ts';

/** Why a server cannot work, or not as it should. */
export interface Unready {
  readonly check: 'database' | 'schema' | 'workers' | 'lag';
  readonly message: string;
}

export interface ReadinessOptions {
  readonly throughline: Throughline;
  readonly loops: Loops;
  /** Whether this process works off what falls due: then its workers must look, and keep up. */
  readonly works: boolean;
  /** Deadlines may be so late, in milliseconds. */
  readonly lagMsMax: number;
}

const answersWithinMs = 2000;
/** The longest statement of a worker takes 60 s at most, and it is tried again. */
const lookMsMax = 180_000;

/** Empty: requests can be answered, and what falls due is done. */
export async function checkReadiness({ throughline, loops, works, lagMsMax }: ReadinessOptions): Promise<readonly Unready[]> {
  const { pool, engine, database } = throughline;
  try {
    await within(answersWithinMs, () => pool.query('select 1'));
  } catch (error) {
    return [away(error)];
  }
  const unready: Unready[] = [];
  try {
    await within(answersWithinMs, async () => {
      await engine.checkSchema();
      await checkServerSchema(pool);
      const lag = works ? await engine.lag() : 0;
      if (lag > lagMsMax) unready.push({ check: 'lag', message: `Deadlines are ${Math.round(lag / 1000)} s late` });
    });
  } catch (error) {
    if (error instanceof EngineError || error instanceof ThroughlineError)
      unready.push({ check: 'schema', message: error.message });
    else unready.push(away(error));
  }
  if (!works) return unready;
  const still = loops.since(database).filter(({ milliseconds }) => milliseconds > lookMsMax);
  for (const { name, milliseconds } of still)
    unready.push({ check: 'workers', message: `The worker of ${name} has not looked for ${Math.round(milliseconds / 1000)} s` });
  return unready;
}

function away(error: unknown): Unready {
  return {
    check: 'database',
    message:
      error instanceof TookTooLong
        ? `The database has not answered within ${answersWithinMs} ms`
        : 'The database does not answer',
  };
}
