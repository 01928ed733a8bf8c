import type { Action, CaseDetail } from '@throughline/api';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { isUnderWay } from '../../data/sent.ts';
import { localOfInstant } from '../../format/day.ts';
import { formatAmount } from '../../format/money.ts';
import { formatNumber } from '../../format/number.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { ActionForm } from '../../parts/case/action-form.tsx';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { Section } from '../../shell/section.tsx';
import styles from './case.module.css';
import { DecisionFacts } from './decision-facts.tsx';
import { MovedOn } from './moved-on.tsx';
import { isOfAction, SentForm, useSendingForm } from './sent-form.tsx';
import { words } from './words.ts';

export interface ActionPanelProps {
  readonly action: Action;
  /** Of the case when the panel was opened. */
  readonly seq: number;
  readonly detail: CaseDetail;
  /** What its fields begin with, as it would be typed. */
  readonly initial?: Typed | undefined;
  readonly onClose: () => void;
}

/** What an action asks for, with the facts on which it rests. It is refused where the case has moved on since it was opened. */
export function ActionPanel({ action, seq, detail, initial = {}, onClose }: ActionPanelProps) {
  const settings = useFormat();
  const { id, key } = detail.case;
  const currency = detail.money?.currency ?? null;
  const [seen, setSeen] = useState(seq);
  const place = useFirstField();
  const optionTitles = useOptionTitles(action);
  const form = useSendingForm({
    caseId: id,
    title: action.title,
    isMine: (body) => isOfAction(action, body),
    done: ({ result }) =>
      result?.outcome === 'ignored' ? words.soAlready(key) : words.itIsDone(key, action.title, result?.case.stateTitle ?? ''),
    onDone: onClose,
  });
  const problem = form.sent?.problem;
  const moved = problem?.code === 'precondition-failed';
  const submit = (given: Command, typed: Typed) => {
    const body = action.type === 'revise' ? changesOnly(given, detail) : given;
    // What came in between has been shown by now: this is the second, informed decision.
    const at = moved ? detail.case.seq : seen;
    setSeen(at);
    form.submit(body, { typed, ifMatch: at });
  };
  const leave = () => {
    form.dismiss();
    onClose();
  };
  const decides = action.type === 'approve' || action.type === 'decline';
  return (
    <div ref={place} className={styles['panel']}>
      <Section title={action.title} aside={action.to === undefined ? undefined : words.to(action.to.title)}>
        <div className={styles['panelBody']}>
          <SentForm form={form}>
            {moved ? <MovedOn detail={detail} since={seen} /> : null}
            <ActionForm
              {...{ action: fieldsOf(action, optionTitles), currency, optionTitles }}
              initial={form.sent?.typed ?? (action.type === 'revise' ? typedOf(detail, settings) : initial)}
              busy={isUnderWay(form.sent)}
              problem={moved ? undefined : problem}
              onSubmit={submit}
              onCancel={leave}
            />
          </SentForm>
          {decides && action.of !== undefined ? <DecisionFacts detail={detail} of={action.of} /> : null}
        </div>
      </Section>
    </div>
  );
}

/** The form begins at its first field, and the focus goes back to where it was when it closes. */
function useFirstField() {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    const form = place.current?.querySelector('form');
    form?.querySelector<HTMLElement>('input, select, textarea, button[type="submit"]')?.focus();
    place.current?.scrollIntoView({ block: 'nearest' });
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else document.querySelector<HTMLElement>('main h1')?.focus();
    };
  }, []);
  return place;
}

/** Whom a case can be assigned to, by name; the states of a repair are as they are. */
function useOptionTitles({ type, builtIn }: Action): Readonly<Record<string, string>> {
  const { database, person } = useCompany();
  const assigns = type === 'assign' && builtIn;
  const people = useApi('GET /{database}/people', { params: { database } }, { enabled: assigns });
  if (!assigns) return {};
  const others = people.data?.items.filter(({ id }) => id !== person?.id) ?? [];
  return Object.fromEntries([
    ...(person === undefined ? [] : [[person.id, `Me, ${person.name}`]]),
    ...others.map(({ id, name, title }) => [id, `${name}, ${title}`]),
  ]);
}

function fieldsOf(action: Action, titles: Readonly<Record<string, string>>): Action {
  const options = Object.keys(titles);
  if (options.length === 0) return action;
  return { ...action, fields: action.fields.map((field) => (field.name === 'to' ? { ...field, options } : field)) };
}

/** The data of the case as a person would type it: what a revision begins with. */
function typedOf({ data, money }: CaseDetail, { locale, timeZone }: FormatSettings): Typed {
  const currency = money?.currency ?? null;
  return Object.fromEntries(
    data.flatMap(({ name, kind, value }) => {
      if (value === null) return [];
      if (kind === 'money' && typeof value === 'number') return [[name, formatAmount({ amount: value, currency }, locale)]];
      if (kind === 'number' && typeof value === 'number') return [[name, formatNumber(value, locale)]];
      if (kind === 'instant' && typeof value === 'string') return [[name, localOfInstant(Date.parse(value), timeZone)]];
      return [[name, String(value)]];
    }),
  );
}

/** A revision says what changes, and nothing of what stays. */
function changesOnly({ data = {}, ...rest }: Command, detail: CaseDetail): Command {
  const before = new Map(detail.data.map(({ name, value }) => [name, value]));
  const changed = Object.entries(data).filter(([name, value]) => !sameValue(value, before.get(name) ?? null));
  return { ...rest, data: Object.fromEntries(changed) };
}

function sameValue(value: unknown, before: string | number | boolean | null): boolean {
  // A flag that was never set is shown as not set; a list is shown as one text.
  if (value === false && before === null) return true;
  return Array.isArray(value) ? value.join(', ') === before : value === before;
}
