import { compileData } from '../compile/compile-data.ts';
import { satisfies } from '../compile/schema-check.ts';
import type { Schema } from '../expression/expression.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { type SchemaFault, schemaFaults } from './data-schemas.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, requiredOf, type Subject } from './subject.ts';

/** Words that CEL keeps for itself, and that no field can have for a name. */
const celWords = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);
const types = new Set(['string', 'integer', 'number', 'boolean', 'array', 'object']);

/** The schemas of the case's data and of what events carry, and the key. */
export function checkData(subject: Subject): readonly Finding[] {
  const { flow } = subject;
  return [
    ...checkSchema(flow.data as Schema, '/data'),
    ...Object.entries(flow.destinations ?? {}).flatMap(([name, { data }]) =>
      data === undefined ? [] : checkSchema(data as Schema, pointer('destinations', name, 'data')),
    ),
    ...Object.entries(flow.events ?? {}).flatMap(([event, { data }]) =>
      data === undefined ? [] : checkSchema(data as Schema, pointer('events', event, 'data')),
    ),
    ...checkKey(flow.data as Schema, flow.key),
  ];
}

function checkSchema(schema: Schema, path: string): readonly Finding[] {
  if (schema.type !== 'object' || !isJsonObject(schema.properties) || schema.additionalProperties !== false) {
    return [
      finding('data-not-closed', path, {
        message: 'expected an object schema that accepts only the fields it declares',
        witness: [
          `type ${JSON.stringify(schema.type ?? null)}, additionalProperties ${JSON.stringify(schema.additionalProperties ?? null)}`,
        ],
        mend: 'Write { "type": "object", "properties": { ... }, "required": [ ... ], "additionalProperties": false }, or Fields({ ... }).',
      }),
    ];
  }
  const broken = brokenSchema(schema);
  if (broken.length > 0) {
    return broken.map(({ path: at, why, mend }) =>
      finding('data-schema-broken', path + at, { message: `no validator can be made of it: ${why}`, witness: [why], mend }),
    );
  }
  return Object.entries(fieldsOf(schema)).flatMap(([name, field]) =>
    checkField(name, field, `${path}/properties${pointer(name)}`),
  );
}

function brokenSchema(schema: Schema): readonly SchemaFault[] {
  const faults = schemaFaults(schema);
  if (faults.length > 0) return faults;
  const undeclared = requiredOf(schema).flatMap((name, index) => {
    if (fieldsOf(schema)[name] !== undefined) return [];
    const why = `"${name}" is required, but not declared`;
    return [{ path: `/required/${index}`, why, mend: suggestion(name, Object.keys(fieldsOf(schema)), 'Declare it.') }];
  });
  const mend = 'Mend the schema.';
  if (undeclared.length > 0) return undeclared;
  try {
    compileData(schema).errors({});
    return [];
  } catch (error) {
    return [{ path: '', why: error instanceof Error ? error.message : String(error), mend }];
  }
}

function checkField(name: string, field: JsonObject, path: string): readonly Finding[] {
  const findings: Finding[] = [];
  if (!/^[A-Za-z_]\w{0,79}$/.test(name) || celWords.has(name) || name in Object.prototype) {
    findings.push(
      finding('field-name-unreadable', path, {
        message: `expressions cannot say data.${name}`,
        witness: [
          celWords.has(name)
            ? `"${name}" is a word of CEL`
            : name in Object.prototype
              ? `JavaScript gives "${name}" to every object`
              : 'a field is named by a letter, then letters, digits and "_"',
        ],
        mend: 'Rename the field.',
      }),
    );
  }
  if (typeof field.type !== 'string' || !types.has(field.type)) {
    findings.push(
      finding('field-untyped', path, {
        message: `"${name}" has no one type`,
        witness: [`its "type" is ${JSON.stringify(field.type ?? null)}`],
        mend: `Give it one of ${listed([...types])}.`,
      }),
    );
  }
  if (field.default !== undefined && !satisfies(field, field.default)) {
    findings.push(
      finding('default-invalid', `${path}/default`, {
        message: `${JSON.stringify(field.default)} is no value of "${name}"`,
        witness: [`the schema of "${name}": ${JSON.stringify(field)}`],
        mend: 'Write a default that the field can have.',
      }),
    );
  }
  return findings;
}

function checkKey(schema: Schema, key: string): readonly Finding[] {
  const fields = fieldsOf(schema);
  const field = fields[key];
  const wrong =
    field === undefined
      ? `the data has no field "${key}"`
      : field.type !== 'string'
        ? `"${key}" is not text`
        : !requiredOf(schema).includes(key)
          ? `"${key}" is optional`
          : undefined;
  if (wrong !== undefined) {
    return [
      finding('key-field-invalid', '/key', {
        message: `${wrong}: expected a required text field`,
        witness: [`the data has ${listed(Object.keys(fields))}`],
        mend:
          field === undefined
            ? suggestion(key, Object.keys(fields), 'Declare it under "data".')
            : 'Take another field, or change its schema.',
      }),
    ];
  }
  const said = (code: 'key-personal' | 'key-confidential', mark: string, message: string, mend: string) =>
    field?.[mark] === true
      ? [
          finding(code, '/key', {
            message: `"${key}" is marked ${mark}: ${message}`,
            witness: [`data.properties.${key}.${mark} is true`],
            mend,
          }),
        ]
      : [];
  return [
    ...said(
      'key-personal',
      'personal',
      'it stands in ids, links and logs, from where it cannot be erased',
      'Take a number that says nothing about a person for the key.',
    ),
    ...said(
      'key-confidential',
      'confidential',
      'it is what the case is called, for everybody who sees the case',
      'Take a number that says nothing for the key, or let fewer see the cases (`reads`).',
    ),
  ];
}
