import { type CompiledFlow, compileFlow, kernelFlows } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { readFlowVersions } from '../sql/read-flow-versions.ts';
import type { Throughline } from '../throughline.ts';

/** The compiled versions of a database's flows. A version never changes and compiling takes milliseconds: so they are kept. */
const books = new WeakMap<Throughline['pool'], Map<string, CompiledFlow>>();

/** The reading of versions that somebody has begun: many who ask at once, as after a start, have each read and compiled once. */
const readings = new WeakMap<Throughline['pool'], Map<string, Promise<void>>>();

/** What runs a version of a flow. */
export interface Versioned {
  readonly flow: string;
  readonly version: number;
}

/** Gives the flow that a case runs; all that were asked for are there. */
export type FlowBook = (of: Versioned) => CompiledFlow;

/** Makes the versions that some cases run ready, in at most one statement. */
export async function loadFlows({ pool }: Throughline, cases: readonly Versioned[]): Promise<FlowBook> {
  const book = books.get(pool) ?? new Map<string, CompiledFlow>();
  const reading = readings.get(pool) ?? new Map<string, Promise<void>>();
  books.set(pool, book);
  readings.set(pool, reading);
  const missing = new Map(cases.filter((of) => !book.has(nameOf(of))).map((of) => [nameOf(of), of]));
  const unread = [...missing].filter(([name]) => !reading.has(name));
  if (unread.length > 0) {
    const read = readFlows(
      pool,
      book,
      unread.map(([, of]) => of),
    ).finally(() => {
      for (const [name] of unread) reading.delete(name);
    });
    for (const [name] of unread) reading.set(name, read);
  }
  await Promise.all(new Set([...missing.keys()].map((name) => reading.get(name))));
  return (of) => {
    const found = book.get(nameOf(of));
    if (found !== undefined) return found;
    throw new ThroughlineError('flow-unknown', `There is no version ${of.version} of ${of.flow}`, { place: 'flow' });
  };
}

async function readFlows(
  pool: Throughline['pool'],
  book: Map<string, CompiledFlow>,
  unread: readonly Versioned[],
): Promise<void> {
  const asked = unread.map(({ flow, version }) => [flow, version] as const);
  for (const { flow, version, definition } of await readFlowVersions(pool, asked)) {
    const { ownerField } = kernelFlows.get(flow) ?? {};
    book.set(nameOf({ flow, version }), compileFlow(definition, version, ownerField === undefined ? {} : { ownerField }));
  }
}

/** The newest versions of all flows, by name. */
export async function newestFlows(throughline: Throughline): Promise<readonly CompiledFlow[]> {
  const { latest } = await throughline.engine.clock();
  const asked = Object.entries(latest).map(([flow, version]) => ({ flow, version }));
  const book = await loadFlows(throughline, asked);
  return asked.map(book).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws ThroughlineError flow-unknown */
export async function newestFlow(throughline: Throughline, name: string): Promise<CompiledFlow> {
  const { latest } = await throughline.engine.clock();
  const version = Object.hasOwn(latest, name) ? latest[name] : undefined;
  if (version === undefined) {
    const expected = Object.keys(latest).sort().join(', ');
    throw new ThroughlineError('flow-unknown', `There is no flow ${name}`, { place: 'flow', expected });
  }
  return (await loadFlows(throughline, [{ flow: name, version }]))({ flow: name, version });
}

function nameOf({ flow, version }: Versioned): string {
  return `${flow}/${version}`;
}
