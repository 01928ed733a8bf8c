import type { Decision } from '@throughline/api';
import { useEffect, useRef, useState } from 'react';
import { useCompany } from '../../data/company.tsx';
import { isUnderWay, useSent } from '../../data/sent.ts';
import { useRowKeys } from '../../keys/use-row-keys.ts';
import type { Command, Typed } from '../../parts/case/action-values.ts';
import { markOf, SentNote, SentWord } from '../../parts/marks/sent-note.tsx';
import { DecisionRow } from '../../parts/work/decision-row.tsx';
import { WorkList } from '../../parts/work/work-list.tsx';
import { tellSent } from '../../shell/tell-sent.ts';
import { caseAddress } from '../addresses.ts';
import { DecisionForm, type Verdict } from './decision-form.tsx';
import { words } from './words.ts';

export interface DecisionListProps {
  readonly decisions: readonly Decision[];
  /** What they are, for screen readers. */
  readonly label: string;
}

interface Asking {
  readonly id: string;
  readonly verdict: Verdict;
}

/**
 * Decisions that are made where they stand: one at a time, each with its facts in sight. What was decided stays in its place, marked,
 * until the server has answered; the focus goes on at once.
 */
export function DecisionList({ decisions, label }: DecisionListProps) {
  const { database } = useCompany();
  const [asking, setAsking] = useState<Asking>();
  const sent = useSent();
  const sentOf = ({ case: { id }, of }: Decision) => sent.of(id, of);
  const focus = useDecisionFocus(decisions, (decision) => isUnderWay(sentOf(decision)));
  const { rows, index, links } = focus;
  useRowKeys({
    count: decisions.length,
    index,
    onMove: (next) => links()?.[next]?.focus(),
    onOpen: (at) => links()?.[at]?.click(),
  });
  const decide = (decision: Decision, verdict: Verdict, body: Command, typed?: Typed) => {
    if (isUnderWay(sentOf(decision))) return;
    const looks =
      verdict === 'approve' ? { title: words.approve, ended: words.approved } : { title: words.decline, ended: words.declined };
    setAsking(undefined);
    focus.goOn(decision);
    const one = { caseId: decision.case.id, of: decision.of, title: looks.title, body, expected: { ended: looks.ended } };
    const settling = sent.send({ ...one, ...(typed === undefined ? {} : { typed }) });
    void tellSent(settling, () => words.done(doneOf(decision, looks.ended))).then((settled) => {
      const code = settled?.problem?.code;
      // It asks for more than the row knew of: the form has it.
      if (code !== 'reason-required' && code !== 'data-invalid') return;
      focus.choose(decision);
      setAsking({ id: idOf(decision), verdict });
    });
  };
  return (
    <div ref={rows}>
      <WorkList label={label}>
        {decisions.map((decision, at) => {
          const id = idOf(decision);
          const said = sentOf(decision);
          const approval = { type: 'approve', data: { of: decision.of, dataHash: decision.dataHash } };
          const open = asking?.id === id ? asking : undefined;
          return (
            <DecisionRow
              key={id}
              decision={decision}
              href={caseAddress(database, decision.case.id)}
              about={decision.subject ?? undefined}
              focused={at === index}
              onFocus={() => {
                if (at !== index) setAsking(undefined);
                focus.choose(decision);
              }}
              onApprove={() => decide(decision, 'approve', approval)}
              onDecline={() => setAsking({ id, verdict: 'decline' })}
              mark={markOf(said)}
              {...(isUnderWay(said) ? { decided: <SentWord sent={said} /> } : {})}
              note={
                <SentNote
                  sent={open === undefined ? said : undefined}
                  about={decision.case.key}
                  focused={at === index}
                  onDismiss={sent.dismiss}
                  onAgain={sent.again}
                />
              }
              {...(open === undefined
                ? {}
                : {
                    form: (
                      <DecisionForm
                        decision={decision}
                        verdict={open.verdict}
                        initial={said?.typed ?? {}}
                        problem={said?.problem}
                        onSubmit={(command, typed) => decide(decision, open.verdict, command, typed)}
                        onCancel={() => {
                          setAsking(undefined);
                          links()?.[at]?.focus();
                        }}
                      />
                    ),
                  })}
            />
          );
        })}
      </WorkList>
    </div>
  );
}

function idOf({ case: { id }, of }: Decision): string {
  return `${id} ${of}`;
}

function doneOf({ title, case: { key } }: Decision, ended: string): string {
  return `${ended.toLowerCase()}, ${title.replace(/^Approve:? /, '')}, ${key}`;
}

/** Which decision the keys act on: the first that the reader may decide, until another is chosen. */
function useDecisionFocus(decisions: readonly Decision[], isDecided: (decision: Decision) => boolean) {
  const [chosen, setChosen] = useState<string>();
  const rows = useRef<HTMLDivElement>(null);
  const last = useRef(0);
  const goTo = useRef<string>(undefined);
  const found = decisions.findIndex((decision) => idOf(decision) === chosen);
  const first = Math.max(
    0,
    decisions.findIndex(({ mayDecide }) => mayDecide),
  );
  // Where the chosen one is gone, the one that took its place.
  const index = found >= 0 ? found : Math.min(chosen === undefined ? first : last.current, decisions.length - 1);
  const links = () => rows.current?.querySelectorAll<HTMLElement>('li > a');
  useEffect(() => {
    // The row that had the focus is gone, and the focus with it.
    const lost = chosen !== undefined && found < 0 && document.activeElement === document.body;
    if (goTo.current === chosen || lost) links()?.[index]?.focus({ preventScroll: true });
    goTo.current = undefined;
    last.current = index;
  });
  const choose = (decision: Decision) => setChosen(idOf(decision));
  return {
    rows,
    index,
    links,
    choose,
    /** From one that was decided to the next that waits; the focus goes along. */
    goOn: (from: Decision) => {
      const at = decisions.indexOf(from);
      const waits = (one: Decision) => one !== from && one.mayDecide && !isDecided(one);
      const next = decisions.slice(at + 1).find(waits) ?? decisions.slice(0, at).find(waits) ?? from;
      goTo.current = idOf(next);
      choose(next);
    },
  };
}
