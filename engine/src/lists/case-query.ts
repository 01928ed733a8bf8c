import { type CompiledFlow, findUnstorable, type ListedKind } from '@throughline/language';
import { EngineError } from '../errors.ts';
import { foldedText } from './folded-text.ts';
import { columnByKind } from './list-rows.ts';

/** `^=`: starts with; for texts and days. Case does not count but for `=` and `!=`. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | '^=';

/**
 * What a value of a case must be. Of several values any will do for `=` and `^=`, and none may be it for `!=`; the others take
 * one. A case without a value satisfies `!=` alone. Instants are given as texts or as UTC milliseconds.
 */
export interface Filter {
  /** A list field or column of the flow, or a field of the kernel: `$key`, `$entity`, `$state`, `$assignee`, `$rung.<ladder>`, ... */
  readonly field: string;
  readonly comparison: Comparison;
  /** 1 to 100. */
  readonly values: readonly (string | number)[];
}

/** Which cases. */
export interface CaseSelection {
  readonly flow: string;
  /** Only those whose state is not final, or only those whose state is. */
  readonly open?: boolean;
  /** All must hold; at most 20. */
  readonly where?: readonly Filter[];
  /** Only cases of these; none of an empty list. At most 1,000. What somebody may see is told so, and nothing else is read. */
  readonly entities?: readonly string[];
  /** Beside that, cases of which all filters of one of these hold; at most 50. */
  readonly anyOf?: readonly (readonly Filter[])[];
}

/** Which cases, in which order, and which page of them. */
export interface CaseQuery extends CaseSelection {
  /** Default `$key`. Also `$due`, the next deadline. Cases without the value come last. */
  readonly sort?: { readonly field: string; readonly descending?: boolean };
  /** At most 1,000; 100 where not said. */
  readonly limit?: number;
  /** Where the page before ended: its `next`. */
  readonly after?: string;
}

/** Where a value lies in `list_field`, or in `case_.due_at`. */
export type Column = 'text' | 'number' | 'due';

/** A filter that was found sound, with its values as they are stored. */
export interface Condition {
  readonly field: string;
  readonly column: 'text' | 'number';
  readonly comparison: Comparison;
  readonly values: readonly (string | number)[];
  /** Of texts: as they were given. */
  readonly exact: readonly string[];
}

/** A selection that was found sound. */
export interface Selection {
  readonly flow: string;
  readonly open: readonly boolean[];
  readonly where: readonly Condition[];
  /** One of them must hold; `undefined`: there is no choice. */
  readonly anyOf: readonly (readonly Condition[])[] | undefined;
}

export const filtersMax = 20;
export const filterValuesMax = 100;
const entitiesMax = 1000;
const choicesMax = 50;
const valueLengthMax = 2000;
const comparisons: ReadonlySet<string> = new Set<Comparison>(['=', '!=', '<', '<=', '>', '>=', '^=']);

/** @throws EngineError list-field-unknown, list-value-invalid: with the place in the query */
export function readSelection(flow: CompiledFlow, { open, where = [], entities, anyOf }: CaseSelection): Selection {
  if (where.length > filtersMax) throw invalid('/where', `at most ${filtersMax} filters`, where.length);
  if (anyOf !== undefined && anyOf.length > choicesMax) throw invalid('/anyOf', `at most ${choicesMax} choices`, anyOf.length);
  const filters = where.map((filter, index) => readFilter(flow, filter, `/where/${index}`));
  return {
    flow: flow.name,
    open: open === undefined ? [true, false] : [open],
    where: entities === undefined ? filters : [...filters, ofEntities(entities)],
    anyOf: anyOf?.map((choice, at) =>
      choice.map((filter, index) => readFilter(flow, filter, `/anyOf/${at}/${index}`, entitiesMax)),
    ),
  };
}

/** That a case is of one of some entities. */
export function ofEntities(entities: readonly string[]): Condition {
  if (entities.length > entitiesMax) throw invalid('/entities', `at most ${entitiesMax} entities`, entities.length);
  return { field: '$entity', column: 'text', comparison: '=', values: entities.map(foldedText), exact: entities };
}

