import type { FileTotals, TotalsCheck } from '@throughline/api';
import { formatCount } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import styles from '../import.module.css';
import { Sheet } from './sheet.tsx';
import { words } from './words.ts';

/** What the file adds up to by itself. */
export function TotalsStep({ data: { totals, unread, unreadCount } }: { readonly data: FileTotals }) {
  const { locale } = useFormat();
  return (
    <>
      {totals.length === 0 ? (
        <p className={styles['why']}>{words.noAmounts}</p>
      ) : (
        <Sheet
          label={words.totals}
          file="totals"
          rows={totals}
          keyOf={({ column, currency }) => `${column} ${currency}`}
          columns={[
            { title: words.column, shown: ({ column }) => column },
            { title: words.currency, shown: ({ currency }) => currency },
            { title: words.sum, shown: ({ sum }) => grouped(sum, locale), value: ({ sum }) => sum, isNumber: true },
            { title: words.cells, shown: ({ count }) => formatCount(count, locale), value: ({ count }) => count, isNumber: true },
          ]}
        />
      )}
      <UnreadTable unread={unread} count={unreadCount} />
    </>
  );
}

/** A decimal number given as text, with marks between thousands: never through a fraction. */
export function grouped(text: string, locale: string): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(12_345.6);
  const mark = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
  const [, sign = '', whole = '', decimals] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === '') return text;
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, mark('group'));
  return `${sign === '' ? '' : '\u2212'}${groups}${decimals === undefined ? '' : `${mark('decimal')}${decimals}`}`;
}

export function UnreadTable({ unread, count }: { readonly unread: FileTotals['unread']; readonly count: number }) {
  const { locale } = useFormat();
  if (unread.length === 0) return null;
  return (
    <>
      <h3 className={styles['subtitle']}>{words.notRead}</h3>
      <Sheet
        label={words.notRead}
        file="not-read"
        rows={unread}
        keyOf={({ line, column }) => `${line} ${column}`}
        columns={[
          { title: words.line, shown: ({ line }) => line, isNumber: true },
          { title: words.column, shown: ({ column }) => (column === '' ? words.theRow : column), value: ({ column }) => column },
          { title: words.stands, shown: ({ text }) => text },
          { title: words.reason, shown: ({ reason }) => reason },
        ]}
      />
      {count > unread.length ? <p className={styles['why']}>{words.more(formatCount(count - unread.length, locale))}</p> : null}
    </>
  );
}

/** The file's sums beside the log's. */
export function CheckedTotals({ check }: { readonly check: TotalsCheck }) {
  const { locale } = useFormat();
  const { totals, missing, missingCount, unread, unreadCount, explained } = check;
  const agrees = totals.every((total) => total.agrees);
  return (
    <>
      {totals.length === 0 ? (
        <p className={styles['why']}>{words.noAmounts}</p>
      ) : (
        <>
          <p className={styles['words']} role="status">
            <strong>{agrees ? words.totalEquals : explained ? words.totalExplained : words.totalDiffers}</strong>{' '}
            {words.rowsRecorded(formatCount(check.recordedRows, locale), formatCount(check.rows, locale))}
          </p>
          <Sheet
            label={words.totals}
            file="totals"
            rows={totals}
            keyOf={({ column, currency }) => `${column} ${currency}`}
            columns={[
              { title: words.column, shown: ({ column }) => column },
              { title: words.currency, shown: ({ currency }) => currency },
              { title: words.inFile, shown: ({ sum }) => grouped(sum, locale), value: ({ sum }) => sum, isNumber: true },
              {
                title: words.inLog,
                shown: ({ recorded }) => grouped(recorded, locale),
                value: ({ recorded }) => recorded,
                isNumber: true,
              },
              {
                title: words.missing,
                shown: ({ missing: lost }) => grouped(lost, locale),
                value: ({ missing: lost }) => lost,
                isNumber: true,
              },
              {
                title: words.cells,
                shown: ({ count }) => formatCount(count, locale),
                value: ({ count }) => count,
                isNumber: true,
              },
            ]}
          />
        </>
      )}
      {missing.length === 0 ? null : (
        <>
          <h3 className={styles['subtitle']}>{words.missingRows}</h3>
          <Sheet
            label={words.missingRows}
            file="missing"
            rows={missing}
            keyOf={({ line, column }) => `${line} ${column}`}
            columns={[
              { title: words.line, shown: ({ line }) => line, isNumber: true },
              { title: words.column, shown: ({ column }) => column },
              {
                title: words.amount,
                shown: ({ amount }) => grouped(amount, locale),
                value: ({ amount }) => amount,
                isNumber: true,
              },
              { title: words.currency, shown: ({ currency }) => currency },
              { title: words.reason, shown: ({ reason }) => reason },
            ]}
          />
          {missingCount > missing.length ? (
            <p className={styles['why']}>{words.more(formatCount(missingCount - missing.length, locale))}</p>
          ) : null}
        </>
      )}
      <UnreadTable unread={unread} count={unreadCount} />
    </>
  );
}
