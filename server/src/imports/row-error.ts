import type { RowError } from '@throughline/api';
import type { ImportError, ImportErrorCode } from '@throughline/connect';

/** Whoever uploads a file has chosen columns, and has written no mapping: what to do about these errors is something else. */
const said: Readonly<Partial<Record<ImportErrorCode, Partial<Pick<RowError, 'message' | 'expected' | 'action'>>>>> = {
  'value-missing': { action: 'Fill it in, or choose another column.' },
  'bad-date': { message: 'No day as they are written in this file', action: 'Correct the day, or choose how days are written.' },
  'bad-number': {
    message: 'No number as they are written in this file',
    expected: 'digits, with marks in their places',
    action: 'Correct the number, or choose how amounts are written.',
  },
  'currency-unknown': { message: 'No such currency', action: 'Write its code, such as EUR.' },
  'value-unknown': { action: 'Write yes or no.' },
};

/** An error of an import, as it is told on the wire. */
export function rowError({ line, field, value, code, message, expected, action }: ImportError): RowError {
  const where = { line: line === 0 ? null : line, column: field === '' ? null : field, value: value ?? null };
  const way = code === 'bad-date' ? { expected: expected === 'ISO' ? 'YYYY-MM-DD' : expected } : {};
  return { ...where, code, message, expected, action, ...said[code], ...way };
}
