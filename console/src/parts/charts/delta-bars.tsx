import type { CSSProperties, ReactNode } from 'react';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import { unseen } from '../text/unseen.ts';
import styles from './charts.module.css';
import { addsUp, type DeltaPart, type DeltaRow, deltasOf } from './delta-rows.ts';
import { words } from './words.ts';

export interface DeltaBarsProps {
  /** What the table shows, for screen readers. */
  readonly caption: string;
  /** Over the first column: what the parts are. */
  readonly of: string;
  readonly parts: readonly DeltaPart[];
  /** The last line: *Whole*. */
  readonly wholeTitle: string;
  /** Where the parts may not sum to it. */
  readonly whole?: { readonly before: number; readonly after: number } | undefined;
  /** Decimals of what is shown. */
  readonly digits: number;
  readonly figure: (value: number) => string;
  readonly change: (value: number) => string;
  /** The part that brings most of the change. */
  readonly chosen?: string | undefined;
  /** To the cases behind a part, or behind the whole (`id` undefined). */
  readonly hrefOf?: ((id: string | undefined, period: 'before' | 'after') => string | undefined) | undefined;
  /** Behind the title of a part. */
  readonly note?: (id: string) => ReactNode;
}

/** Parts of a number before and now, on one scale that begins at 0; they add up to the whole. */
export function DeltaBars(props: DeltaBarsProps) {
  const { caption, of, parts, wholeTitle, digits, figure, change, chosen, hrefOf, note } = props;
  const isOwn = props.whole !== undefined && !addsUp(parts, props.whole);
  const { rows, whole, most } = deltasOf(parts, digits, props.whole);
  const linked = (id: string | undefined, period: 'before' | 'after', value: number | null) => (
    <Linked href={hrefOf?.(id, period)} value={value} figure={figure} />
  );
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <caption className={unseen}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            <td className={styles['bars']}>
              <Key rows={rows} />
            </td>
            <th scope="col" data-figure>
              {words.before}
            </th>
            <th scope="col" data-figure>
              {words.now}
            </th>
            <th scope="col" data-figure>
              {isOwn ? words.brings : words.change}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                {row.title}
                {note?.(row.id)}
              </th>
              <td>
                <Bar row={row} most={most} />
              </td>
              <td data-figure data-quiet>
                {linked(row.id, 'before', row.before)}
              </td>
              <td data-figure>{linked(row.id, 'after', row.after)}</td>
              <td data-figure data-strong={row.id === chosen || undefined}>
                {change(row.change)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2}>
              {wholeTitle}
            </th>
            <td data-figure data-quiet>
              {linked(undefined, 'before', whole.before)}
            </td>
            <td data-figure>{linked(undefined, 'after', whole.after)}</td>
            <td data-figure>{change(whole.change)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface LinkedProps {
  readonly href: string | undefined;
  readonly value: number | null;
  readonly figure: (value: number) => string;
}

/** A figure that opens its cases; nothing has none to open. */
function Linked({ href, value, figure }: LinkedProps) {
  if (value === null) return <Absent>{words.none}</Absent>;
  if (href === undefined || value === 0) return value === 0 ? <Absent>{figure(0)}</Absent> : figure(value);
  return <Anchor href={href}>{figure(value)}</Anchor>;
}

function Key({ rows }: { readonly rows: readonly DeltaRow[] }) {
  const swatch = (colour: string) => ({ '--swatch': `var(--${colour})` }) as CSSProperties;
  return (
    <span className={styles['key']} aria-hidden="true">
      <span style={swatch('before')}>{words.beforeKey}</span>
      <span style={swatch('now')}>{words.nowKey}</span>
      <span style={swatch('heat4')}>{words.addedKey}</span>
      {rows.some((row) => row.change < 0) ? <span data-gone="">{words.goneKey}</span> : null}
    </span>
  );
}

/** Before above; below it what is as before, and what was added to it, or is gone. */
function Bar({ row, most }: { readonly row: DeltaRow; readonly most: number }) {
  const part = (value: number) => ({ '--part': `${most === 0 ? 0 : (Math.max(0, value) / most) * 100}%` }) as CSSProperties;
  const [before, after] = [Math.abs(row.before ?? 0), Math.abs(row.after ?? 0)];
  const same = Math.min(before, after);
  return (
    <span className={styles['bar']} aria-hidden="true">
      <i data-before="" style={part(before)} />
      <span>
        <i data-now="" style={part(same)} />
        {after > before ? <i data-added="" style={part(after - before)} /> : null}
        {after < before ? <i data-gone="" style={part(before - after)} /> : null}
      </span>
    </span>
  );
}