/** @throws EngineError list-field-unknown */
export function kindOfField(flow: CompiledFlow, field: string, place: string): ListedKind {
  const kind = flow.listed.find(({ name }) => name === field)?.kind ?? (isKernelField(flow, field) ? 'text' : undefined);
  if (kind !== undefined) return kind;
  const known = [...flow.listed.map(({ name }) => name), '$key', '$entity', '$state', '$assignee', '$rung.<ladder>'];
  throw new EngineError(
    'list-field-unknown',
    `${place}: lists of "${flow.name}" have no field "${field}", expected any of ${known.join(', ')}, $exception.<kind>, $pending.<type>`,
    { details: { place, field, expected: known } },
  );
}

function isKernelField(flow: CompiledFlow, field: string): boolean {
  if (field === '$key' || field === '$entity' || field === '$state' || field === '$assignee') return true;
  const [, kind, name = ''] = /^\$(rung|exception|pending)\.(.+)$/s.exec(field) ?? [];
  if (kind === 'rung') return flow.ladders.has(name);
  if (kind === 'exception') return flow.exceptions.has(name);
  if (kind !== 'pending') return false;
  const [ladder = '', rung] = name.split('/');
  return flow.events.has(name) || flow.ladders.get(ladder)?.rungs.some((each) => each.name === rung) === true;
}

function readFilter(
  flow: CompiledFlow,
  { field, comparison, values }: Filter,
  place: string,
  valuesMax = filterValuesMax,
): Condition {
  const kind = kindOfField(flow, field, `${place}/field`);
  const column = columnByKind[kind];
  if (!comparisons.has(comparison)) throw invalid(`${place}/comparison`, [...comparisons].join(' '), comparison);
  if (comparison === '^=' && column === 'number')
    throw invalid(`${place}/comparison`, `another comparison for ${kind}`, comparison);
  const isList = comparison === '=' || comparison === '!=' || comparison === '^=';
  if (!Array.isArray(values) || values.length === 0 || values.length > (isList ? valuesMax : 1))
    throw invalid(`${place}/values`, isList ? `1 to ${valuesMax} values` : 'one value', values);
  const read = values.map((value, index) => readValue(kind, comparison, value, `${place}/values/${index}`));
  if (column === 'number') return { field, column, comparison, values: read, exact: [] };
  return { field, column, comparison, values: read.map((value) => foldedText(String(value))), exact: read.map(String) };
}

function readValue(kind: ListedKind, comparison: Comparison, value: string | number, place: string): string | number {
  switch (kind) {
    case 'money':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      throw invalid(place, 'a whole number of minor units', value);
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value)) return value;
      throw invalid(place, 'a number', value);
    case 'instant': {
      const instant = typeof value === 'string' ? Date.parse(value) : value;
      if (typeof instant === 'number' && Number.isFinite(instant)) return instant;
      throw invalid(place, 'an instant such as 2026-01-31T08:00:00Z, or UTC milliseconds', value);
    }
    case 'day':
      if (typeof value === 'string' && (comparison === '^=' ? /^[\d-]{1,10}$/ : /^\d{4}-\d\d-\d\d$/).test(value)) return value;
      throw invalid(place, comparison === '^=' ? 'the beginning of a day, such as 2026-01' : 'a day such as 2026-01-31', value);
    case 'text':
      if (typeof value === 'string' && value.length <= valueLengthMax && findUnstorable(value) === undefined) return value;
      throw invalid(place, `text of at most ${valueLengthMax} characters`, value);
  }
}

/** The error that says where in a query which value was found, and what was expected. */
export function invalid(place: string, expected: string, found: unknown): EngineError {
  const said = JSON.stringify(found) ?? String(found);
  return new EngineError(
    'list-value-invalid',
    `${place}: expected ${expected}, found ${said.length > 60 ? `${said.slice(0, 57)}...` : said}`,
    { details: { place, expected } },
  );
}
