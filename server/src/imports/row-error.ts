import type { RowError } from '@throughline/api';
import type { ImportError } from '@throughline/connect';

/** An error of an import, as it is told on the wire. */
export function rowError({ line, field, value, code, message, expected, action }: ImportError): RowError {
  return {
    line: line === 0 ? null : line,
    column: field === '' ? null : field,
    value: value ?? null,
    code,
    message,
    expected,
    action,
  };
}
