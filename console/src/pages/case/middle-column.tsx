import type { CaseDetail, Person } from '@throughline/api';
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

/** What comes next and why then; what departs from the plan, what is to be done, and what the case is linked to. */
export function MiddleColumn({ detail, people }: { readonly detail: CaseDetail; readonly people: readonly Person[] }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { exceptions, tasks, links, effects, runbook } = detail;
  const ahead = standing(detail);
  const openOf = (all: CaseDetail['tasks']) =>
    `${formatCount(all.filter(({ open }) => open).length, locale)} open of ${formatCount(all.length, locale)}`;
  return (
    <div>
      {runbook === null ? null : (
        <Section title="What to do">
          <p className={styles['runbook']}>{runbook}</p>
        </Section>
      )}
      <Section title="Next deadlines, and why then">
        {ahead.length === 0 ? (
          <Absent>{detail.case.open ? 'none: nothing is due by itself' : 'none: the case has ended'}</Absent>
        ) : (
          <Deadlines deadlines={ahead} />
        )}
      </Section>
      {exceptions.length === 0 ? null : (
        <Section title="Exceptions" note={openOf(exceptions)}>
          <ChildWork kind="exception" items={exceptions} people={people} />
        </Section>
      )}
      {tasks.length === 0 ? null : (
        <Section title="Tasks" note={openOf(tasks)}>
          <ChildWork kind="task" items={tasks} people={people} />
        </Section>
      )}
      {links.length === 0 ? null : (
        <Section title="Links" note={formatCounted(links.length, { one: 'case', many: 'cases' }, locale)}>
          <LinkTable links={links} hrefOf={({ id }) => `/${database}/case/${id}`} />
        </Section>
      )}
      {effects.length === 0 ? null : (
        <Section title="Mails and messages" note={formatCount(effects.length, locale)}>
          <EffectList effects={effects} />
        </Section>
      )}
    </div>
  );
}
