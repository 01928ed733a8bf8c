import type { PatternStep } from '@throughline/api';
import { useRef } from 'react';
import { formatChange, formatCount, formatDecimal, formatPercent } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import { unseen } from '../text/unseen.ts';
import styles from './charts.module.css';
import { useScrolls } from './use-scrolls.ts';
import { words } from './words.ts';

export interface PatternTableProps {
  readonly caption: string;
  readonly pattern: PatternStep;
  /** Over the count: *Invoices*. */
  readonly noun: string;
  /** The cases behind a number, by its name. */
  readonly hrefOf: (of: string) => string;
}

/** What explains the excess, and what was looked at and rejected, each with its numbers and the reason. */
export function PatternTable({ caption, pattern, noun, hrefOf }: PatternTableProps) {
  const { locale } = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(frame, pattern.rows.length);
  const { rows, searched, attributes, effect, whole } = pattern;
  const excess = formatDecimal(Math.abs(whole.excess), 0, locale);
  return (
    <div ref={frame} className={styles['scroll']} tabIndex={scrolls ? 0 : undefined}>
      <table className={`${styles['table']} ${styles['patterns']}`}>
        <caption className={unseen}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{words.patternCaption(formatCount(searched, locale), attributes.length)}</th>
            <th scope="col" data-figure>
              {noun}
            </th>
            <th scope="col" data-figure>
              {effect}
            </th>
            <th scope="col" data-figure data-wide>
              {words.expectedHead}
            </th>
            <th scope="col" data-figure>
              {words.excess}
            </th>
            <th scope="col" data-figure>
              {Number(excess) === 0 ? words.share : words.ofThe(excess)}
            </th>
            <th scope="col" data-figure data-wide>
              {words.lift}
            </th>
            <th scope="col" data-figure data-wide>
              {words.falseDiscovery}
            </th>
            <th scope="col">{words.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <PatternLine key={row.label} row={row} of={(number) => hrefOf(`pattern.${index}.${number}`)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PatternLineProps {
  readonly row: PatternStep['rows'][number];
  readonly of: (number: 'cases' | 'affected' | 'excess') => string;
}

function PatternLine({ row, of }: PatternLineProps) {
  const { locale } = useFormat();
  const { label, cases, affected, expected, excess, shareOfExcess, lift, falseDiscovery, verdict, why } = row;
  const counted = (count: number, number: 'cases' | 'affected') =>
    count === 0 ? <Absent>0</Absent> : <Anchor href={of(number)}>{formatCount(count, locale)}</Anchor>;
  const none = <Absent>{words.notApplicable}</Absent>;
  return (
    <tr className={verdict === 'kept' ? styles['kept'] : undefined}>
      <th scope="row">{label}</th>
      <td data-figure>{counted(cases, 'cases')}</td>
      <td data-figure>{counted(affected, 'affected')}</td>
      <td data-figure data-wide>
        {oneDecimal(expected, locale)}
      </td>
      <td data-figure>
        <Anchor href={of('excess')}>{formatChange(excess, Math.abs(excess) < 10 ? 1 : 0, locale)}</Anchor>
      </td>
      <td data-figure>{shareOfExcess === null ? none : formatPercent(shareOfExcess, locale, 0)}</td>
      <td data-figure data-wide>
        {lift === null ? none : words.times(formatDecimal(lift, 2, locale))}
      </td>
      <td data-figure data-wide>
        {falseDiscovery === null ? none : chance(falseDiscovery, locale)}
      </td>
      <td className={styles['why']}>{why}</td>
    </tr>
  );
}

/** Small expectations with a decimal, large ones whole. */
export function oneDecimal(value: number, locale: string): string {
  return formatDecimal(value, Math.abs(value) < 20 ? 1 : 0, locale);
}

/** A rate of false discoveries: to the third decimal where it is small. */
function chance(rate: number, locale: string): string {
  if (rate < 0.001) return words.below(formatDecimal(0.001, 3, locale));
  return formatDecimal(rate, rate < 0.1 ? 3 : 2, locale);
}
