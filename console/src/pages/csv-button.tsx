import { Button } from '@mantine/core';
import { useState } from 'react';
import { useCompany } from '../data/company.tsx';
import { saveCsv } from '../data/csv.ts';
import { toldInLine } from '../data/problem.ts';
import { say } from '../shell/messages.ts';

/** Saves what a list shows, all pages of it, as a CSV file. */
export function CsvButton({ url, name }: { readonly url: string; readonly name: string }) {
  const { database } = useCompany();
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveCsv(database, url, name)
      .catch((error: unknown) => say({ tone: 'bad', text: toldInLine(error) }))
      .finally(() => setBusy(false));
  };
  return (
    <Button variant="subtle" loading={busy} onClick={save} data-screen-only>
      CSV
    </Button>
  );
}
