import { readFile, realpath, stat } from 'node:fs/promises';
import { extname, isAbsolute, relative, resolve } from 'node:path';
import {
  type FlowDefinition,
  type MetricDefinition,
  type Pack,
  type Place,
  placesIn,
  readDefinition,
  type SourceFormat,
  sourceLengthMax,
} from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { BrokenDefinitions } from './broken-definitions.ts';
import { isFlow, isMetric, isPack } from './module-answer.ts';
import { ModulePlaces } from './module-places.ts';
import { type RunLimits, runModule } from './run-module.ts';
import { type SourcePlace, sourcePlace } from './source-place.ts';

/** What a file declares, as plain data. */
export interface Definitions {
  readonly file: string;
  readonly flows: readonly Declared<FlowDefinition>[];
  readonly packs: readonly Declared<Pack>[];
  readonly metrics: readonly Declared<MetricDefinition>[];
  /** Where a JSON Pointer into the declaration of a name stands; `undefined` where the text cannot be followed. */
  readonly place: (name: string, path: string) => SourcePlace | undefined;
}

export interface Declared<T> {
  /** The name of the export; empty for a JSON or YAML file, which is the definition itself. */
  readonly name: string;
  readonly value: T;
}

const moduleTypes = ['.ts', '.mts', '.js', '.mjs'];
const formats: Readonly<Record<string, SourceFormat>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };
export const definitionTypes = [...moduleTypes, ...Object.keys(formats)];

/**
 * The flows, packs and metrics that a TypeScript or JavaScript module exports, or that a JSON or YAML file is. A module is run to
 * read it, in a process of its own: give only files that you would run.
 *
 * @throws ThroughlineError file-unreadable, file-type-unknown, definitions-broken, definitions-missing
 */
export async function loadDefinitions(file: string, limits: RunLimits = {}): Promise<Definitions> {
  const path = await realpath(resolve(file)).catch((cause: unknown) => {
    throw new ThroughlineError('file-unreadable', 'There is no such file, or it cannot be read', { place: file, cause });
  });
  const type = extname(path);
  const format = formats[type];
  if (format !== undefined) return fromText(file, await textOf(file, path), format);
  if (moduleTypes.includes(type)) return fromModule(file, path, limits);
  const expected = `${definitionTypes.slice(0, -1).join(', ')} or ${definitionTypes.at(-1)}`;
  throw new ThroughlineError('file-type-unknown', `Definitions are not read from ${type || 'a file without an extension'}`, {
    place: file,
    expected,
  });
}

/** A file far too long is not even read: four bytes make a character at most. */
async function textOf(file: string, path: string): Promise<string> {
  const unreadable = (cause: unknown) => {
    throw new ThroughlineError('file-unreadable', 'The file cannot be read', { place: file, cause });
  };
  const { size } = await stat(path).catch(unreadable);
  if (size > 4 * sourceLengthMax) {
    throw new BrokenDefinitions(`the file has ${size} bytes, expected at most ${sourceLengthMax} characters`, {
      ...{ fault: 'source-too-large', file, at: undefined },
      mend: 'Split it: each flow can have a file of its own.',
    });
  }
  return readFile(path, 'utf8').catch(unreadable);
}

function fromText(file: string, source: string, format: SourceFormat): Definitions {
  const read = readDefinition(source, { format });
  const lines = source.split(/\r\n|\n|\r/);
  const placed = (place: Place) => sourcePlace(file, place, lines[place.line - 1] ?? '');
  if (read.kind === 'broken') {
    throw new BrokenDefinitions(read.message, { fault: read.code, file, at: placed(read.place), mend: read.mend });
  }
  return { ...sort(file, [['', read.value]]), place: (_, path) => placed(read.place(path)) };
}

async function fromModule(file: string, path: string, limits: RunLimits): Promise<Definitions> {
  const { exported, texts } = await runModule(file, path, limits);
  const values = exported.map(({ name, json }): [string, unknown] => [name, JSON.parse(json)]);
  const places = new ModulePlaces(texts);
  return {
    ...sort(file, values),
    place: (name, pointer) => {
      const span = places.find(path, name, pointer);
      if (span === undefined) return undefined;
      const place = placesIn(span.text)(span.start, span.end);
      return sourcePlace(asSaid(span.path, file, path), place, span.text.split(/\r\n|\n|\r/)[place.line - 1] ?? '');
    },
  };
}

/** A file is called as the given one was: by an absolute path, or from where the command runs. */
function asSaid(found: string, file: string, path: string): string {
  if (found === path) return file;
  return isAbsolute(file) ? found : relative(process.cwd(), found);
}

function sort(file: string, values: readonly (readonly [string, unknown])[]): Omit<Definitions, 'place'> {
  const flows: Declared<FlowDefinition>[] = [];
  const packs: Declared<Pack>[] = [];
  const metrics: Declared<MetricDefinition>[] = [];
  for (const [name, value] of values) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) continue;
    if (isPack(value)) packs.push({ name, value: packOf(file, name, value) });
    else if (isFlow(value)) flows.push({ name, value: value as FlowDefinition });
    else if (isMetric(value)) metrics.push({ name, value: value as MetricDefinition });
  }
  if (flows.length + packs.length + metrics.length === 0) {
    const expected = 'an export with states (a flow), flows and metrics (a pack), or a formula (a metric)';
    throw new ThroughlineError('definitions-missing', 'The file declares no flow, pack or metric', { place: file, expected });
  }
  return { file, flows, packs, metrics };
}

/** A pack is mostly its flows and metrics, which are judged one by one; it must be a pack for that. */
function packOf(file: string, name: string, value: object): Pack {
  const { flows, metrics, roles } = value as Readonly<Record<string, unknown>>;
  const isList = (list: unknown) => Array.isArray(list) && list.every((item) => typeof item === 'object' && item !== null);
  if (isList(flows) && isList(metrics) && typeof roles === 'object' && roles !== null) return value as Pack;
  throw new BrokenDefinitions(`the pack${name === '' ? '' : ` "${name}"`} has no lists of flows and metrics, or no roles`, {
    ...{ fault: 'pack-malformed', file, at: undefined },
    mend: 'Write "flows" and "metrics" as lists and "roles" as an object, or use definePack.',
  });
}
