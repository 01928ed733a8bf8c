/** What went wrong with an import: the code, what holds instead, and what to do. Codes are stable; the guide lists each of them. */
export const importErrors = {
  // The mapping, before anything is read.
  'mapping-invalid': {
    message: 'The mapping does not satisfy its schema',
    expected: 'a document of mapping.schema.json',
    action: 'Correct the mapping at the place named.',
  },
  'flow-differs': {
    message: 'The mapping is for another flow',
    expected: 'the name of the flow that is imported into',
    action: 'Give the mapping of this flow, or the flow of this mapping.',
  },
  'event-unknown': {
    message: 'The flow has no such event',
    expected: 'an event of the flow',
    action: 'Name one of the flow’s events, or declare the event in the flow.',
  },
  'field-unknown': {
    message: 'The event carries no such field',
    expected: 'a field of the event’s schema',
    action: 'Name one of the fields listed, or declare the field in the flow.',
  },
  'date-format-missing': {
    message: 'A date without a format',
    expected: 'a format such as YYYY-MM-DD or M/D/YYYY; it is never guessed',
    action: 'State the format of the column in the mapping.',
  },
  'date-format-unknown': {
    message: 'A date format that cannot be read',
    expected: 'YYYY or YY, M, MM or MMM, D or DD, each once; then H or HH, mm, ss, a where there is a time; or ISO',
    action: 'Write the format with these letters.',
  },
  'time-zone-unknown': {
    message: 'No such time zone',
    expected: 'an IANA name such as Europe/Rome',
    action: 'Correct timeZone in the mapping.',
  },
  'currency-unknown': {
    message: 'No such currency, or none is stated',
    expected: 'an ISO 4217 code',
    action: 'State the currency of the amounts in the mapping.',
  },
  'source-wrong-format': {
    message: 'A value of a kind that this format does not have',
    expected: 'columns in a CSV mapping, attributes in an XES mapping',
    action: 'Name a column for CSV; an attribute or a traceAttribute for XES.',
  },
  // The file as a whole. What was read before stands.
  'file-unreadable': {
    message: 'The file cannot be read',
    expected: 'a file that can be read',
    action: 'Check the path and the permissions.',
  },
  'gzip-damaged': {
    message: 'The compressed file is damaged or cut short',
    expected: 'a complete gzip file',
    action: 'Fetch the file again. What came before the damage stands.',
  },
  'not-a-table': {
    message: 'The file is no table and no log that is read',
    expected: 'CSV, Excel (.xlsx), JSON Lines, XES, or OCEL as JSON or SQLite',
    action: 'Export it in one of these formats.',
  },
  'workbook-unreadable': {
    message: 'The workbook cannot be read',
    expected: 'an Excel workbook (.xlsx) without a password',
    action: 'Open it, and save it anew as .xlsx or as CSV.',
  },
  'sheet-unknown': {
    message: 'The workbook has no such sheet, or an object-centric log no such type',
    expected: 'one of those listed',
    action: 'Name one of those listed.',
  },
  'json-invalid': {
    message: 'The line is no JSON object',
    expected: 'one object a line',
    action: 'Correct the line.',
  },
  'table-too-large': {
    message: 'The file is too large to be held in memory',
    expected: 'at most 256 MB unpacked of a workbook, two million rows where they are put in order of time',
    action: 'Export it as CSV, or in several files.',
  },
  'file-empty': {
    message: 'The file is empty',
    expected: 'a header and rows, or a log',
    action: 'Check that the export worked.',
  },
  'column-missing': {
    message: 'The mapping names a column that the file does not have',
    expected: 'the column in the header',
    action: 'Name one of the columns listed.',
  },
  'column-duplicate': {
    message: 'The mapping names a column that the header has twice',
    expected: 'the column once',
    action: 'Rename one of the two columns in the file.',
  },
  'too-many-columns': {
    message: 'More columns than the reader takes',
    expected: 'at most 1,000 columns',
    action: 'Check the delimiter; export fewer columns.',
  },
  'xml-malformed': {
    message: 'The XML is not well-formed',
    expected: 'well-formed XML',
    action: 'Export the log again. The traces before this place stand.',
  },
  'xml-doctype': {
    message: 'The XML declares a document type',
    expected: 'a log without DOCTYPE; entities of its own are refused, for they can grow without bound',
    action: 'Remove the declaration.',
  },
  'xml-too-deep': {
    message: 'The XML is nested too deeply',
    expected: 'at most 100 levels',
    action: 'Export the log without deeply nested attributes.',
  },
  'xml-too-long': {
    message: 'A tag, a text or a comment is too long',
    expected: 'at most 1 MB',
    action: 'Export the log without this attribute.',
  },
  'xml-encoding': { message: 'The log is not in UTF-8', expected: 'UTF-8', action: 'Convert the file to UTF-8.' },
  'not-xes': {
    message: 'The file is no XES log',
    expected: 'the element log at the top',
    action: 'Check the format in the mapping.',
  },
  'not-ocel': {
    message: 'The file is no object-centric log',
    expected: 'OCEL 2 as JSON or SQLite, or OCEL 1 as JSON',
    action: 'Export the log again in one of these formats.',
  },
  'ocel-too-large': {
    message: 'The log is too large for JSON, which is held in memory whole',
    expected: 'at most 256 MB unpacked',
    action: 'Export it as SQLite, which is read bit by bit.',
  },
  // A row, an event or a trace. The others are imported.
  'line-too-long': {
    message: 'The row is too long',
    expected: 'at most 1 MB',
    action: 'Look for a quotation mark that is never closed.',
  },
  'quote-unclosed': {
    message: 'A quotation mark that is never closed',
    expected: 'a closing quotation mark',
    action: 'Close the quotation mark, or double it where it is part of the text.',
  },
  'quote-misplaced': {
    message: 'A quotation mark in the middle of a value',
    expected: 'quotation marks around the whole value, doubled within',
    action: 'Quote the whole value and double the mark.',
  },
  'field-count': {
    message: 'The row has not as many fields as the header',
    expected: 'one field for each column',
    action: 'Look for a delimiter in an unquoted value.',
  },
  'invalid-utf8': {
    message: 'Bytes that are not UTF-8',
    expected: 'UTF-8',
    action: 'Convert the file to UTF-8, or correct the value.',
  },
  'trace-too-long': {
    message: 'The trace is too long',
    expected: 'at most 100,000 events and 64 MB',
    action: 'Check that the log groups its events by case.',
  },
  'value-missing': {
    message: 'The value is missing',
    expected: 'a value',
    action: 'Fill it in, or mark it optional in the mapping.',
  },
  'value-unknown': {
    message: 'The value is none of those mapped',
    expected: 'one of the values listed',
    action: 'Correct the value, or add it to the mapping.',
  },
  'value-unstorable': {
    message: 'The value has characters that cannot be stored',
    expected: 'text without NUL',
    action: 'Remove the character.',
  },
  'bad-date': {
    message: 'No date of the declared format',
    expected: 'the declared format',
    action: 'Correct the date, or the format in the mapping.',
  },
  'in-future': {
    message: 'It lies in the future: what has not happened is no fact',
    expected: 'a day that has come',
    action: 'Leave it empty until it has happened, or correct the date.',
  },
  'bad-number': {
    message: 'No number of the declared form',
    expected: 'digits; marks only as the mapping declares them',
    action: 'Correct the number, or declare its marks in the mapping.',
  },
  'number-too-large': {
    message: 'The number is too large to be kept exactly',
    expected: 'between -9007199254740991 and 9007199254740991 (minor units for money)',
    action: 'Correct the number.',
  },
  'too-many-decimals': {
    message: 'More decimals than the currency has',
    expected: 'as many decimals as ISO 4217 gives the currency',
    action: 'Correct the amount; nothing is rounded.',
  },
  'wrong-currency': {
    message: 'Another currency',
    expected: 'the currency of the mapping',
    action: 'Correct the currency, or import it by its own mapping.',
  },
  'formula-in-cell': {
    message: 'A formula',
    expected: 'plain text: a spreadsheet would run it when the data is exported again',
    action: 'Replace the formula by its value.',
  },
  'data-invalid': {
    message: 'The data does not satisfy the event’s schema',
    expected: 'the schema of the event',
    action: 'Correct the value.',
  },
  'activity-unmapped': {
    message: 'The mapping does not name this activity',
    expected: 'an activity of the mapping',
    action: 'Add the activity to events, or set otherwise to same-name or skip.',
  },
  'row-without-event': {
    message: 'No event of the mapping applies to the row',
    expected: 'a row that one of the events is for',
    action: 'Correct the row, or add an event to the mapping.',
  },
  'duplicate-record': {
    message: 'The same record stands in the file already',
    expected: 'each record once',
    action: 'Nothing: it is imported once.',
  },
  'duplicate-key': {
    message: 'Another record of the file has the same key and other content',
    expected: 'each key once',
    action: 'Decide which of the two is right; the first was imported.',
  },
  // What came of writing.
  conflict: {
    message: 'Recorded before with other content',
    expected: 'the same content as before',
    action: 'Decide which is right; what was recorded first stands.',
  },
  refused: {
    message: 'The flow refused the event',
    expected: 'an event that the case can take',
    action: 'See the reason in the message.',
  },
  failed: {
    message: 'The event could not be recorded',
    expected: 'an event that can be recorded',
    action: 'Run the import again; what is recorded stays so.',
  },
} as const;

