import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';

/** DuckDB in this process, over the files of one folder and nothing else. */
export interface Duck {
  connect(): Promise<DuckDBConnection>;
  /** Runs statements that answer nothing. */
  run(sql: string): Promise<void>;
  /** Runs statements so that others see the effects of all, or of none. */
  together(statements: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface DuckOptions {
  /** Default: a quarter of the machine's memory, at most 1 GB. What does not fit goes to files beside the parts. */
  readonly memoryMb?: number;
  /** Default: as many as the machine has, at most four. */
  readonly threads?: number;
}

const memoryMbMax = 1024;
const threadsMax = 4;

/**
 * The library is loaded with the first that is opened: commands that measure nothing do without. It reads and writes in the folder alone,
 * fetches no extension, and counts days by UTC where a statement names no zone. A function that PostgreSQL has, and statements for both
 * use, is there under the same name: the hash of a text with a number.
 */
export async function openDuck(folder: string, options: DuckOptions = {}): Promise<Duck> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const memoryMb = options.memoryMb ?? Math.min(memoryMbMax, Math.floor(totalmem() / 4_194_304));
  const spill = join(folder, `spill-${process.pid}-${randomBytes(4).toString('hex')}`);
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads ?? Math.min(threadsMax, availableParallelism())),
    memory_limit: `${memoryMb}MB`,
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const control = await instance.connect();
  await control.run(`set global TimeZone = 'UTC'; set allowed_directories = [${text(`${folder}/`)}]; set enable_external_access = false;
    set lock_configuration = true; create schema throughline; create macro hashtextextended(value, seed) as hash(hash(value, seed))`);
  return {
    connect: () => instance.connect(),
    async run(sql) {
      await control.run(sql);
    },
    async together(statements) {
      await control.run('begin');
      try {
        for (const statement of statements) await control.run(statement);
        await control.run('commit');
      } catch (error) {
        await control.run('rollback').catch(() => undefined);
        throw error;
      }
    },
    async close() {
      control.closeSync();
      instance.closeSync();
      await rm(spill, { recursive: true, force: true });
    },
  };
}

/** The version of the library: hashes are those of one version. */
export async function duckVersion(): Promise<string> {
  return (await import('@duckdb/node-api')).version();
}

/** A text as it stands in a statement. */
export function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
