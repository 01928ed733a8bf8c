import { satisfies } from '../compile/schema-check.ts';
import { isChosen } from '../definition/lengths.ts';
import type { Schema } from '../expression/expression.ts';
import { type Finding, finding, pointer } from './finding.ts';
import { lengthsOf } from './names.ts';
import { listed, suggestion } from './nearest.ts';
import { fieldsOf, type Subject } from './subject.ts';

/** Lengths that a field chooses: whether there is such a field, whether it is a text, and whether it can have the values. */
export function checkChosenLengths(subject: Subject): readonly Finding[] {
  const fields = fieldsOf(subject.flow.data as Schema);
  return lengthsOf(subject).flatMap(([length, path]): readonly Finding[] => {
    if (!isChosen(length)) return [];
    const field = fields[length.by];
    if (field === undefined)
      return [
        finding('field-unknown', `${path}/by`, {
          message: `there is no field "${length.by}"`,
          witness: [`the data has ${listed(Object.keys(fields))}`],
          mend: suggestion(length.by, Object.keys(fields), 'Declare it under "data".'),
        }),
      ];
    if (field.type !== 'string')
      return [
        finding('length-choice-invalid', `${path}/by`, {
          message: `"${length.by}" is no text: only a text chooses between lengths`,
          witness: [`data.properties.${length.by}.type is ${JSON.stringify(field.type ?? null)}`],
          mend: 'Take a field of text, or one with a choice of values (`OneOf`).',
        }),
      ];
    const choices = Array.isArray(field.enum) ? field.enum.map(String) : [];
    return Object.keys(length.is)
      .filter((value) => !satisfies(field, value))
      .map((value) =>
        finding('length-choice-invalid', `${path}/is${pointer(value)}`, {
          message: `"${length.by}" is never "${value}": this length is never chosen`,
          witness: [choices.length > 0 ? `its values: ${listed(choices)}` : 'the value does not satisfy the schema of the field'],
          mend: suggestion(value, choices, 'Take it out.'),
        }),
      );
  });
}
