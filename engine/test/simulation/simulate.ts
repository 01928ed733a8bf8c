import type { CompiledFlow, FlowDefinition } from '@throughline/language';
import type { FlowRegistry } from '../../src/flow-registry.ts';
import { settle } from '../../src/settle.ts';
import { storedCase } from '../../src/sql/lock-cases.ts';
import type { Store } from '../../src/store/transaction.ts';
import { loggedEvent } from '../model/maintenance-operations.ts';
import { ModelDatabase } from '../model/model-database.ts';
import { type Fault, modelStore } from '../model/model-store.ts';
import { type Chance, type Process, SeededScheduling } from '../model/scheduling.ts';
import { type Office, runErrand } from './client.ts';
import { judge } from './judge.ts';
import { type Outside, outsideWorld } from './outside.ts';
import type { Answer, Holdings } from './record.ts';
import { type Server, startServer } from './server.ts';
import { day, type Story, writeStory } from './story.ts';

/** What is wrong with a store on purpose. */
export type Defect = (store: Store, db: ModelDatabase) => Store;

export interface SimulationOptions {
  readonly seed: number;
  /** Another source of chance for each number. */
  readonly chance: (seed: number) => Chance;
  readonly flows: readonly FlowDefinition[];
  /** Those that are deployed: the kernel's own, and the ones above. */
  readonly compiled: readonly CompiledFlow[];
  readonly start: number;
  readonly defect?: Defect;
}

export interface Outcome {
  readonly breaches: readonly string[];
  readonly turns: number;
  /** How often what happened. */
  readonly reached: ReadonlyMap<string, number>;
}

/** Runs one story on the model: several servers and clients, with whatever goes wrong; the same for the same seed. */
export async function simulate(options: SimulationOptions): Promise<Outcome> {
  const world = new World(options);
  try {
    const answers = await world.scheduling.run(world.tell());
    const { done, saidDone, doubtful, said } = world.outside;
    const testimony = { answers, done, saidDone, doubtful, said, isUndisturbed: world.isUndisturbed, holdings: world.holdings() };
    const flowOf = (flow: string, version: number) => world.flows.get(flow, version);
    for (const { result } of answers) world.note(typeof result === 'string' ? result : `answer ${result.outcome}`);
    for (const { type, kind, causeCase } of testimony.holdings.events)
      world.note(type === 'effect-failed' ? type : causeCase === null ? kind : 'consequence');
    for (const { kind, status } of testimony.holdings.effects) world.note(`${kind} ${status}`);
    return { breaches: judge(testimony, flowOf), turns: world.scheduling.turns, reached: world.reached };
  } catch (error) {
    return {
      breaches: [error instanceof Error ? `${error.name}: ${error.message}` : String(error)],
      turns: 0,
      reached: world.reached,
    };
  }
}

interface Host {
  readonly process: Process;
  readonly server: Server;
  /** Rejects when the process is killed. */
  readonly died: Promise<never>;
  kill(): void;
}

const faultsMax = 40;
const killsMax = 3;

class World {
  readonly scheduling: SeededScheduling;
  readonly outside: Outside;
  readonly flows: FlowRegistry;
  readonly reached = new Map<string, number>();
  readonly #db: ModelDatabase;
  readonly #options: SimulationOptions;
  readonly #chance: Chance;
  readonly #faultChance: Chance;
  readonly #story: Story;
  readonly #faultRate: number;
  readonly #isReal: boolean;
  #machines: Host[] = [];
  #isCalm = false;
  #faults = 0;
  #kills = 0;
  #started = 0;
  #salts = 0;
  #settledAt = 0;
  #passed = 0;

