import { CloseButton } from '@mantine/core';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Deadlines } from '../../parts/case/deadlines.tsx';
import { ExceptionTable } from '../../parts/case/exception-table.tsx';
import { MoneyBox } from '../../parts/case/money-box.tsx';
import { Timeline } from '../../parts/case/timeline.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { CaseSentence } from '../case/case-sentence.tsx';
import { standing } from '../case/standing-deadlines.ts';
import styles from './cases.module.css';
import { words } from './words.ts';

const eventsShown = 5;

/** The essentials of a case beside the list from which it is looked into. */
export function CasePeek({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { database } = useCompany();
  const params = { database, case: id };
  const detail = useApi('GET /{database}/cases/{case}', { params }, { keepPrevious: true });
  const events = useApi('GET /{database}/cases/{case}/events', { params, query: { limit: eventsShown } }, { keepPrevious: true });
  const hrefOf = ({ id: other }: { readonly id: string }) => `/${database}/case/${other}`;
  return (
    <aside aria-label={words.peek} className={styles['peek']} data-screen-only>
      <Answer query={detail} what={words.theCase}>
        {(found) => (
          <>
            <header className={styles['peekHead']}>
              <h2 className="text-title">
                <CaseLink href={hrefOf({ id })}>{found.case.key}</CaseLink> <span>{found.subtitle}</span>
              </h2>
              <CloseButton aria-label={words.closePeek} onClick={onClose} />
            </header>
            <CaseSentence detail={found} withState />
            {found.runbook === null ? null : (
              <Section title={words.whatToDo}>
                <p className={styles['runbook']}>{found.runbook}</p>
              </Section>
            )}
            <Section title={words.next}>
              {standing(found).length === 0 ? <Absent /> : <Deadlines deadlines={standing(found).slice(0, 3)} />}
            </Section>
            {found.exceptions.some(({ open }) => open) ? (
              <Section title={words.exceptionsTitle}>
                <ExceptionTable exceptions={found.exceptions.filter(({ open }) => open)} hrefOf={hrefOf} />
              </Section>
            ) : null}
            {found.money === null ? null : (
              <Section title={words.money} note={found.money.currency}>
                <MoneyBox money={found.money} />
              </Section>
            )}
            <Section title={words.lastEvents}>
              <Timeline
                events={events.data?.items ?? []}
                currency={found.money?.currency ?? null}
                hrefOf={hrefOf}
                all
                onAll={() => undefined}
                plain
              />
            </Section>
          </>
        )}
      </Answer>
    </aside>
  );
}
