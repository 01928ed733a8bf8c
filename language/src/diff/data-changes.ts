import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { inWords } from '../titles.ts';
import type { FlowChange } from './change.ts';
import { change, type Spot, within } from './compare.ts';
import { own, same } from './members.ts';
import { quoted, valueText } from './words.ts';

/** What of a field's schema only people and lists read. */
const wordsOnly: ReadonlySet<string> = new Set(['title', 'description', 'examples', '$comment']);

/** Two schemas of data, field by field. `what` is what has the fields: the case, or what an event carries. */
export function schemaChanges(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  spot: Spot,
  what: string,
): readonly FlowChange[] {
  if (before === undefined || after === undefined)
    return [
      change(spot, {
        part: 'data',
        values: [before, after],
        weight: 'breaking',
        sentence: `${what} ${after === undefined ? 'no longer has fields of its own' : 'now has fields of its own'}`,
      }),
    ];
  const [olds, nows] = [propertiesOf(before), propertiesOf(after)];
  const names = [...new Set([...Object.keys(olds), ...Object.keys(nows)])];
  const fields = names.flatMap((name) =>
    fieldChanges(
      own(olds, name),
      own(nows, name),
      { ...within(within(spot, 'properties'), name), subject: what },
      {
        name,
        wasRequired: requiredOf(before).includes(name),
        isRequired: requiredOf(after).includes(name),
      },
    ),
  );
  const others = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (member) => member !== 'properties' && member !== 'required' && !same(before[member], after[member]),
  );
  return [
    ...fields,
    ...others.map((member) =>
      change(within(spot, member), {
        part: 'data',
        weight: wordsOnly.has(member) ? 'wording' : 'breaking',
        what: `“${member}” of the schema`,
        values: [before[member], after[member]],
      }),
    ),
    ...(fields.length + others.length === 0
      ? [change(spot, { part: 'data', kind: 'changed', weight: 'wording', sentence: `${what}: the schema is written otherwise` })]
      : []),
  ];
}

interface Field {
  readonly name: string;
  readonly wasRequired: boolean;
  readonly isRequired: boolean;
}

function fieldChanges(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  spot: Spot,
  { name, wasRequired, isRequired }: Field,
): readonly FlowChange[] {
  const title = quoted(String((after ?? before)?.title ?? inWords(name)));
  const subject = `${spot.subject}: ${title}`;
  if (before === undefined && after === undefined) return [];
  if (before === undefined) {
    const needed = isRequired && after?.default === undefined;
    return [
      change(spot, {
        part: 'data',
        kind: 'added',
        weight: needed ? 'breaking' : 'behaviour',
        sentence: `${subject} is new${needed ? ' and required' : isRequired ? `, ${valueText(after?.default)} by default` : ', may be missing'}`,
      }),
    ];
  }
  if (after === undefined)
    return [change(spot, { part: 'data', kind: 'removed', weight: 'breaking', sentence: `${subject} is gone` })];
  const members = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (member) => !same(before[member], after[member]),
  );
  return [
    ...(wasRequired === isRequired
      ? []
      : [
          change(spot, {
            part: 'data',
            kind: 'changed',
            weight: isRequired && after.default === undefined ? 'breaking' : 'behaviour',
            sentence: `${subject} ${isRequired ? 'is now required' : 'may now be missing'}`,
          }),
        ]),
    ...members.map((member) => memberChange(member, before, after, { ...spot, subject })),
  ];
}

function memberChange(member: string, before: JsonObject, after: JsonObject, spot: Spot): FlowChange {
  const here: Spot = {
    ...spot,
    before: [...spot.before, ...(own(before, member) === undefined ? [] : [member])],
    after: [...spot.after, ...(own(after, member) === undefined ? [] : [member])],
  };
  const values = [before[member], after[member]] as const;
  if (wordsOnly.has(member))
    return change(here, { part: 'wording', weight: 'wording', what: member === 'title' ? 'the title' : `the ${member}`, values });
  const what: Readonly<Record<string, string>> = {
    default: 'the default',
    personal: 'that it says something about a person',
    confidential: 'that it is confidential',
    list: 'that lists show it',
    decided: 'that only events write it',
    type: 'the type',
    enum: 'the choices',
    minimum: 'the least value',
    maximum: 'the largest value',
    maxLength: 'the most characters',
  };
  const isMild = ['default', 'personal', 'confidential', 'list', 'decided'].includes(member);
  return change(here, {
    part: 'data',
    weight: isMild || widens(member, ...values) ? 'behaviour' : 'breaking',
    what: own(what, member) ?? `“${member}”`,
    values,
  });
}

/** Whether whatever satisfied the one member of a schema satisfies the other. */
export function widens(member: string, before: Json | undefined, after: Json | undefined): boolean {
  if (after === undefined) return member !== 'kind';
  if (typeof before === 'number' && typeof after === 'number')
    return /^(exclusiveMaximum|max)/.test(member)
      ? after >= before
      : /^(exclusiveMinimum|min)/.test(member)
        ? after <= before
        : false;
  if (member === 'enum' && Array.isArray(before) && Array.isArray(after))
    return before.every((one) => after.some((other) => same(one, other)));
  if (member === 'type') return before === 'integer' && after === 'number';
  return false;
}

export function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  return isJsonObject(schema.properties) ? (schema.properties as Readonly<Record<string, JsonObject>>) : {};
}

export function requiredOf(schema: JsonObject): readonly string[] {
  return Array.isArray(schema.required) ? (schema.required as readonly string[]) : [];
}

export function isWordsOnly(member: string): boolean {
  return wordsOnly.has(member);
}
