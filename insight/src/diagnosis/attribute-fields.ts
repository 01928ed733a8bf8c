import { type FlowDefinition, fieldTitle } from '@throughline/language';

/** A field that may tell cases apart. */
export interface FieldOf {
  /** The name of the attribute: the field, or `<flow>.<field>` of the case that this one came of. */
  readonly name: string;
  readonly field: string;
  readonly title: string;
  /** Of the case that this one came of. */
  readonly origin: boolean;
  /** It may be missing, and that may matter. */
  readonly optional: boolean;
  /** Its values are kinds of something: not names, days or amounts. */
  readonly values: boolean;
}

interface Property {
  readonly type?: string;
  readonly kind?: string;
  readonly enum?: readonly unknown[];
  readonly personal?: boolean;
  readonly confidential?: boolean;
}

/** The fields of a flow by which its cases can be told apart. What is personal or confidential is left out. */
export function fieldsOf(flow: FlowDefinition, origin: string | undefined): readonly FieldOf[] {
  const { properties = {}, required = [] } = flow.data as {
    readonly properties?: Readonly<Record<string, Property>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).flatMap(([field, property]): FieldOf[] => {
    const { type, kind, personal, confidential } = property;
    const isScalar = type === 'string' || type === 'boolean' || type === 'integer' || type === 'number';
    if (!isScalar || field === flow.key || personal === true || confidential === true || kind === 'email') return [];
    const values = kind === undefined && type !== 'number';
    const optional = !required.includes(field);
    if (!values && !optional) return [];
    const title = fieldTitle(flow, field);
    return [
      {
        name: origin === undefined ? field : `${flow.name}.${field}`,
        field,
        title: origin === undefined ? title : `${origin}: ${title.toLowerCase()}`,
        origin: origin !== undefined,
        optional,
        values,
      },
    ];
  });
}
