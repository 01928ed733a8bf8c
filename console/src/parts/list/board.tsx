import type { ReactNode } from 'react';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../text/anchor.tsx';
import styles from './board.module.css';
import { words } from './words.ts';

export interface BoardColumn<Card> {
  readonly key: string;
  readonly title: string;
  /** Of the whole result; there may be fewer cards. */
  readonly count: number;
  readonly cards: readonly Card[];
  /** Shows more of them; absent: these are all. */
  readonly onMore?: (() => void) | undefined;
  /** Where all of them are, once there are too many for a board. */
  readonly allHref?: string;
}

export interface BoardProps<Card> {
  readonly label: string;
  readonly columns: readonly BoardColumn<Card>[];
  readonly idOf: (card: Card) => string;
  readonly renderCard: (card: Card) => ReactNode;
}

/** The same list by state, side by side; a card is two dense lines. */
export function Board<Card>({ label, columns, idOf, renderCard }: BoardProps<Card>) {
  const { locale } = useFormat();
  return (
    // It scrolls sideways: the focus lets the arrow keys do so.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: see above
    <section aria-label={label} className={styles['board']} style={{ gridTemplateColumns: tracksOf(columns) }} tabIndex={0}>
      {columns.map(({ key, title, count, cards, onMore, allHref }) => (
        <section key={key} className={styles['column']} aria-label={`${title}, ${formatCount(count, locale)}`}>
          <h3 className={styles['head']}>
            {title} <span>{formatCount(count, locale)}</span>
          </h3>
          <ul className={styles['cards']}>
            {cards.map((card) => (
              <li key={idOf(card)}>{renderCard(card)}</li>
            ))}
            {cards.length === 0 ? <li className={styles['none']}>{words.none}</li> : null}
          </ul>
          {onMore === undefined ? null : (
            <button type="button" className={styles['more']} onClick={onMore}>
              {words.more(formatCount(count - cards.length, locale))}
            </button>
          )}
          {allHref === undefined ? null : (
            <Anchor href={allHref} className={styles['more']}>
              {words.allAsTable(formatCount(count, locale))}
            </Anchor>
          )}
        </section>
      ))}
    </section>
  );
}

/** A state without a case takes no more room than its head. */
function tracksOf(columns: readonly { readonly count: number }[]): string {
  return columns.map(({ count }) => (count === 0 ? 'max-content' : 'minmax(210px, 1fr)')).join(' ');
}

export interface BoardCardProps {
  /** The link: its key. */
  readonly name: ReactNode;
  readonly figure?: ReactNode;
  readonly detail?: ReactNode;
  readonly when?: ReactNode;
}

/** Key and money, then whom it is about and what is next. */
export function BoardCard({ name, figure, detail, when }: BoardCardProps) {
  return (
    <div className={styles['card']}>
      <strong>{name}</strong>
      <span className={styles['figure']}>{figure}</span>
      <span className={styles['detail']}>{detail}</span>
      <span className={styles['figure']}>{when}</span>
    </div>
  );
}
