import type { Decision } from '@throughline/api';
import { Fragment, type ReactNode } from 'react';
import { formatMoney } from '../../format/money.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Money } from '../text/money.tsx';
import { When } from '../text/when.tsx';
import { words } from './words.ts';
import styles from './work-row.module.css';

export interface DecisionRowProps {
  readonly decision: Decision;
  readonly href: string;
  /** Whom or what the case is about, beside its key. */
  readonly about?: string | undefined;
  /** It shows its facts and its buttons, and answers to their keys. */
  readonly focused: boolean;
  readonly onFocus: () => void;
  readonly onApprove: () => void;
  readonly onDecline: () => void;
  /** In place of the buttons: what deciding asks for. */
  readonly form?: ReactNode;
  /** It was decided, and is shown so until the answer has come: `Approved: asked`. */
  readonly decided?: ReactNode;
  /** The edge of the row. */
  readonly mark?: 'sent' | 'unknown' | 'refused' | undefined;
  /** Why the server did not do it. */
  readonly note?: ReactNode;
}

/** An approval that waits. The one with the focus shows the facts on which it rests, and can be decided there. */
export function DecisionRow(props: DecisionRowProps) {
  const { decision, href, about, focused, onFocus, form, decided, mark, note } = props;
  const { title, case: row, amount, dueAt, late } = decision;
  return (
    <li className={styles['row']} data-focused={focused ? '' : undefined} data-mark={mark} onFocus={onFocus}>
      <Anchor href={href} className={styles['line']}>
        <strong className={styles['title']}>{title}</strong>
        <span className={styles['about']}>
          {row.key}
          {about === undefined ? null : ` · ${about}`}
        </span>
        <span className={styles['figure']}>{amount === null ? null : <Money money={amount} />}</span>
        <span className={styles['when']}>{decided ?? <When at={dueAt} late={late} />}</span>
      </Anchor>
      {focused && decided === undefined ? (
        <div className={styles['open']}>
          <Facts decision={decision} />
          {form === undefined ? <Buttons {...props} /> : null}
        </div>
      ) : null}
      {focused && decided === undefined && form !== undefined ? <div className={styles['form']}>{form}</div> : null}
      {note}
    </li>
  );
}

function Buttons({ decision: { mayDecide, why }, onApprove, onDecline }: DecisionRowProps) {
  if (!mayDecide) return <span className={styles['refused']}>{why ?? words.notYoursToDecide}</span>;
  return (
    <span className={styles['buttons']}>
      <KeyButton variant="filled" keys="a" label={words.approve} onClick={onApprove}>
        {words.approveTitle}
      </KeyButton>
      <KeyButton keys="d" label={words.decline} onClick={onDecline}>
        {words.declineTitle}
      </KeyButton>
    </span>
  );
}

function Facts({ decision: { facts, amount, askedBy, askedAt } }: { readonly decision: Decision }) {
  const settings = useFormat();
  const currency = amount?.currency ?? null;
  return (
    <p className={styles['facts']}>
      {facts.map(({ title, kind, value }) => (
        <Fragment key={title}>
          {title}{' '}
          <b>
            {kind === 'money' && typeof value === 'number' && currency !== null
              ? formatMoney({ amount: value, currency }, settings.locale)
              : formatValue(value, { kind, currency, settings })}
          </b>
          {', '}
        </Fragment>
      ))}
      {words.askedBy}
      {askedBy.name} <When at={askedAt} as="past" />
    </p>
  );
}
