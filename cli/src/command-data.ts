import type { Action, FormField } from '@throughline/api';
import { currencyDigits } from '@throughline/language/currency';
import { CommandError } from './failure.ts';

/** What `--set` says. */
export type Assignments = Readonly<Record<string, string>>;

/**
 * The action of this name; of approvals, the one that `of` names where several wait.
 *
 * @throws CommandError action-unknown, action-ambiguous
 */
export function findAction(actions: readonly Action[], name: string, of: unknown): Action {
  const meant = actions.filter((action) => action.type === name && (of === undefined || action.of === of));
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  const names = only === undefined ? actions.map(({ type }) => type) : meant.map((action) => `--set of=${action.of}`);
  const expected = [...new Set(names)].join(', ');
  if (only === undefined) {
    const action = 'Name one of them; `throughline case do <case>` says what each needs.';
    throw new CommandError('action-unknown', `Nobody can ask a case like this to ${name}`, { place: 'action', expected, action });
  }
  throw new CommandError('action-ambiguous', `There are ${meant.length} to ${name}`, {
    ...{ place: 'action', expected, action: 'Say which.' },
  });
}

/**
 * The values that a command carries, each read by its field: amounts as they are written, with all decimals of the currency.
 *
 * @throws CommandError field-unknown, value-invalid
 */
export function readAssignments(
  fields: readonly FormField[],
  assignments: Assignments,
  currency: string | null,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(assignments).map(([name, text]) => {
      const field = fields.find((one) => one.name === name);
      if (field === undefined) throw fieldUnknown(fields, name);
      const read = (part: string) => readValue(field, part, currency);
      if (field.parts !== undefined) return [name, text.split(';').map((one) => readParts(field, one, currency))];
      return [name, field.many === true ? text.split(',').map((part) => read(part.trim())) : read(text)];
    }),
  );
}

/** `systems,3`: the parts of one value, in their order; `;` stands between values. */
function readParts({ name, parts = [] }: FormField, text: string, currency: string | null): Readonly<Record<string, unknown>> {
  const texts = text.split(',').map((part) => part.trim());
  if (texts.length > parts.length)
    throw new CommandError('value-invalid', `"${text}" does not fit ${name}`, {
      ...{ place: `--set ${name}`, expected: parts.map((part) => part.name).join(',') },
      action: 'Write it so, with ; between several, or give it as the API has it with --data.',
    });
  return Object.fromEntries(
    parts.flatMap((part, index) => {
      const said = texts[index] ?? '';
      return said === '' ? [] : [[part.name, readValue(part, said, currency)]];
    }),
  );
}

function fieldUnknown(fields: readonly FormField[], name: string): CommandError {
  return new CommandError('field-unknown', `It does not ask for ${name}`, {
    place: `--set ${name}`,
    expected: fields.map((field) => field.name).join(', ') || 'no fields',
    action: 'Name one of the fields expected.',
  });
}

const flags: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['false', false],
  ['no', false],
]);

function readValue({ name, kind }: FormField, text: string, currency: string | null): unknown {
  const wrong = (expected: string) =>
    new CommandError('value-invalid', `"${text}" does not fit ${name}`, {
      ...{ place: `--set ${name}`, expected, action: 'Write it so, or give it as the API has it with --data.' },
    });
  switch (kind) {
    case 'text':
    case 'day':
    case 'instant':
      return text;
    case 'flag': {
      const flag = flags.get(text.toLowerCase());
      if (flag === undefined) throw wrong('true or false');
      return flag;
    }
    case 'number': {
      const value = Number(text);
      if (text.trim() === '' || !Number.isFinite(value)) throw wrong('a number');
      return value;
    }
    case 'money': {
      const digits = currency === null ? undefined : currencyDigits(currency);
      if (digits === undefined) throw wrong('minor units in --data: the case does not say its currency');
      const amount = minorUnits(text, digits);
      if (amount === undefined) throw wrong(`an amount in ${currency} such as ${(1250).toFixed(digits)}`);
      return amount;
    }
  }
}

/** `1250.00` is 125000. Without its decimals it could mean either, and is not taken. */
function minorUnits(text: string, digits: number): number | undefined {
  const [sign = '', decimals] = /^-?\d+(?:\.(\d+))?$/.exec(text) ?? [];
  if (sign === '' || (decimals?.length ?? 0) !== digits) return undefined;
  const amount = Number(text.replace('.', ''));
  return Number.isSafeInteger(amount) ? amount : undefined;
}
