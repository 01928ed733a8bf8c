import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './declared.module.css';
import { words } from './words.ts';

/** Something that is wrong with a file. */
export interface Fault {
  readonly code: string;
  /** A line, or the path of a member; empty: the file as a whole. */
  readonly place: string;
  readonly message: string;
  readonly expected?: string;
  readonly action?: string;
}

interface FaultsProps {
  /** The file that they are of. */
  readonly file: string;
  readonly faults: readonly Fault[];
}

const columns: readonly PlainColumn<Fault>[] = [
  { key: 'place', title: words.place, kind: 'key', render: ({ place }) => (place === '' ? words.whole : place) },
  { key: 'message', title: words.message, kind: 'words', render: ({ message }) => message },
  { key: 'expected', title: words.expected, render: ({ expected }) => expected ?? <Absent /> },
  { key: 'action', title: words.action, wideOnly: true, render: ({ action }) => action ?? <Absent /> },
  { key: 'code', title: words.code, wideOnly: true, render: ({ code }) => <code className={styles['code']}>{code}</code> },
];

/** All that is wrong with a declaration, each with its place. */
export function Faults({ file, faults }: FaultsProps) {
  if (faults.length === 0) return null;
  return (
    <Section
      title={words.faults}
      aside={file}
      note={
        <RowsCsv
          name="faults"
          rows={faults}
          columns={[
            [words.place, ({ place }) => place],
            [words.message, ({ message }) => message],
            [words.expected, ({ expected }) => expected ?? ''],
            [words.action, ({ action }) => action ?? ''],
            [words.code, ({ code }) => code],
          ]}
        />
      }
    >
      <p className={styles['why']}>{words.faultsNote}</p>
      <PlainTable
        caption={words.faults}
        columns={columns}
        rows={faults}
        idOf={({ code, place, message }) => `${place} ${code} ${message}`}
        empty={null}
      />
    </Section>
  );
}
