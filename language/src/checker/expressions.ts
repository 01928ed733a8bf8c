import { satisfies } from '../compile/schema-check.ts';
import { celType, checkExpression, type Reads, type Schema } from '../expression/expression.ts';
import { isJsonObject, type Json } from '../json.ts';
import { type ExpressionFault, expressionMend } from './expression-hints.ts';
import { type ExpressionUse, expressionsOf, type Needed } from './expression-uses.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, type Subject } from './subject.ts';

/** Whether expressions parse, name only what there is, and give what is needed; and whether what is set exists. */
export function checkExpressions(subject: Subject): readonly Finding[] {
  const found = [
    ...expressionsOf(subject).flatMap(checkUse),
    ...unknownFieldsSet(subject),
    ...changedKeys(subject),
    ...circles(subject),
    ...undatedAnchors(subject),
  ];
  // A mail is checked at each place that sends it: what is wrong everywhere is said once.
  return [...new Map(found.map((each) => [`${each.path} ${each.message}`, each])).values()];
}

function checkUse(use: ExpressionUse): readonly Finding[] {
  const { path, source, scope, needed } = use;
  const checked = checkExpression(source, scope);
  if (!checked.ok) return [failed(use, checked)];
  const unread = unknownReads(use, checked.reads);
  if (unread.length > 0) return unread;
  const expected = unfit(checked.type, needed);
  if (expected !== undefined) {
    return [
      finding('expression-type', path, {
        message: `${source} gives ${inWords(checked.type)}, expected ${expected}`,
        witness: [`the type inferred: ${checked.type}`],
        mend: `Write an expression that gives ${expected}.`,
      }),
    ];
  }
  return needed.kind === 'field' ? constantUnfit(use, needed) : [];
}

