import type { ColumnChoice, PreviewRow } from '@throughline/api';
import type { WantedKind } from '@throughline/connect';
import { type CompiledFlow, fieldTitle, type JsonObject } from '@throughline/language';
import { propertiesOf } from '../cases/fields.ts';
import { type ChoiceFault, formatOf, frameOf, type ImportTarget, type TargetField, valueMapping } from './target.ts';

/*
 * Any flow whose cases begin with data that a row can hold: each row begins a case. What becomes of it later, a file of cases
 * does not say.
 */

/** No field of data has such a name. */
const begunOn = '$begunOn';

/** `undefined`: no row can hold what a case of it begins with. */
export function dataTarget(flow: CompiledFlow): ImportTarget | undefined {
  const start = [...flow.start.keys()].find((event) => isFlat(flow.events.get(event)?.data.schema ?? {}));
  const schema = flow.events.get(start ?? '')?.data.schema;
  if (start === undefined || schema === undefined) return undefined;
  const fields = fieldsOf(flow, schema);
  const currency = fields.find(({ kind }) => kind === 'currency')?.name;
  const hasMoney = fields.some(({ kind }) => kind === 'money');
  const { key } = flow.definition;
  if (!fields.some(({ name }) => name === key)) return undefined;
  return {
    flow,
    fields,
    mappingOf(choice) {
      const chosen = fields.filter(({ name }) => choice.columns[name] !== undefined && name !== begunOn && name !== 'entity');
      const data = chosen.map(({ name, kind, required }) => {
        if (kind === 'currency') return [name, { record: 'currency' }] as const;
        return [
          name,
          { ...valueMapping(choice.columns[name] ?? '', kind, choice), ...(required ? {} : { optional: true }) },
        ] as const;
      });
      const begun = choice.columns[begunOn] ?? '';
      const at = { column: begun, format: formatOf(begun, choice) };
      return {
        ...frameOf(flow, choice, key, currency === undefined ? undefined : choice.columns[currency]),
        events: [{ event: start, at, data: Object.fromEntries(data) }],
      };
    },
    faultsOf: (choice) => (hasMoney ? currencyFaults(choice, currency) : []),
    assumptions: () => [
      'A row says how a case began. What happened to it since then is not in the file: it is where cases begin.',
    ],
    shown: ([first]) => ({
      ...scalars(first?.fact.data ?? {}),
      ...(first === undefined ? {} : { entity: first.identity.entity }),
    }),
  };
}

function currencyFaults({ columns, currency }: ColumnChoice, field: string | undefined): readonly ChoiceFault[] {
  if (currency !== undefined || (field !== undefined && columns[field] !== undefined)) return [];
  return [{ place: 'choice/currency', message: 'Neither a column nor a choice says the currency', expected: 'an ISO 4217 code' }];
}

/** Everything that must be there is one value. */
function isFlat(schema: JsonObject): boolean {
  const { required } = schema;
  const properties = propertiesOf(schema);
  return !Array.isArray(required) || required.every((name) => typeof name === 'string' && kindOf(properties[name]) !== undefined);
}

function kindOf(schema: JsonObject | undefined): WantedKind | undefined {
  if (schema === undefined) return undefined;
  const { kind, type } = schema;
  if (kind === 'money' || kind === 'day' || kind === 'instant' || kind === 'currency') return kind;
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  return type === 'string' ? 'text' : undefined;
}

function fieldsOf(flow: CompiledFlow, schema: JsonObject): readonly TargetField[] {
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const { key } = flow.definition;
  const own = Object.entries(propertiesOf(schema)).flatMap(([name, property]): TargetField[] => {
    const kind = kindOf(property);
    // What has a default begins with it.
    if (kind === undefined || (property['default'] !== undefined && name !== key)) return [];
    const isKey = name === key;
    const neededFor = isKey ? 'everything' : required.has(name) ? 'a case' : 'more detail';
    return [
      {
        name,
        title: fieldTitle(flow.definition, name),
        kind: isKey ? 'key' : kind,
        required: isKey || required.has(name),
        oftenCalled: [],
        neededFor,
      },
    ];
  });
  const begun: TargetField = {
    ...{ name: begunOn, title: 'Begun on', kind: 'day', required: true, neededFor: 'when it was' },
    oftenCalled: [
      'Created',
      'Created on',
      'Date',
      'Start',
      'Started on',
      'Opened',
      'Opened on',
      'Erstellt am',
      'Datum',
      'Beginn',
    ],
  };
  const entity: TargetField = {
    ...{ name: 'entity', title: 'Entity', kind: 'text', required: false, neededFor: 'several legal units in one file' },
    oftenCalled: ['Company code', 'Legal entity', 'Business unit', 'Buchungskreis'],
  };
  return [...own.slice(0, 98), begun, ...(own.some(({ name }) => name === 'entity') ? [] : [entity])];
}

function scalars(data: JsonObject): PreviewRow['fields'] {
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, value]])));
}
