import type { Json } from '../json.ts';
import { readJson } from './json-source.ts';
import { type Place, placesIn } from './place.ts';
import { SourceFault, type SourceFaultCode } from './source-fault.ts';
import { type SourceNode, segmentsOf, spanAt } from './source-node.ts';
import { readYaml } from './yaml-source.ts';

export type SourceFormat = 'json' | 'yaml';

/** More is no definition: the longest of those that ship has a tenth of it. */
export const sourceLengthMax = 1_000_000;

/** A text that was read, or what is wrong with it and where. */
export type ReadDefinition =
  | {
      readonly kind: 'read';
      /** As the text says it; nothing has judged it yet. */
      readonly value: Json;
      /**
       * Where the value stands that a JSON Pointer names: a plain value itself; of an object or list its name; of what is not there
       * the nearest around it.
       */
      readonly place: (path: string) => Place;
    }
  | {
      readonly kind: 'broken';
      readonly code: SourceFaultCode;
      readonly message: string;
      readonly mend: string;
      readonly place: Place;
    };

const readers: Readonly<Record<SourceFormat, (source: string) => SourceNode>> = { json: readJson, yaml: readYaml };

/**
 * Reads the text of a definition. Total, and bounded in time and memory: at most 1,000,000 characters and 100 levels; with what
 * references of YAML repeat, 2,000,000 characters.
 *
 * @example
 * const read = readDefinition('name: parcel', { format: 'yaml' });
 * if (read.kind === 'read') checkFlow(read.value);
 */
export function readDefinition(source: string, { format }: { readonly format: SourceFormat }): ReadDefinition {
  const place = placesIn(source.length > sourceLengthMax ? '' : source);
  try {
    if (source.length > sourceLengthMax) {
      throw new SourceFault('source-too-large', `the text has ${source.length} characters, expected at most ${sourceLengthMax}`, {
        start: 0,
        end: 0,
        mend: 'Split it: each flow can have a file of its own.',
      });
    }
    const root = readers[format](source);
    return {
      kind: 'read',
      value: jsonOf(root),
      place: (path) => {
        const { start, end } = spanAt(root, segmentsOf(path));
        return place(start, end);
      },
    };
  } catch (error) {
    if (!(error instanceof SourceFault)) throw error;
    const { code, message, mend, start, end } = error;
    return { kind: 'broken', code, message, mend, place: place(start, end) };
  }
}

function jsonOf(node: SourceNode): Json {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(jsonOf);
  // `fromEntries` makes members of their own of all names, "__proto__" included.
  return Object.fromEntries([...node.members].map(([name, { value }]) => [name, jsonOf(value)]));
}
