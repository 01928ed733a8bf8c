import type { RowError } from '@throughline/api';
import { Absent } from '../../parts/text/money.tsx';
import styles from './import.module.css';
import { words } from './words.ts';

/** What is wrong, row by row, and what to do about it. */
export function ErrorTable({ errors }: { readonly errors: readonly RowError[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys too.
    <section className={styles['scroller']} data-tall aria-label={words.errorsByRow} tabIndex={0}>
      <table className={styles['table']} aria-label={words.errors}>
        <thead>
          <tr>
            <th scope="col" className="num">
              {words.line}
            </th>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.value}</th>
            <th scope="col">{words.whatWrong}</th>
            <th scope="col">{words.expected}</th>
            <th scope="col">{words.whatToDo}</th>
          </tr>
        </thead>
        <tbody>
          {errors.map((error, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row may have the same error twice; the list only grows.
            <tr key={index}>
              <td className="num">{error.line ?? <Absent />}</td>
              <td>{error.column ?? <Absent>{words.theRow}</Absent>}</td>
              <td className={styles['samples']}>{error.value ?? <Absent />}</td>
              <td>
                {error.message} <code>{error.code}</code>
              </td>
              <td>{error.expected}</td>
              <td>{error.action}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
