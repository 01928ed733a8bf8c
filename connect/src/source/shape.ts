import type { Json } from '@throughline/language';

/** What values a field has had, by path. `share`: of the records that were seen, those that had it, from 0 to 1. */
export interface Shape {
  /** Records that it rests on. */
  readonly records: number;
  readonly fields: Readonly<Record<string, { readonly types: readonly FieldType[]; readonly share: number }>>;
}

export type FieldType = 'text' | 'number' | 'flag' | 'list' | 'object';

/** Something about the records has changed, which nobody announced. */
export interface Drift {
  readonly code: 'field-vanished' | 'type-changed' | 'field-appeared';
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** So many records say what is usual. */
const enough = 20;
const pathsMax = 500;
const depthMax = 3;

/** Looks at the records of a run as they come. */
export class ShapeReader {
  #records = 0;
  readonly #fields = new Map<string, { readonly types: Set<FieldType>; count: number }>();

  see(records: readonly Json[]): void {
    for (const record of records) {
      this.#records += 1;
      this.#look(record, '', 0);
    }
  }

  #look(value: Json, path: string, depth: number): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || depth >= depthMax) return;
    for (const [name, member] of Object.entries(value)) {
      const type = typeOf(member);
      if (type === undefined) continue;
      const at = path === '' ? name.replaceAll('.', '\\.') : `${path}.${name.replaceAll('.', '\\.')}`;
      let field = this.#fields.get(at);
      if (field === undefined) {
        if (this.#fields.size >= pathsMax) continue;
        field = { types: new Set(), count: 0 };
        this.#fields.set(at, field);
      }
      field.count += 1;
      field.types.add(type);
      if (type === 'object') this.#look(member, at, depth + 1);
    }
  }

  shape(): Shape {
    const fields = [...this.#fields].map(([path, { types, count }]) => [
      path,
      { types: [...types].sort(), share: this.#records === 0 ? 0 : count / this.#records },
    ]);
    return { records: this.#records, fields: Object.fromEntries(fields) };
  }
}

/** Nothing (null) says nothing of a type. */
function typeOf(value: Json): FieldType | undefined {
  if (value === null) return undefined;
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'flag';
}

/**
 * What is different in the records of a run from those before it. A field has vanished where nearly every record had it and none has it any more,
 * over at least 20 records on both sides; a type has changed where it is one that the field never had; a field has appeared where there was none.
 */
export function driftOf(before: Shape | undefined, now: Shape): readonly Drift[] {
  if (before === undefined || before.records < enough || now.records === 0) return [];
  const drift: Drift[] = [];
  for (const [path, { types, share }] of Object.entries(before.fields)) {
    const field = now.fields[path];
    if (field === undefined) {
      const usual = share >= 0.95 && now.records >= enough;
      if (usual && !isBelowVanished(path, drift))
        drift.push({ code: 'field-vanished', path, before: types.join(' or '), after: 'nothing' });
      continue;
    }
    const strange = field.types.filter((type) => !types.includes(type));
    if (strange.length > 0) drift.push({ code: 'type-changed', path, before: types.join(' or '), after: strange.join(' or ') });
  }
  const full = Object.keys(before.fields).length >= pathsMax;
  for (const [path, { types }] of Object.entries(now.fields)) {
    if (before.fields[path] === undefined && !full)
      drift.push({ code: 'field-appeared', path, before: 'nothing', after: types.join(' or ') });
  }
  return drift;
}

const isBelowVanished = (path: string, drift: readonly Drift[]) =>
  drift.some((known) => known.code === 'field-vanished' && path.startsWith(`${known.path}.`));

/** Both together, what was seen lately counting more: at most 1,000 records before it weigh as much. */
export function mergeShapes(before: Shape | undefined, now: Shape, drift: readonly Drift[]): Shape {
  if (before === undefined || now.records === 0) return before ?? now;
  const weight = Math.min(before.records, 1000);
  const gone = new Set(drift.filter(({ code }) => code === 'field-vanished').map(({ path }) => path));
  const paths = [...new Set([...Object.keys(before.fields), ...Object.keys(now.fields)])].slice(0, pathsMax);
  const fields = paths.flatMap((path) => {
    const [old, seen] = [before.fields[path], now.fields[path]];
    if (seen === undefined && gone.has(path)) return [];
    const share = ((old?.share ?? 0) * weight + (seen?.share ?? 0) * now.records) / (weight + now.records);
    return [[path, { types: [...new Set([...(old?.types ?? []), ...(seen?.types ?? [])])].sort(), share }]];
  });
  return { records: weight + now.records, fields: Object.fromEntries(fields) };
}
