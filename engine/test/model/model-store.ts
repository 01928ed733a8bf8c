import type { Store, Transaction } from '../../src/store/transaction.ts';
import { caseOperations, dueOperations, logOperations, type Operations } from './case-operations.ts';
import { effectOperations } from './effect-operations.ts';
import { maintenanceOperations } from './maintenance-operations.ts';
import { messageOperations } from './message-operations.ts';
import { databaseError, type ModelDatabase, ModelSession } from './model-database.ts';
import type { Process } from './scheduling.ts';
import { settingOperations } from './setting-operations.ts';
import { sweepOperations } from './sweep-operations.ts';

/** What goes wrong with an operation: refused and not done; the connection lost before it was sent, or after it was done; or the process is killed. */
export type Fault = 'transient' | 'lost-before' | 'lost-after' | 'killed-before' | 'killed-after';

export interface ModelOptions {
  /** Asked before each operation, `commit` among them. */
  readonly fault?: (operation: string) => Fault | undefined;
  /** The database refuses these rows, whoever sends them. */
  readonly isRefused?: (operation: string, given: readonly unknown[]) => boolean;
  /** Kills the process: it never goes on. */
  readonly kill?: () => void;
}

const connectionLost = () => new Error('Connection terminated unexpectedly');

/** The store as one process sees it. */
export function modelStore(db: ModelDatabase, process: Process, options: ModelOptions = {}): Store {
  return {
    async transaction(work) {
      const session = db.begin(process);
      const connection = new Connection(db, session, options);
      try {
        const result = await work(connection.transaction());
        await connection.run('commit', [], async () => {
          if (session.isFailed) throw databaseError('25P02', 'current transaction is aborted');
          db.commit(session);
        });
        return result;
      } catch (error) {
        await connection.rollback();
        throw error;
      }
    },
    alone: aloneOperations(db, process, options),
  };
}

function aloneOperations(db: ModelDatabase, process: Process, options: ModelOptions): Transaction {
  const names = Object.keys(operationsOf(db, new ModelSession(process, 0, 0)));
  const each = names.map((name) => [
    name,
    async (...given: readonly unknown[]) => {
      const session = db.begin(process);
      const connection = new Connection(db, session, options);
      try {
        return await connection.run(name, given, async () => {
          const result = await call(operationsOf(db, session), name, given);
          db.commit(session);
          return result;
        });
      } catch (error) {
        db.rollback(session);
        throw error;
      }
    },
  ]);
  return { ...Object.fromEntries(each), undoable: (work: () => Promise<unknown>) => work() } as Transaction;
}

function operationsOf(db: ModelDatabase, session: ModelSession): Operations {
  return {
    ...caseOperations(db, session),
    ...dueOperations(db, session),
    ...logOperations(db, session),
    ...effectOperations(db, session),
    ...settingOperations(db, session),
    ...maintenanceOperations(db, session),
    ...messageOperations(db, session),
    ...sweepOperations(db, session),
  };
}

type Call = (...given: readonly unknown[]) => Promise<unknown>;

function call(operations: Operations, name: string, given: readonly unknown[]): Promise<unknown> {
  return (operations as unknown as Readonly<Record<string, Call>>)[name]?.(...given) as Promise<unknown>;
}

/** One transaction's connection: each operation waits for its turn, and may fail. */
class Connection {
  readonly #db: ModelDatabase;
  readonly #session: ModelSession;
  readonly #options: ModelOptions;
  #isLost = false;
  #last: Promise<void> = Promise.resolve();

  constructor(db: ModelDatabase, session: ModelSession, options: ModelOptions) {
    this.#db = db;
    this.#session = session;
    this.#options = options;
  }

  /** After whatever was asked for before. */
  rollback(): Promise<void> {
    return this.#inOrder(async () => {
      if (this.#session.isOver) return;
      await this.turn();
      this.#db.rollback(this.#session);
    });
  }

  turn(): Promise<void> {
    return this.#db.scheduling.turn(this.#session.process);
  }

  transaction(): Transaction {
    const operations = operationsOf(this.#db, this.#session);
    const each = Object.keys(operations).map((name) => [
      name,
      (...given: readonly unknown[]) => this.run(name, given, () => call(operations, name, given)),
    ]);
    return { ...Object.fromEntries(each), undoable: <T>(work: () => Promise<T>) => this.#undoable(work) } as Transaction;
  }

  /** Operations are carried out in the order in which they are asked for. */
  run<T>(name: string, given: readonly unknown[], work: () => Promise<T>): Promise<T> {
    return this.#inOrder(() => this.#carryOut(name, given, work));
  }

  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.then(
      () => undefined,
      () => undefined,
    );
    return done;
  }

  async #carryOut<T>(name: string, given: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const { fault, isRefused } = this.#options;
    await this.turn();
    if (this.#isLost || this.#session.isOver) throw connectionLost();
    if (this.#session.isFailed) throw databaseError('25P02', 'current transaction is aborted');
    const struck = fault?.(name);
    if (struck === 'killed-before') return this.#die();
    if (struck === 'lost-before') throw this.#lose();
    try {
      if (struck === 'transient') throw databaseError('40001', 'could not serialize access');
      if (isRefused?.(name, given) === true) throw databaseError('22001', 'value too long');
      const result = await work();
      if (struck === 'killed-after') return this.#die();
      if (struck === 'lost-after') throw this.#lose();
      return result;
    } catch (error) {
      this.#session.isFailed = true;
      throw error;
    }
  }

  async #undoable<T>(work: () => Promise<T>): Promise<T> {
    const undo = await this.#inOrder(async () => {
      await this.turn();
      return this.#db.mark(this.#session);
    });
    try {
      return await work();
    } catch (error) {
      await this.#inOrder(async () => {
        await this.turn();
        if (!this.#isLost && !this.#session.isOver) undo();
      });
      throw error;
    }
  }

  /** The database takes back what it was not told to commit. */
  #lose(): Error {
    this.#isLost = true;
    this.#db.rollback(this.#session);
    return connectionLost();
  }

  #die(): Promise<never> {
    this.#options.kill?.();
    return new Promise(() => undefined);
  }
}
