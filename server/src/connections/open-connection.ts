import { setTimeout as wait } from 'node:timers/promises';
import {
  type ConnectionDeclaration,
  type ConnectorContext,
  type ConnectorMachine,
  ImportFailure,
  openContext,
  type Pace,
  paceOf,
  type RecordMapper,
  type RecordMapping,
  recordMapper,
  type Source,
  type WriteBatch,
} from '@throughline/connect';
import type { CompiledFlow, JsonObject, Millis } from '@throughline/language';
import { newestFlow } from '../cases/flow-book.ts';
import { dryRunCheck } from '../dry-run.ts';
import { ThroughlineError } from '../errors.ts';
import { submissionOf, unfit } from '../import-file.ts';
import type { Throughline } from '../throughline.ts';
import type { ConnectionState } from './connection-table.ts';
import type { SoundConnection } from './declarations.ts';

/** A connection that is ready to be read, or to have records taken for it. */
export interface Opened {
  readonly declaration: ConnectionDeclaration;
  readonly context: ConnectorContext;
  /** Absent: it is delivered to. */
  readonly source: Source | undefined;
  readonly mapper: RecordMapper;
  readonly write: WriteBatch;
  /** Decides in memory, and writes nothing. */
  readonly check: WriteBatch;
  close(): void;
}

export const machine: ConnectorMachine = {
  now: () => Date.now(),
  wait: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};

/** Connections to one vendor share its pace, in this process. */
const paces = new Map<string, { readonly perMinute: number | undefined; readonly pace: Pace }>();

function paceFor({ id, budget = {} }: ConnectionDeclaration): Pace {
  const name = budget.vendor ?? `connection ${id}`;
  const known = paces.get(name);
  if (known !== undefined && known.perMinute === budget.requestsPerMinute) return known.pace;
  const pace = paceOf(budget.requestsPerMinute);
  paces.set(name, { perMinute: budget.requestsPerMinute, pace });
  return pace;
}

/** The hosts inside the network that declarations may name: THROUGHLINE_CONNECT_INSIDE, `*` for all. */
export function operatorAllows(env: Throughline['env']): readonly string[] {
  return (env['THROUGHLINE_CONNECT_INSIDE'] ?? '').split(',').flatMap((host) => (host.trim() === '' ? [] : [host.trim()]));
}

/** The name of the source under which the facts of a connection are known again. */
export const sourceName = (id: string) => `connection/${id}`;

/** @throws ThroughlineError connection-invalid, mapping-unfit, flow-unknown */
export async function openFor(
  throughline: Throughline,
  { declaration, connector }: SoundConnection,
  { signal, liveFrom }: { readonly signal: AbortSignal; readonly liveFrom: Millis },
): Promise<Opened> {
  const { engine } = throughline;
  const { mapping, settings = {} } = declaration;
  if (mapping === undefined)
    throw new ThroughlineError('connection-invalid', `${declaration.id} has no mapping: its records become no facts`, {
      place: 'mapping',
    });
  const flow = await newestFlow(throughline, mapping.flow);
  const mapper = mapperFor(declaration, mapping, flow, liveFrom);
  const { context, close } = contextFor(throughline, declaration, signal);
  return {
    ...{ declaration, context, close, mapper },
    source: connector.source?.(settings as JsonObject),
    write: (batch) => engine.dispatch(batch.map(submissionOf)),
    check: dryRunCheck(throughline, flow, submissionOf),
  };
}

/** By the declaration as it was read: many deliveries come by one. */
const mappers = new WeakMap<
  ConnectionDeclaration,
  { readonly flow: CompiledFlow; readonly liveFrom: Millis; readonly mapper: RecordMapper }
>();

function mapperFor(
  declaration: ConnectionDeclaration,
  mapping: RecordMapping,
  flow: CompiledFlow,
  liveFrom: Millis,
): RecordMapper {
  const known = mappers.get(declaration);
  if (known !== undefined && known.flow === flow && known.liveFrom === liveFrom) return known.mapper;
  try {
    const mapper = recordMapper({ mapping, flow, source: sourceName(declaration.id), liveFrom });
    mappers.set(declaration, { flow, liveFrom, mapper });
    return mapper;
  } catch (error) {
    throw error instanceof ImportFailure ? unfit(error, 'mapping') : error;
  }
}

/** A connection whose records are read and become no facts. @throws ThroughlineError connection-invalid */
export function openSource(
  throughline: Throughline,
  { declaration, connector }: SoundConnection,
  { signal }: { readonly signal: AbortSignal },
): { readonly source: Source; readonly context: ConnectorContext; close(): void } {
  const source = connector.source?.((declaration.settings ?? {}) as JsonObject);
  if (source === undefined)
    throw new ThroughlineError('connection-invalid', `${declaration.id} is not read: it is delivered to`, { place: 'kind' });
  return { source, ...contextFor(throughline, declaration, signal) };
}

function contextFor({ env }: Throughline, declaration: ConnectionDeclaration, signal: AbortSignal) {
  return openContext({
    ...{ declaration, secrets: { env }, machine, signal, pace: paceFor(declaration) },
    operatorAllows: (env['THROUGHLINE_CONNECT_INSIDE'] ?? '')
      .split(',')
      .flatMap((host) => (host.trim() === '' ? [] : [host.trim()])),
  });
}

/** Where history ends: as the first run settled it, as the declaration says, or now. */
export async function liveFromOf(
  { engine }: Throughline,
  { id, liveFrom }: ConnectionDeclaration,
  state: ConnectionState,
  settles = true,
): Promise<Millis> {
  if (state.liveFrom !== undefined) return state.liveFrom;
  const at = liveFrom === undefined ? (await engine.clock()).now : Date.parse(liveFrom);
  return settles ? (await engine.source(sourceName(id), { liveFrom: at })).liveFrom : at;
}