export type ImportErrorCode = keyof typeof importErrors;

/** One error of an import: where it is, what was expected, what to do. */
export interface ImportError {
  readonly code: ImportErrorCode;
  /** The line of the file, from 1; 0 where the error is in the mapping. */
  readonly line: number;
  /** The column, attribute or place in the mapping; empty where the whole record is meant. */
  readonly field: string;
  /** In XES, the trace and event; else empty. */
  readonly place: string;
  readonly message: string;
  readonly expected: string;
  readonly action: string;
  /** The start of what stands there; never of a field marked personal. */
  readonly value?: string;
}

export interface ErrorPlace {
  readonly line: number;
  readonly field?: string;
  readonly place?: string;
  /** Replaces what the catalogue expects by something nearer. */
  readonly expected?: string;
  /** Follows the catalogue's message. */
  readonly detail?: string;
  readonly value?: string;
}

export function importError(
  code: ImportErrorCode,
  { line, field = '', place = '', expected, detail, value }: ErrorPlace,
): ImportError {
  const entry = importErrors[code];
  return {
    code,
    line,
    field,
    place,
    message: detail === undefined ? entry.message : `${entry.message}: ${detail}`,
    expected: expected ?? entry.expected,
    action: entry.action,
    ...(value === undefined ? {} : { value: shortened(value) }),
  };
}

/** Where compressed bytes are damaged they have no lines: the error stands on the line of the text that the reading has come to. */
export function reachedAt(line: number, errors: readonly ImportError[]): readonly ImportError[] {
  return errors.map((error) => (error.code === 'gzip-damaged' ? { ...error, line } : error));
}

const shownCharacters = 80;

function shortened(value: string): string {
  const text = value.length > shownCharacters ? `${value.slice(0, shownCharacters)}…` : value;
  // A copy: a slice would keep the whole chunk of the file in memory for as long as the error lives.
  return Buffer.from(text, 'utf8').toString('utf8');
}

/** The import cannot begin, or cannot go on: its errors say why. */
export class ImportFailure extends Error {
  readonly code: ImportErrorCode;
  readonly errors: readonly ImportError[];

  constructor(errors: readonly ImportError[]) {
    const [first] = errors;
    if (first === undefined) throw new TypeError('An import failure needs at least one error');
    const where = [first.line > 0 ? `line ${first.line}` : '', first.field].filter((part) => part !== '').join(', ');
    super(`${where === '' ? '' : `${where}: `}${first.message} (expected: ${first.expected})`);
    this.name = 'ImportFailure';
    this.code = first.code;
    this.errors = errors;
  }
}
