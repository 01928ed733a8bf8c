import { useNavigate } from '@tanstack/react-router';
import type { Action, CaseDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton, KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { usePaletteActions } from '../../palette/palette-actions.ts';
import { idOf } from '../../parts/case/action-list.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Money } from '../../parts/text/money.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { listPlace } from '../cases/list-place.ts';
import { pluralOf } from '../cases/noun.ts';
import { WatchButton } from '../notifications/watch-button.tsx';
import { actionKeys, mainAction } from './action-keys.ts';
import styles from './case.module.css';
import { CaseSentence } from './case-sentence.tsx';
import { words } from './words.ts';

export interface CaseHeadProps {
  readonly detail: CaseDetail;
  readonly actions: readonly Action[];
  readonly onChoose: (action: Action) => void;
}

/** Which case it is, what it is worth, and what is mostly done with it. */
export function CaseHead({ detail, actions, onChoose }: CaseHeadProps) {
  const { case: row, subtitle, money, parent } = detail;
  // An exception or a task is called by its title, and is about the case that owns it.
  const about = row.title === undefined ? subtitle : parent?.key;
  const main = mainAction(actions);
  const comment = actions.find(({ type, allowed }) => type === 'comment' && allowed);
  usePaletteActions(
    actions.map((action) => ({
      id: `case action ${idOf(action)}`,
      label: action.title,
      note: row.key,
      ...(action.allowed ? {} : { why: action.why?.message ?? words.notPossibleNow }),
      run: () => onChoose(action),
    })),
  );
  return (
    <PageHead
      crumb={<Crumb detail={detail} />}
      title={
        <>
          {row.title ?? row.key} {about == null ? null : <span className={styles['subtitle']}>{about}</span>}
        </>
      }
      windowTitle={row.title === undefined ? row.key : `${row.title}, ${parent?.key ?? row.key}`}
      actions={
        <>
          {money === null ? null : (
            <div className={styles['figure']}>
              <span>{money.balance.title}</span>
              <strong className="text-title">
                <Money money={{ amount: money.balance.amount, currency: money.currency }} />
              </strong>
            </div>
          )}
          {main === undefined ? null : (
            <KeyButton
              variant="filled"
              keys={actionKeys(actions)[main.type] ?? 'p'}
              label={main.type === 'approve' ? words.approve : main.title.toLowerCase()}
              onClick={() => onChoose(main)}
            >
              {main.title}
            </KeyButton>
          )}
          {comment === undefined ? null : (
            <KeyButton keys="c" label={words.comment} onClick={() => onChoose(comment)}>
              {words.commentTitle}
            </KeyButton>
          )}
          <WatchButton id={row.id} />
        </>
      }
    >
      <CaseSentence detail={detail} />
    </PageHead>
  );
}

/** From which list the case was opened, where in it, and the way to its neighbours. */
function Crumb({ detail }: { readonly detail: CaseDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const navigate = useNavigate();
  const { case: row, flow, parent } = detail;
  const list = listPlace();
  const index = list?.database === database ? list.ids.indexOf(row.id) : -1;
  const go = (id: string | undefined) => {
    if (id !== undefined) void navigate({ to: '/$database/case/$caseId', params: { database, caseId: id } });
  };
  const [before, after] = index < 0 ? [] : [list?.ids[index - 1], list?.ids[index + 1]];
  useKeys([
    { keys: '[', label: words.previousNextCase, when: before !== undefined, run: () => go(before) },
    { keys: ']', label: words.previousNextCase, when: after !== undefined, run: () => go(after) },
  ]);
  const own = `/${database}/cases/${encodeURIComponent(flow.name)}?open=true`;
  return (
    <nav aria-label={words.whereThisCase} className={styles['crumb']}>
      {list === undefined || index < 0 ? (
        <Anchor href={own} className="link">
          {pluralOf(flow.title)}
        </Anchor>
      ) : (
        <>
          <Anchor href={list.href} className="link">
            {list.title}
          </Anchor>
          <span>{words.of(formatCount(index + 1, locale), formatCount(list.count, locale))}</span>
          <span className={styles['steps']}>
            <button type="button" aria-label={words.previousCase} disabled={before === undefined} onClick={() => go(before)}>
              <KeyHint keys="[" />
            </button>
            <button type="button" aria-label={words.nextCase} disabled={after === undefined} onClick={() => go(after)}>
              <KeyHint keys="]" />
            </button>
          </span>
        </>
      )}
      {parent === null ? null : (
        <span>
          {words.ofBefore}
          <CaseLink href={`/${database}/case/${parent.id}`}>{parent.key}</CaseLink>, {parent.stateTitle.toLowerCase()}
        </span>
      )}
    </nav>
  );
}
