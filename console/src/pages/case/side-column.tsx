import type { UseQueryResult } from '@tanstack/react-query';
import type { Action, CaseDetail } from '@throughline/api';
import { useRef } from 'react';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { ActionList } from '../../parts/case/action-list.tsx';
import { MoneyBox } from '../../parts/case/money-box.tsx';
import { HiddenValue } from '../../parts/text/hidden-value.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { actionKeys } from './action-keys.ts';
import styles from './case.module.css';
import { words } from './words.ts';

export interface SideColumnProps {
  readonly detail: CaseDetail;
  readonly query: UseQueryResult<{ items: Action[] }>;
  readonly actions: readonly Action[];
  readonly current: Action | undefined;
  readonly onChoose: (action: Action) => void;
}

/** The money of the case, what one may do with it and why not the rest, and all that it says. */
export function SideColumn({ detail, query, actions, current, onChoose }: SideColumnProps) {
  const { money } = detail;
  const place = useRef<HTMLDivElement>(null);
  useKeys([{ keys: '.', label: words.actions, run: () => place.current?.querySelector<HTMLElement>('button')?.focus() }]);
  return (
    <div>
      {money === null ? null : (
        <Section title={words.money} note={money.currency}>
          <MoneyBox money={money} />
        </Section>
      )}
      <Section title={words.whatYouMayDo} note={<KeyHint keys="." />}>
        <div ref={place}>
          <Answer query={query} what={words.whatYouMayDo}>
            {() => <ActionList actions={actions} keys={actionKeys(actions)} current={current} onChoose={onChoose} />}
          </Answer>
        </div>
      </Section>
      <Section title={words.data}>
        <Fields detail={detail} />
      </Section>
    </div>
  );
}

/** Every field of the case, also those that are empty. */
function Fields({ detail: { data, money } }: { readonly detail: CaseDetail }) {
  const settings = useFormat();
  const currency = money?.currency ?? null;
  return (
    <dl className={styles['data']}>
      {data.map(({ name, title, kind, value, personal, confidential, hidden }) => (
        <div key={name}>
          <dt>
            {title}
            {personal ? <span className={styles['quiet']}>{words.personal}</span> : null}
            {confidential ? <span className={styles['quiet']}>{words.confidential}</span> : null}
          </dt>
          <dd>
            {hidden !== undefined ? (
              <HiddenValue needs={hidden.needs} />
            ) : value === null || value === '' ? (
              <Absent />
            ) : (
              formatValue(value, { kind, currency, settings })
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
