import type { Action } from '@throughline/api';
import { formatDay } from '../../format/day.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyHint } from '../../keys/key-hint.tsx';
import { useKeys } from '../../keys/use-keys.ts';
import { groupsOf } from './action-groups.ts';
import styles from './action-list.module.css';
import { words } from './words.ts';

export interface ActionListProps {
  readonly actions: readonly Action[];
  /** The key of an action, by its type. */
  readonly keys?: Readonly<Record<string, string>>;
  /** The one whose form is open. */
  readonly current?: Action | undefined;
  readonly onChoose: (action: Action) => void;
}

/** So many of those that are not possible now stand in sight; the rest is folded. */
const refusedShown = 5;

/** What may be done with a case; and what not, each with its reason. */
export function ActionList({ actions, keys = {}, current, onChoose }: ActionListProps) {
  const groups = groupsOf(actions);
  // What a flow does not allow now can be much: what is said of a case stands before it.
  const refused = inOrder(groups.own.filter(({ allowed }) => !allowed));
  useKeys(
    actions.flatMap((action) => {
      const key = action.allowed ? keys[action.type] : undefined;
      return key === undefined ? [] : [{ keys: key, label: action.title, bar: false, run: () => onChoose(action) }];
    }),
  );
  const rows = { keys, current, onChoose };
  return (
    <div>
      <Group actions={groups.own.filter(({ allowed }) => allowed)} {...rows} none={words.nothingForYou} />
      {groups.talk.length === 0 ? null : (
        <>
          <h3 className={styles['head']}>{words.talk}</h3>
          <Group actions={groups.talk} {...rows} />
        </>
      )}
      {refused.length === 0 ? null : (
        <>
          <h3 className={styles['head']}>{words.notNowAndWhy}</h3>
          <Group actions={refused.slice(0, refusedShown)} {...rows} />
          {refused.length <= refusedShown ? null : (
            <details className={styles['folded']}>
              <summary className={styles['head']}>{words.moreNotNow(refused.length - refusedShown)}</summary>
              <Group actions={refused.slice(refusedShown)} {...rows} />
            </details>
          )}
        </>
      )}
      {groups.repairs.length === 0 ? null : (
        <details className={styles['folded']}>
          <summary className={styles['head']}>{words.repairs}</summary>
          <Group actions={groups.repairs} {...rows} />
        </details>
      )}
    </div>
  );
}

interface GroupProps extends ActionListProps {
  /** Said where nothing of the group is allowed. */
  readonly none?: string;
}

/** The allowed ones of a group, and the others with their reasons. */
function Group({ actions, keys = {}, current, onChoose, none }: GroupProps) {
  const settings = useFormat();
  const allowed = actions.filter((action) => action.allowed);
  const refused = inOrder(actions.filter((action) => !action.allowed));
  return (
    <>
      {allowed.length === 0 && none === undefined ? null : (
        <ul className={styles['list']}>
          {allowed.map((action) => (
            <li key={idOf(action)}>
              <button
                type="button"
                className={styles['action']}
                aria-expanded={current === undefined ? undefined : idOf(current) === idOf(action)}
                aria-keyshortcuts={keys[action.type]}
                onClick={() => onChoose(action)}
              >
                <span>
                  {action.title} <span className={styles['note']}>{noteOf(action)}</span>
                </span>
                <KeyOf keys={keys[action.type]} />
              </button>
            </li>
          ))}
          {allowed.length === 0 && none !== undefined ? <li className={styles['none']}>{none}</li> : null}
        </ul>
      )}
      {refused.length === 0 ? null : (
        <ul className={styles['list']}>
          {refused.map((action) => (
            <li key={idOf(action)} className={styles['refused']}>
              {action.title}
              <p>{withDays(action.why?.message ?? words.flowDoesNotSayWhy, settings)}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Days in what a rule says, as people write them. */
function withDays(message: string, settings: FormatSettings): string {
  return message.replaceAll(/\b\d{4}-\d{2}-\d{2}\b/g, (day) => formatDay(day, settings));
}

function KeyOf({ keys }: { readonly keys: string | undefined }) {
  return keys === undefined ? null : <KeyHint keys={keys} />;
}

/** What another person could do now stands before what the state does not have. */
function inOrder(refused: readonly Action[]): readonly Action[] {
  return refused.toSorted((a, b) => Number(ofState(a)) - Number(ofState(b)));
}

function ofState({ why }: Action): boolean {
  return why?.code === 'not-allowed-in-state';
}

/** Two approvals of one case differ by what they approve. */
export function idOf({ type, of }: Action): string {
  return of === undefined ? type : `${type} ${of}`;
}

function noteOf({ approval, approvalOfEach, manual, to }: Action): string {
  if (approval !== undefined) return `approval: ${approvalOfEach ? words.eachOf(approval) : approval.join(' or ')}`;
  if (manual) return words.byHand;
  return to === undefined ? '' : words.to(to.title);
}