  constructor(options: SimulationOptions) {
    const { seed, chance, flows, compiled, start } = options;
    this.#options = options;
    this.#chance = chance(seed * 4);
    this.#faultChance = chance(seed * 4 + 1);
    this.#isReal = this.#chance.chance(0.2);
    this.#faultRate = this.#chance.pick([0, 0.005, 0.01, 0.03]);
    this.#story = writeStory({ flows, start }, chance(seed * 4 + 2));
    this.scheduling = new SeededScheduling(chance(seed * 4 + 3), start);
    const clock = this.#isReal ? ({ mode: 'real', now: null } as const) : ({ mode: 'virtual', now: start } as const);
    this.#db = new ModelDatabase(this.scheduling, clock, compiled);
    this.outside = outsideWorld(chance(seed * 4 + 1_000_003), () => this.#isCalm);
    const known = new Map(compiled.map((flow) => [`${flow.name}/${flow.version}`, flow]));
    this.flows = { get: (flow, version) => known.get(`${flow}/${version}`), load: async () => undefined };
  }

  get isUndisturbed(): boolean {
    return this.#faultRate === 0 && this.#passed === 0;
  }

  note(what: string): void {
    this.reached.set(what, (this.reached.get(what) ?? 0) + 1);
  }

  async tell(): Promise<readonly Answer[]> {
    for (let index = this.#chance.integer(1, 3); index > 0; index -= 1) this.#startMachine();
    const meddling = this.#meddle();
    const answers = await Promise.all(
      this.#story.errands.map((errand, index) => runErrand(this.#office({ name: `client ${index}`, isDead: false }), errand)),
    );
    this.#isCalm = true;
    await meddling;
    // Whoever was slow is given the time in which others might take him for dead.
    if (this.#chance.chance(0.3)) await this.scheduling.sleep({ name: 'evening', isDead: false }, 70_000);
    await Promise.all(this.#machines.map(({ server }) => server.workers.stop()));
    await this.#settleAll();
    return answers.flat();
  }

  #office(process: Process): Office {
    return {
      chance: this.#chance,
      pause: (milliseconds) => this.scheduling.sleep(process, milliseconds),
      ask: async (work) => {
        await this.scheduling.turn(process);
        const { server, died } = this.#chance.pick(this.#machines);
        return Promise.race([work(server), died]);
      },
    };
  }

  #startMachine(): Host {
    this.#started += 1;
    const process: Process = { name: `server ${this.#started}`, isDead: false };
    const { promise: died, reject } = Promise.withResolvers<never>();
    died.catch(() => undefined);
    const pause = (milliseconds: number) => this.scheduling.sleep(process, milliseconds);
    const kill = () => {
      process.isDead = true;
      this.note('kill');
      this.#kills += 1;
      this.#machines = this.#machines.filter((machine) => machine.process !== process);
      if (this.#machines.length === 0) this.#startMachine();
      void this.#db.hangUp(process, { name: 'database', isDead: false });
      reject(new Error('The server is gone'));
    };
    const store = modelStore(this.#db, process, {
      fault: (operation) => this.#nextFault(operation),
      isRefused: (operation, given) => operation === 'insertEvents' && this.#isPoison(given),
      kill,
    });
    const server = startServer({
      ...{ name: process.name, flows: this.flows, sinks: this.outside.sinks(pause), pollMs: 4000 },
      store: this.#options.defect?.(store, this.#db) ?? store,
      machine: {
        now: () => null,
        random: () => this.#chance.integer(0, 999) / 1000,
        wait: (milliseconds, signal) => this.scheduling.sleep(process, milliseconds, signal),
      },
      nextSalt: () => {
        this.#salts += 1;
        return this.#salts.toString(16).padStart(32, '0');
      },
    });
    const machine = { process, server, died, kill };
    this.#machines.push(machine);
    return machine;
  }

  #isPoison([events]: readonly unknown[]): boolean {
    const poison = this.#poison;
    return (events as readonly { readonly actor: string }[]).some(({ actor }) => poison.has(actor));
  }

  get #poison(): ReadonlySet<string> {
    return new Set(this.#story.errands.flat().flatMap(({ actor, isPoison }) => (isPoison ? [actor] : [])));
  }

  #nextFault(operation: string): Fault | undefined {
    if (this.#isCalm || this.#faults >= faultsMax) return undefined;
    const rate = operation === 'commit' ? this.#faultRate * 4 : this.#faultRate;
    if (!this.#faultChance.chance(rate)) return undefined;
    const kinds: readonly Fault[] = ['transient', 'lost-before', 'lost-after', 'killed-before', 'killed-after'];
    const fault = this.#faultChance.pick(this.#kills < killsMax ? kinds : kinds.slice(0, 3));
    this.#faults += 1;
    this.note(`${fault} ${operation === 'commit' ? 'commit' : 'operation'}`);
    return fault;
  }

  /** Moves the clocks, and lets time pass while everybody stands still. */
  async #meddle(): Promise<void> {
    const process: Process = { name: 'clock', isDead: false };
    const { alone } = modelStore(this.#db, process);
    while (!this.#isCalm) {
      await this.scheduling.sleep(process, this.#chance.integer(10, 500));
      const what = this.#chance.integer(0, 9);
      if (what < 4 && !this.#isReal) {
        const { now } = await alone.readMoment();
        await alone.advanceClock(now + this.#chance.integer(0, 4 * day));
      } else if (what < 4) {
        this.#passed += 1;
        this.scheduling.pass(this.#chance.integer(0, 2 * day));
      } else if (what === 4 && this.#faultRate > 0) {
        this.note('clock set');
        this.scheduling.setClock(this.#chance.integer(-60_000, 120_000));
      } else if (what === 5 && this.#faultRate > 0) {
        this.scheduling.pass(this.#chance.integer(1000, 60_000));
      }
    }
  }

  /** When all is quiet, everything that is due happens: what one look leaves for later, a later one finds. */
  async #settleAll(): Promise<void> {
    const { process, server } = this.#startMachine();
    await server.workers.stop();
    const { alone } = modelStore(this.#db, process);
    const sinks = this.outside.sinks((milliseconds) => this.scheduling.sleep(process, milliseconds));
    for (let round = 0; round < 24; round += 1) {
      if (round < 4 && !this.#isReal)
        await alone.advanceClock((await alone.readMoment()).now + this.#chance.integer(0, 10 * day));
      this.#settledAt = (await alone.readMoment()).now;
      await settle(server.parts, server.machine, { sinks, worker: process.name });
      if (round > 3 && this.#db.effects.committed().every(({ status }) => status !== 'pending')) return;
      await this.scheduling.sleep(process, 7 * 3_600_000);
    }
  }

  holdings(): Holdings {
    const db = this.#db;
    const data = new Map(db.caseData.committed().map((row) => [row.id, row]));
    return {
      now: this.#settledAt,
      cases: db.cases.committed().flatMap((hot) => {
        const rest = data.get(hot.id);
        return rest === undefined ? [] : [storedCase(hot, rest)];
      }),
      events: db.events.committed().map((event) => ({ ...loggedEvent(event), decidedAt: event.decidedAt })),
      receipts: db.receipts.committed(),
      effects: db.effects.committed(),
      links: db.links.committed(),
      lists: db.listFields.committed(),
      asleep: new Set(db.quarantine.committed().map(({ caseId }) => caseId)),
      sources: new Map(db.sources.committed().map(({ name, id }) => [name, id])),
    };
  }
}
