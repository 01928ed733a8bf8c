import { exceptionTitle, type FlowDefinition } from '@throughline/language';
import type { DataRow, Dataset } from './dataset.ts';
import type { CaseAttribute } from './pattern/pattern.ts';

/**
 * `mix`: what kind of case it is; what rose is held against the rates of its kind. `between`: what happened to the case on the way (a field
 * that is missing, an earlier exception), and may itself be of the change. `version`: what it ran under, which came with the change.
 */
export type AttributeRole = 'mix' | 'between' | 'version';

/** The role of an attribute or of a condition, by its name. */
export function roleOf(name: string): AttributeRole {
  if (name.startsWith('version:')) return 'version';
  return name.startsWith('missing:') || name.startsWith('raised:') ? 'between' : 'mix';
}

/** An attribute that is searched: how it is called, and what its values are called. */
export interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly column: CaseAttribute;
  readonly role: AttributeRole;
  /** Its value says all by itself: `Delivery reference missing`. */
  readonly label: (value: string) => string;
}

export interface Attributes {
  readonly searched: readonly Attribute[];
  readonly leftOut: readonly { readonly title: string; readonly why: string }[];
}

/** Where fewer cases than this have another value than most, it tells nothing. */
const differingMin = 8;
/** A field with more values tells cases apart one by one rather than by kind. */
const valuesMax = 40;

interface Candidate {
  readonly name: string;
  readonly title: string;
  readonly value: (row: DataRow) => string | null;
  readonly label: (value: string) => string;
}

/** What cases are told apart by: fields of few values, what is missing, earlier exceptions, and the versions that they ran under. */
export function attributesOf(dataset: Dataset, flows: readonly FlowDefinition[], leaveOut: readonly string[]): Attributes {
  const searched: Attribute[] = [];
  const leftOut: { title: string; why: string }[] = [];
  for (const candidate of candidatesOf(dataset, flows)) {
    const { name, title, label } = candidate;
    if (leaveOut.includes(name)) {
      leftOut.push({ title, why: 'left out on request' });
      continue;
    }
    const column = columnOf(name, dataset.rows, candidate.value);
    if (column === undefined || column.values.length > Math.max(5, 1 + dataset.rows.length / 5)) {
      leftOut.push({ title, why: 'too many values' });
      continue;
    }
    if (differing(column) < differingMin) continue;
    const same = searched.find((other) => isTheSame(other.column, column));
    if (same !== undefined) leftOut.push({ title, why: `says the same as ${same.title}` });
    else if (isTautology(column, dataset.rows, roleOf(name))) leftOut.push({ title, why: 'says the same as what rose' });
    else searched.push({ name, title, column, label, role: roleOf(name) });
  }
  return { searched, leftOut: leftOut.slice(0, 40) };
}

function candidatesOf({ rows, fields, effect, originFlow }: Dataset, flows: readonly FlowDefinition[]): readonly Candidate[] {
  const titled = (title: string) => (value: string) => `${title}: ${value === '' ? 'missing' : value}`;
  const of = (name: string) => (row: DataRow) => row.values[name] ?? null;
  // Of few cases even names have few values.
  const mostValues = Math.min(valuesMax, Math.max(4, rows.length / 5));
  const found: Candidate[] = [{ name: 'entity', title: 'Entity', value: of('entity'), label: titled('Entity') }];
  for (const { name, title, values, optional } of fields) {
    const distinct = new Set(rows.map((row) => row.values[name] ?? ''));
    if (values && distinct.size <= mostValues) found.push({ name, title, value: of(name), label: titled(title) });
    else if (optional && distinct.has('') && distinct.size > 1)
      found.push({
        name: `missing:${name}`,
        title,
        value: (row) => ((row.values[name] ?? null) === null ? 'missing' : 'present'),
        label: titled(title),
      });
    else if (values) found.push({ name, title, value: of(name), label: titled(title) });
  }
  const flow = flows.find(({ name }) => name === effect.flow);
  const kinds = new Set(rows.flatMap((row) => Object.keys(row.values).filter((name) => name.startsWith('raised:'))));
  for (const name of [...kinds].sort()) {
    const kind = name.slice('raised:'.length);
    const title = flow === undefined ? kind : exceptionTitle(flow, kind);
    const label = (value: string) => (value === 'yes' ? `${title} before` : `no ${title} before`);
    found.push({ name, title: `${title} before`, value: (row) => row.values[name] ?? 'no', label });
  }
  for (const name of [effect.flow, ...(originFlow === undefined ? [] : [originFlow])]) {
    const title = `${flows.find((each) => each.name === name)?.title ?? name} version`;
    const value = (row: DataRow) => (row.versions[name] === undefined ? null : `v${row.versions[name]}`);
    found.push({ name: `version:${name}`, title, value, label: titled(title) });
  }
  return found;
}

function columnOf(name: string, rows: readonly DataRow[], value: Candidate['value']): CaseAttribute | undefined {
  const codes = new Uint16Array(rows.length);
  const values = [''];
  const known = new Map([['', 0]]);
  for (const [index, row] of rows.entries()) {
    const text = value(row) ?? '';
    let code = known.get(text);
    if (code === undefined) {
      code = values.length;
      if (code > valuesMax) return undefined;
      values.push(text);
      known.set(text, code);
    }
    codes[index] = code;
  }
  return { name, values, codes };
}

function differing({ values, codes }: CaseAttribute): number {
  const counts = new Float64Array(values.length);
  for (const code of codes) counts[code] = (counts[code] as number) + 1;
  return codes.length - Math.max(0, ...counts);
}

/** Values go with one another one to one, but for one case in twenty. */
function isTheSame(a: CaseAttribute, b: CaseAttribute): boolean {
  const there = partners(a, b);
  const back = partners(b, a);
  return there !== undefined && back !== undefined && [...there].every(([from, to]) => back.get(to) === from);
}

function partners(a: CaseAttribute, b: CaseAttribute): ReadonlyMap<number, number> | undefined {
  const width = b.values.length;
  const counts = new Float64Array(a.values.length * width);
  for (let row = 0; row < a.codes.length; row += 1) {
    const at = (a.codes[row] as number) * width + (b.codes[row] as number);
    counts[at] = (counts[at] as number) + 1;
  }
  const found = new Map<number, number>();
  for (let from = 0; from < a.values.length; from += 1) {
    const line = counts.subarray(from * width, (from + 1) * width);
    const total = line.reduce((sum, n) => sum + n, 0);
    if (total === 0) continue;
    const best = line.reduce((top, n, to) => (n > (line[top] as number) ? to : top), 0);
    if ((line[best] as number) < 0.95 * total) return undefined;
    found.set(from, best);
  }
  return found;
}

/**
 * A value that nearly all affected cases have, and hardly any other: it is what rose in other words. What kind of case it is has to be so in
 * both periods; what happened on the way, over both together, for there may be few in one of them.
 */
function isTautology({ values, codes }: CaseAttribute, rows: readonly DataRow[], role: AttributeRole): boolean {
  const stretches = role === 'between' ? [[0, 1]] : [[0], [1]];
  return values.some((_, code) =>
    stretches.every((periods) => {
      let [has, affected, both] = [0, 0, 0];
      for (const [index, row] of rows.entries()) {
        if (!periods.includes(row.period)) continue;
        const hasIt = codes[index] === code;
        if (hasIt) has += 1;
        if (row.affected) affected += 1;
        if (hasIt && row.affected) both += 1;
      }
      return both >= 5 && both >= 0.9 * has && both >= 0.9 * affected;
    }),
  );
}
