import { markedIn } from '../compile/compile-data.ts';
import type { ListedKind } from '../compile/compiled.ts';
import { dataReadBy, listedMax, listFieldsOf } from '../compile/listed.ts';
import { scopeOf } from '../compile/scope.ts';
import type { FlowDefinition } from '../definition/flow.ts';
import type { Schema } from '../expression/expression.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, type Subject } from './subject.ts';

/** What lists show, filter and sort by: list fields of the data, and columns. */
export function checkColumns({ flow }: Subject): readonly Finding[] {
  return [
    ...tooMany(flow),
    ...personalFields(flow),
    ...Object.entries(flow.columns ?? {}).flatMap(([name, { kind }]) => checkColumn(flow, name, kind)),
  ];
}

function tooMany(flow: FlowDefinition): readonly Finding[] {
  const names = [...listFieldsOf(flow).map(([name]) => name), ...Object.keys(flow.columns ?? {})];
  if (names.length <= listedMax) return [];
  return [
    finding('list-fields-too-many', '/data', {
      message: `${names.length} fields are list fields or columns, at most ${listedMax} can be`,
      witness: [listed(names)],
      mend: 'Keep those that people filter and sort by.',
    }),
  ];
}

function personalFields(flow: FlowDefinition): readonly Finding[] {
  const personal = markedIn(flow.data as Schema, 'personal');
  const said = (path: string, name: string, witness: string) =>
    finding('list-field-personal', path, {
      message: `"${name}" says something about a person: lists do not keep it`,
      witness: [witness],
      mend: 'List a field that is not personal; people read this one in the case itself.',
    });
  return [
    ...listFieldsOf(flow)
      .filter(([name]) => personal.has(name))
      .map(([name]) => said(pointer('data', 'properties', name), name, `data.properties.${name} is marked personal`)),
    ...Object.keys(flow.columns ?? {}).flatMap((name) => {
      const read = [...dataReadBy(flow, name)].filter((field) => personal.has(field));
      return read.length === 0 ? [] : [said(pointer('columns', name), name, `it reads ${listed(read)}, marked personal`)];
    }),
  ];
}

const typesByKind: Readonly<Record<ListedKind, { readonly types: readonly string[]; readonly inWords: string }>> = {
  money: { types: ['integer'], inWords: 'a whole number' },
  number: { types: ['integer', 'number'], inWords: 'a number' },
  day: { types: ['string'], inWords: 'text' },
  instant: { types: ['string'], inWords: 'text' },
  text: { types: ['string'], inWords: 'text' },
};

function checkColumn(flow: FlowDefinition, name: string, kind: ListedKind): readonly Finding[] {
  const known = Object.keys(flow.computed ?? {});
  if (!known.includes(name)) {
    return [
      finding('field-unknown', pointer('columns', name), {
        message: `there is no computed field "${name}"`,
        witness: [known.length === 0 ? 'no field is computed' : `computed: ${listed(known)}`],
        mend: suggestion(
          name,
          known,
          'Declare it under "computed"; a field of the data is listed by "list": true in its schema.',
        ),
      }),
    ];
  }
  if (listFieldsOf(flow).some(([field]) => field === name)) {
    return [
      finding('column-duplicate', pointer('columns', name), {
        message: `"${name}" is a list field of the data already`,
        witness: [`data.properties.${name}.list is true, and computed.${name} is a column`],
        mend: 'Rename the computed field, or list only one of them.',
      }),
    ];
  }
  const { type } = fieldsOf(scopeOf(flow)['computed'] as Schema)[name] ?? {};
  const { types, inWords } = typesByKind[kind];
  if (typeof type !== 'string' || types.includes(type)) return [];
  return [
    finding('expression-type', pointer('columns', name, 'kind'), {
      message: `${flow.computed?.[name]} gives ${type === 'string' ? 'text' : type}, expected ${inWords} for a column of kind ${kind}`,
      witness: [`the type inferred: ${type}`],
      mend: `Give the column another kind, or write an expression that gives ${inWords}.`,
    }),
  ];
}
