import type { Action, CaseDetail, Person } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Deadlines } from '../../parts/case/deadlines.tsx';
import { LinkTable } from '../../parts/case/link-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import styles from './case.module.css';
import { ChildWork } from './child-work.tsx';
import { EffectList } from './effect-list.tsx';
import { standing } from './standing-deadlines.ts';
import { words } from './words.ts';

/** What comes next and why then; what departs from the plan, what is to be done, and what the case is linked to. */
interface MiddleColumnProps {
  readonly detail: CaseDetail;
  readonly people: readonly Person[];
  readonly actions: readonly Action[];
}

export function MiddleColumn({ detail, people, actions }: MiddleColumnProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { exceptions, tasks, links, effects, runbook } = detail;
  const ahead = standing(detail);
  const openOf = (all: CaseDetail['tasks']) =>
    words.openOf(formatCount(all.filter(({ open }) => open).length, locale), formatCount(all.length, locale));
  return (
    <div>
      {runbook === null ? null : (
        <Section title={words.whatToDo}>
          <p className={styles['runbook']}>{runbook}</p>
        </Section>
      )}
      <Section title={words.deadlines}>
        {ahead.length === 0 ? (
          <Absent>{detail.case.open ? words.nothingDue : words.caseEnded}</Absent>
        ) : (
          <Deadlines deadlines={ahead} />
        )}
      </Section>
      {exceptions.length === 0 ? null : (
        <Section title={words.exceptions} note={openOf(exceptions)}>
          <ChildWork kind="exception" items={exceptions} people={people} />
        </Section>
      )}
      {tasks.length === 0 ? null : (
        <Section title={words.tasks} note={openOf(tasks)}>
          <ChildWork kind="task" items={tasks} people={people} />
        </Section>
      )}
      {links.length === 0 ? null : (
        <Section title={words.links} note={formatCounted(links.length, { one: words.case, many: words.cases }, locale)}>
          <LinkTable links={links} hrefOf={({ id }) => `/${database}/case/${id}`} />
        </Section>
      )}
      {effects.length === 0 ? null : (
        <Section title={words.mailsAndCalls} note={formatCount(effects.length, locale)}>
          <EffectList effects={effects} caseId={detail.case.id} actions={actions} />
        </Section>
      )}
    </div>
  );
}
