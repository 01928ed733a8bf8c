import { type FileProgress, readBytes } from './bytes.ts';
import { ImportFailure, importError } from './errors.ts';
import { ocelLimits } from './limits.ts';
import type { OcelEvent, OcelObject } from './ocel.ts';
import { ocelTime } from './ocel-time.ts';

type Json = Readonly<Record<string, unknown>>;

/** @throws {ImportFailure} */
export async function* readOcelJson(path: string, progress?: FileProgress): AsyncGenerator<readonly OcelEvent[]> {
  const log = parsed(await textOf(path, progress));
  const events = Array.isArray(log['events']) ? eventsOf(log) : isObject(log['ocel:events']) ? eventsOfFirst(log) : undefined;
  if (events === undefined) throw notOcel('neither events nor ocel:events');
  let batch: OcelEvent[] = [];
  for (const event of events) {
    batch.push(event);
    if (batch.length < ocelLimits.batch) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function textOf(path: string, progress: FileProgress | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of readBytes(path, progress)) {
    bytes += chunk.length;
    if (bytes > ocelLimits.jsonBytes) throw new ImportFailure([importError('ocel-too-large', { line: 0 })]);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\ufeff/, '');
}

function parsed(text: string): Json {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw notOcel(cause instanceof Error ? cause.message : String(cause));
  }
  throw notOcel('no object at the top');
}

/** Version 2: lists of objects and events. */
function* eventsOf(log: Json): Generator<OcelEvent> {
  const objects = new Map<string, OcelObject>();
  for (const one of listOf(log['objects'])) {
    const { id, type } = one;
    if (typeof id !== 'string' || typeof type !== 'string') throw notOcel('an object without id or type');
    objects.set(id, { id, type });
  }
  for (const { id, type, time, relationships } of listOf(log['events'])) {
    if (typeof id !== 'string' || typeof type !== 'string') throw notOcel('an event without id or type');
    const related = listOf(relationships ?? []).map(({ objectId }) => String(objectId));
    yield { id, activity: type, at: ocelTime(time), objects: known(objects, related, id) };
  }
}

/** Version 1: objects and events by their ids. */
function* eventsOfFirst(log: Json): Generator<OcelEvent> {
  const objects = new Map<string, OcelObject>();
  const { 'ocel:objects': byId, 'ocel:events': events } = log;
  for (const [id, object] of Object.entries(isObject(byId) ? byId : {})) {
    const type = isObject(object) ? object['ocel:type'] : undefined;
    if (typeof type !== 'string') throw notOcel(`object ${id} without ocel:type`);
    objects.set(id, { id, type });
  }
  for (const [id, event] of Object.entries(events as Json)) {
    const { 'ocel:activity': activity, 'ocel:timestamp': time, 'ocel:omap': related } = isObject(event) ? event : {};
    if (typeof activity !== 'string') throw notOcel(`event ${id} without ocel:activity`);
    yield { id, activity, at: ocelTime(time), objects: known(objects, Array.isArray(related) ? related.map(String) : [], id) };
  }
}

function known(objects: ReadonlyMap<string, OcelObject>, ids: readonly string[], event: string): readonly OcelObject[] {
  return [...new Set(ids)].map((id) => {
    const object = objects.get(id);
    if (object === undefined) throw notOcel(`event ${event} names the object ${id}, which is not there`);
    return object;
  });
}

function listOf(value: unknown): readonly Json[] {
  if (!Array.isArray(value) || !value.every(isObject)) throw notOcel('a list of something else than objects');
  return value;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notOcel(detail: string): ImportFailure {
  return new ImportFailure([importError('not-ocel', { line: 0, detail })]);
}

/**
 * What is said of each object of a type, at first: by its id, the values of its attributes as text, numbers by their digits.
 *
 * @throws {ImportFailure}
 */
export async function jsonAttributes(path: string, type: string): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const log = parsed(await textOf(path, undefined));
  const found = new Map<string, ReadonlyMap<string, string>>();
  const first = log['ocel:objects'];
  if (isObject(first)) {
    for (const [id, object] of Object.entries(first)) {
      if (!isObject(object) || object['ocel:type'] !== type) continue;
      const values = isObject(object['ocel:ovmap']) ? Object.entries(object['ocel:ovmap']) : [];
      found.set(id, new Map(values.map(([name, value]) => [name, attributeText(value)])));
    }
    return found;
  }
  for (const object of listOf(log['objects'])) {
    if (object['type'] !== type) continue;
    const values = new Map<string, string>();
    for (const { name, value } of listOf(object['attributes'] ?? []))
      if (typeof name === 'string' && !values.has(name)) values.set(name, attributeText(value));
    found.set(String(object['id']), values);
  }
  return found;
}

function attributeText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
