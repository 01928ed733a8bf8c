import { Button } from '@mantine/core';
import { useState } from 'react';
import { useCompany } from '../data/company.tsx';
import { saveFile } from '../data/csv.ts';
import { toldInLine } from '../data/problem.ts';
import { say } from '../shell/messages.ts';

interface CsvButtonProps {
  readonly url: string;
  /** Of the file, without its ending. */
  readonly name: string;
  /** Default `csv`. */
  readonly as?: 'csv' | 'xes';
}

const mediaTypes = { csv: 'text/csv', xes: 'application/xml' } as const;

/** Saves what a list shows, all pages of it, as a file. */
export function CsvButton({ url, name, as = 'csv' }: CsvButtonProps) {
  const { database } = useCompany();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveFile(database, url, { name: `${name}.${as}`, accept: mediaTypes[as] })
      .catch((error: unknown) => say({ tone: 'bad', text: toldInLine(error) }))
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="subtle" loading={busy} onClick={save} data-screen-only>
      {as.toUpperCase()}
    </Button>
  );
}
