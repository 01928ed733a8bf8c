import type { Json, JsonObject } from '@throughline/language';
import Type, { type Static } from 'typebox';
import { ConnectorError } from '../../source/connector-error.ts';
import type { ConnectorContext, EffectOutcome, EffectRequest, EffectSink, LookUpOutcome } from '../../source/contract.ts';
import { plain, TrytonRefusal, type TrytonRpc, trytonRpc } from './tryton-rpc.ts';

const Name = Type.String({ pattern: '^[a-z][a-z0-9_.]{0,98}$' });

/** What may be written back, to one record of a model. */
export const Writing = Type.Object(
  {
    model: Name,
    find: Type.Optional({ ...Name, description: 'The field by which `document` names the record. Default: number' }),
    note: Type.Optional({ ...Name, description: 'The field to which the text is added, with our key. Default: comment' }),
    may: Type.Optional(Type.Array(Name, { maxItems: 20, description: 'Fields that `set` may set. Default: none' })),
  },
  { additionalProperties: false },
);
export type Writing = Static<typeof Writing>;

export interface SinkSettings {
  readonly url: string;
  readonly writes?: Writing;
  readonly context?: JsonObject;
}

const attemptsMax = 4;

interface Target {
  readonly id: number;
  readonly note: string;
  readonly stamp: Json;
}

/**
 * Writes a line (`text`), and fields (`set`), to the record that `document` names: what it says carries our key, in the same write, so that whoever looks knows whether it was done. Each
 * write names the version that it was decided on (`_timestamp`): one that is late, because an earlier attempt was only slow, changes nothing.
 */
export function trytonSink({ url, writes, context: within = {} }: SinkSettings): EffectSink {
  const find = async (rpc: TrytonRpc, { payload }: EffectRequest): Promise<Target | string> => {
    if (writes === undefined) return 'the declaration does not say what may be written (settings.writes)';
    const { model, find: by = 'number', note = 'comment' } = writes;
    const document = String(payload['document'] ?? '').trim();
    if (document === '') return 'the call names no document';
    const fields = [note, '_timestamp'];
    const found = await rpc.call(`model.${model}.search_read`, [[by, '=', document]], 0, 2, null, fields, within);
    const rows = plain(found) as readonly JsonObject[];
    const [row] = rows;
    if (row === undefined || rows.length > 1)
      return `${rows.length === 0 ? 'no' : 'more than one'} ${model} has ${by} ${document}`;
    return { id: Number(row['id']), note: String(row[note] ?? ''), stamp: row['_timestamp'] ?? null };
  };
  return {
    async perform(effect, context) {
      const rpc = trytonRpc(url, context);
      let wrote = false;
      try {
        for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
          const target = await find(rpc, effect);
          if (typeof target === 'string') return { outcome: 'refused', error: target };
          if (target.note.includes(markOf(effect))) return done(writes as Writing, target);
          const values = valuesOf(writes as Writing, effect, target);
          if (typeof values === 'string') return { outcome: 'refused', error: values };
          const { model } = writes as Writing;
          const version = { ...within, _timestamp: { [`${model},${target.id}`]: target.stamp } };
          wrote = true;
          const isWritten = await write(rpc, `model.${model}.write`, [target.id], values, version);
          if (isWritten) return done(writes as Writing, target);
          wrote = false;
        }
        return { outcome: 'retry', error: 'somebody else is changing the record again and again' };
      } catch (error) {
        return failed(error, wrote, context);
      }
    },
    async lookUp(effect, context): Promise<LookUpOutcome> {
      try {
        const target = await find(trytonRpc(url, context), effect);
        if (typeof target === 'string') return { outcome: 'not-done' };
        return target.note.includes(markOf(effect)) ? done(writes as Writing, target) : { outcome: 'not-done' };
      } catch (error) {
        return { outcome: 'unknown', error: told(error) };
      }
    },
  };
}

const markOf = ({ idempotencyKey }: EffectRequest) => `[${idempotencyKey}]`;
const done = ({ model }: Writing, { id }: Target) => ({ outcome: 'done', result: { record: `${model},${id}` } }) as const;
const told = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 500);

function valuesOf({ note = 'comment', may = [] }: Writing, effect: EffectRequest, target: Target): JsonObject | string {
  const { text = '', set = {} } = effect.payload as { readonly text?: Json; readonly set?: JsonObject };
  const strange = Object.keys(set).filter((field) => !may.includes(field));
  if (strange.length > 0) return `the declaration does not allow to write ${strange.join(', ')} (settings.writes.may)`;
  const line = `${String(text).trim()} ${markOf(effect)}`.trim();
  return { ...set, [note]: target.note === '' ? line : `${target.note}\n${line}` };
}

/** False: somebody else has changed the record since it was read. */
async function write(rpc: TrytonRpc, method: string, ...params: readonly Json[]): Promise<boolean> {
  try {
    await rpc.call(method, ...params);
    return true;
  } catch (error) {
    if (error instanceof TrytonRefusal && error.kind === 'ConcurrencyException') return false;
    throw error;
  }
}

/** Before the write began, nothing has happened; after it, only what Tryton says itself is known. */
function failed(error: unknown, wrote: boolean, { signal }: ConnectorContext): EffectOutcome {
  if (error instanceof TrytonRefusal) return { outcome: 'refused', error: `${error.kind}: ${error.message}` };
  const message = told(error);
  if (!wrote || isUnsent(error)) {
    const isFinal = error instanceof ConnectorError && !error.mayPass && !signal.aborted;
    return { outcome: isFinal && error.code === 'declaration-invalid' ? 'refused' : 'retry', error: message };
  }
  return { outcome: 'unknown', error: message };
}

/** No connection was made. */
function isUnsent(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false;
  const { code } = (error.cause ?? {}) as { readonly code?: string };
  return (
    ['host-refused', 'credentials-refused', 'secret-missing', 'budget-spent'].includes(error.code) || code === 'ECONNREFUSED'
  );
}
