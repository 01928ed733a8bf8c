import { readFile, realpath } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type FlowDefinition, type MetricDefinition, type Pack, place } from '@throughline/language';
import { ThroughlineError } from './errors.ts';

/** What a file declares, as plain data. */
export interface Definitions {
  readonly file: string;
  readonly flows: readonly Declared<FlowDefinition>[];
  readonly packs: readonly Declared<Pack>[];
  readonly metrics: readonly Declared<MetricDefinition>[];
  /** The text of a JSON file, so that findings can be given their line. */
  readonly source?: string;
}

export interface Declared<T> {
  /** The name of the export; empty for a JSON file, which is the definition itself. */
  readonly name: string;
  readonly value: T;
}

const moduleTypes = ['.ts', '.mts', '.js', '.mjs'];

/**
 * The flows, packs and metrics that a TypeScript or JavaScript module exports, or that a JSON file is. A module is run to read
 * it: give only files that you would run.
 *
 * @throws ThroughlineError
 */
export async function loadDefinitions(file: string): Promise<Definitions> {
  const path = await realpath(resolve(file)).catch((cause: unknown) => {
    throw new ThroughlineError('file-unreadable', 'There is no such file, or it cannot be read', { place: file, cause });
  });
  const type = extname(path);
  if (type === '.json') return fromJson(file, path);
  if (moduleTypes.includes(type)) return fromModule(file, path);
  const expected = `${moduleTypes.join(', ')} or .json`;
  throw new ThroughlineError('file-type-unknown', `Definitions are not read from ${type || 'a file without an extension'}`, {
    place: file,
    expected,
  });
}

async function fromJson(file: string, path: string): Promise<Definitions> {
  const source = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ThroughlineError('file-unreadable', 'The file cannot be read', { place: file, cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new ThroughlineError('definitions-broken', `No JSON: ${messageOf(cause)}`, { place: file, cause });
  }
  return { ...sort(file, [['', value]]), source };
}

async function fromModule(file: string, path: string): Promise<Definitions> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new ThroughlineError('definitions-broken', messageOf(cause), { place: stackPlace(cause, path) ?? file, cause });
  }
  return sort(file, Object.entries(exported));
}

function sort(file: string, values: readonly (readonly [string, unknown])[]): Definitions {
  const flows: Declared<FlowDefinition>[] = [];
  const packs: Declared<Pack>[] = [];
  const metrics: Declared<MetricDefinition>[] = [];
  for (const [name, value] of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    if ('flows' in value && 'metrics' in value) packs.push({ name, value: value as Pack });
    else if ('states' in value || 'start' in value) flows.push({ name, value: value as FlowDefinition });
    else if ('formula' in value) metrics.push({ name, value: value as MetricDefinition });
  }
  if (flows.length + packs.length + metrics.length === 0) {
    const expected = 'an export with states (a flow), flows and metrics (a pack), or a formula (a metric)';
    throw new ThroughlineError('definitions-missing', 'The file declares no flow, pack or metric', { place: file, expected });
  }
  return { file, flows, packs, metrics };
}

/** Where a JSON Pointer into a definition stands: `file:line:column` in JSON, else the file, the export and the pointer. */
export function definitionPlace({ file, source }: Pick<Definitions, 'file' | 'source'>, name: string, path: string): string {
  if (source !== undefined) {
    const found = place(source, path);
    if (found !== undefined) return `${file}:${found.line}:${found.column}`;
  }
  return [file, name, path].filter((part) => part !== '').join(' ');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The place in the module itself where its running failed, if the stack names one. */
function stackPlace(error: unknown, path: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const at = stack.indexOf(pathToFileURL(path).href);
  return at < 0 ? undefined : /^\S+?:\d+(:\d+)?/.exec(stack.slice(at))?.[0].replace('file://', '');
}
