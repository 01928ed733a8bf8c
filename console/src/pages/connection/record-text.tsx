import styles from '../declared/declared.module.css';

interface RecordTextProps {
  /** JSON, or whatever came. */
  readonly record: string;
  readonly label: string;
}

/** A record as it came. What is long scrolls, and so has to take the focus. */
export function RecordText({ record, label }: RecordTextProps) {
  return (
    <div className={styles['record']} {...{ role: 'group', 'aria-label': label, tabIndex: 0 }}>
      {indented(record)}
    </div>
  );
}

/** JSON as people read it; what is none stays as it came. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}