function failed(use: ExpressionUse, { message, start, end }: ExpressionFault): Finding {
  const { path, source, scope } = use;
  const column = start + 1;
  const key = /^No such key: (.+)$/.exec(message)?.[1];
  const variable = /(\w+)(?:\.|\[")\s*$/.exec(source.slice(0, source.indexOf(key ?? '', start)))?.[1] ?? '';
  if (key !== undefined && scope[variable] !== undefined) return unknownField(use, variable, key, column);
  return finding('expression-invalid', path, {
    message: `column ${column}: ${message}`,
    witness: [marked(source, start, end)],
    mend: expressionMend(source, { message, start, end }, scope),
  });
}

/** The expression with the part at fault marked: `data.>>amunt<< > 1`. */
function marked(source: string, start: number, end: number): string {
  return `${source.slice(0, start)}>>${source.slice(start, end)}<<${source.slice(end)}`;
}

function unknownField({ path, source, scope }: ExpressionUse, variable: string, field: string, column: number): Finding {
  const known = Object.keys(fieldsOf(scope[variable] as Schema));
  const start = column - 1;
  return finding('field-unknown', path, {
    message: `column ${column}: ${variable} has no field "${field}"`,
    witness: [
      marked(source, start, start + field.length),
      known.length === 0 ? `${variable} has no fields here` : `${variable} has ${listed(known)}`,
    ],
    mend: suggestion(
      field,
      known,
      variable === 'event' ? 'Declare what the event carries: "data" under "events".' : 'Declare it.',
    ),
  });
}

/** `has(data.x)` type-checks for any x: what is read is held against the schema as well. */
function unknownReads(use: ExpressionUse, reads: Reads): readonly Finding[] {
  return [...reads].flatMap(([variable, fields]) => {
    const schema = use.scope[variable];
    if (schema?.properties === undefined || fields === undefined) return [];
    const known = fieldsOf(schema);
    return [...fields]
      .filter((field) => known[field] === undefined)
      .map((field) => unknownField(use, variable, field, use.source.indexOf(`${variable}.${field}`) + variable.length + 2));
  });
}

/** What was expected, where a type does not fit; `undefined` where it does, or is known only when it runs. */
function unfit(type: string, needed: Needed): string | undefined {
  if (type === 'dyn') return undefined;
  switch (needed.kind) {
    case 'anything':
      return undefined;
    case 'condition':
      return type === 'bool' ? undefined : 'true or false';
    case 'text':
      return type === 'string' ? undefined : `text: ${needed.of}`;
    case 'number':
      return type === 'int' || type === 'double' ? undefined : `a number: ${needed.of}`;
    case 'list':
      return type.startsWith('list') ? undefined : 'a list';
    case 'roles':
      return ['list', 'list<dyn>', 'list<string>'].includes(type) ? undefined : 'a list of role names';
    case 'field':
      return fitsField(type, needed) ? undefined : `${inWords(fieldType(needed.schema))} for "${needed.name}"`;
  }
}

function fitsField(type: string, { schema, required }: Extract<Needed, { kind: 'field' }>): boolean {
  if (type === 'null') return !required;
  const wanted = fieldType(schema);
  if (wanted === 'dyn' || type === wanted) return true;
  if (wanted === 'double') return type === 'int';
  if (wanted.startsWith('list<'))
    return type === 'list' || type === 'list<dyn>' || (wanted === 'list<map>' && type.startsWith('list<map'));
  return wanted === 'map' && (type.startsWith('map') || type.startsWith('$'));
}

function fieldType(schema: Schema): string {
  const type = celType(schema);
  return typeof type === 'string' ? type : 'map';
}

const words: Readonly<Record<string, string>> = {
  int: 'a whole number',
  double: 'a number with a fraction',
  string: 'text',
  bool: 'true or false',
  null: 'nothing (null), which only an optional field can be given',
  map: 'an object',
};

function inWords(type: string): string {
  return (
    words[type] ??
    (type.startsWith('list') ? `a list (${type})` : type.startsWith('map') || type.startsWith('$') ? 'an object' : type)
  );
}

/** A constant can be held against the whole schema of its field: pattern, choice, bounds. */
function constantUnfit(
  { path, source }: ExpressionUse,
  { name, schema }: Extract<Needed, { kind: 'field' }>,
): readonly Finding[] {
  const constant = constantOf(source);
  if (constant === undefined || satisfies(schema, constant)) return [];
  const choices = Array.isArray(schema.enum) ? ` It is one of ${listed(schema.enum as string[])}.` : '';
  return [
    finding('value-invalid', path, {
      message: `${source.trim()} is no value of "${name}"`,
      witness: [`the schema of "${name}": ${JSON.stringify(schema)}`],
      mend: `Write a value that the field can have.${choices}`,
    }),
  ];
}

function constantOf(source: string): Json | undefined {
  const trimmed = source.trim();
  const quoted = /^(?:"([^"\\]*)"|'([^'\\]*)')$/.exec(trimmed);
  if (quoted !== null) return quoted[1] ?? quoted[2];
  if (/^-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  return trimmed === 'true' ? true : trimmed === 'false' ? false : undefined;
}

function setsOf({ flow, sites }: Subject) {
  return [
    ...Object.entries(flow.events ?? {}).map(([event, { set }]) => ({ event, set, path: pointer('events', event, 'set') })),
    ...sites.map(({ event, actions: { set }, path }) => ({ event, set, path: `${path}/set` })),
  ];
}

function unknownFieldsSet(subject: Subject): readonly Finding[] {
  const known = Object.keys(fieldsOf(subject.flow.data as Schema));
  return setsOf(subject).flatMap(({ set, path }) =>
    Object.keys(set ?? {})
      .filter((field) => !known.includes(field))
      .map((field) =>
        finding('field-unknown', path + pointer(field), {
          message: `the data has no field "${field}"`,
          witness: [`the data has ${listed(known)}`],
          mend: suggestion(field, known, 'Declare it under "data".'),
        }),
      ),
  );
}

function changedKeys(subject: Subject): readonly Finding[] {
  const { flow } = subject;
  return setsOf(subject)
    .filter(({ set }) => set?.[flow.key] !== undefined)
    .map(({ path }) =>
      finding('key-changed', path + pointer(flow.key), {
        message: `"${flow.key}" is the key of the case: it cannot change`,
        witness: [`"key" is "${flow.key}", and a case has its key from the start`],
        mend: 'Take it out.',
      }),
    );
}

function circles({ flow }: Subject): readonly Finding[] {
  const reads = new Map(
    Object.entries(flow.computed ?? {}).map(([name, source]) => {
      const checked = checkExpression(source, { data: {}, event: {}, parameters: {}, computed: {} });
      return [name, checked.ok ? [...(checked.reads.get('computed') ?? [])] : []] as const;
    }),
  );
  const said = new Set<string>();
  return [...reads.keys()].flatMap((name): Finding[] => {
    const circle = circleFrom(name, reads);
    if (circle === undefined || said.has(name)) return [];
    for (const each of circle) said.add(each);
    return [
      finding('computed-circle', pointer('computed', name), {
        message: `"${name}" is computed from itself`,
        witness: [[...circle, name].join(' reads ')],
        mend: 'Compute one of them from the data alone.',
      }),
    ];
  });
}

function circleFrom(name: string, reads: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const paths = new Map<string, readonly string[]>([[name, [name]]]);
  for (const [each, path] of paths) {
    for (const read of reads.get(each) ?? []) {
      if (read === name) return path;
      if (!paths.has(read)) paths.set(read, [...path, read]);
    }
  }
  return undefined;
}

/** An anchor that is simply a field must be one that holds a day or an instant. */
function undatedAnchors({ flow }: Subject): readonly Finding[] {
  const fields = fieldsOf(flow.data as Schema);
  return Object.entries(flow.ladders ?? {}).flatMap(([name, { anchor }]): Finding[] => {
    const field = /^data\.(\w+)$/.exec(anchor.trim())?.[1];
    const schema = field === undefined ? undefined : fields[field];
    if (schema === undefined || !isJsonObject(schema) || schema.type !== 'string') return [];
    if (schema.kind === 'day' || schema.kind === 'instant' || schema.format === 'date' || schema.format === 'date-time')
      return [];
    return [
      finding('expression-type', pointer('ladders', name, 'anchor'), {
        message: `"${field}" is text of any kind, expected a day or an instant`,
        witness: [`the schema of "${field}": ${JSON.stringify(schema)}`],
        mend: 'Declare the field as Day() or Instant() ("kind": "day" or "instant"), or anchor the ladder elsewhere.',
      }),
    ];
  });
}
