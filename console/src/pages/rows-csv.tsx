import { Button } from '@mantine/core';
import { type CsvCell, saveLines } from '../data/csv.ts';
import { words } from './words.ts';

interface RowsCsvProps<Row> {
  /** Of the file, without its ending. */
  readonly name: string;
  /** What stands above each column, and its value of a row: instants in ISO 8601, no words for nothing. */
  readonly columns: readonly (readonly [title: string, value: (row: Row) => CsvCell])[];
  readonly rows: readonly Row[];
}

/** Saves a table all of whose rows the page has. */
export function RowsCsv<Row>({ name, columns, rows }: RowsCsvProps<Row>) {
  const save = () =>
    saveLines([columns.map(([title]) => title), ...rows.map((row) => columns.map(([, value]) => value(row)))], name);
  return (
    <Button variant="subtle" onClick={save} data-screen-only>
      {words.csv}
    </Button>
  );
}
