import { useState } from 'react';
import { Section } from '../../shell/section.tsx';
import { MetricTiles } from '../home/metric-tiles.tsx';
import { RiskTable } from '../home/risk-table.tsx';
import { Severity, Status } from '../marks/status.tsx';
import { Money } from '../text/money.tsx';
import { Figure, Sentence } from '../text/sentence.tsx';
import { DecisionRow } from '../work/decision-row.tsx';
import { TaskRow } from '../work/task-row.tsx';
import { WorkList } from '../work/work-list.tsx';
import styles from './gallery.module.css';
import { decisions, risk, tasks, tiles } from './home-samples.ts';

export function HomePart() {
  const [focused, setFocused] = useState(0);
  const [task, setTask] = useState(1);
  return (
    <>
      <Sentences />
      <div className={styles['two']}>
        <div>
          <Section title="Decisions for me" aside={decisions.length} note="Soonest first">
            <WorkList label="Decisions">
              {decisions.map((decision, index) => (
                <DecisionRow
                  key={decision.case.id}
                  decision={decision}
                  about={String(decision.case.fields['customer'])}
                  href={`#${decision.case.key}`}
                  focused={index === focused}
                  onFocus={() => setFocused(index)}
                  onApprove={() => {}}
                  onDecline={() => {}}
                />
              ))}
            </WorkList>
          </Section>
          <Section title="Tasks" aside={tasks.length}>
            <WorkList label="Tasks">
              {tasks.map((each, index) => (
                <TaskRow
                  key={each.id}
                  task={each}
                  about={String(each.about?.fields['customer'] ?? '')}
                  href={`#${each.id}`}
                  focused={index === task}
                  onFocus={() => setTask(index)}
                  onDone={() => {}}
                />
              ))}
            </WorkList>
          </Section>
        </div>
        <Section title="Money at risk, by rung of the ladder" note="41 invoices, 25 rungs in 7 days">
          <RiskTable
            risk={risk}
            hrefOf={(part) => `#${typeof part === 'string' ? part : (part.rung ?? 'before')}`}
            soonHrefOf={() => '#soon'}
          />
        </Section>
      </div>
      <MetricTiles tiles={tiles} hrefOf={({ id }) => `#${id}`} marker={{ on: '2026-11-12', title: 'Release R-17' }} />
      <p className={styles['marks']}>
        <Status tone="ok">in target</Status> <Status tone="warn">over target</Status> <Status tone="bad">above alarm</Status>{' '}
        <Severity severity="low" /> <Severity severity="medium" /> <Severity severity="high" /> <Severity severity="critical" />
      </p>
    </>
  );
}

function Sentences() {
  return (
    <div className={styles['sentences']}>
      <Sentence label="Broke">
        DSO rose 6.4 days to <Figure href="#dso">54.2 days</Figure> since 12 October, past its alarm of 52. Partial payments
        account for <Figure href="#part">4.6 of the 6.4</Figure>; delivery flow v4 in <Figure href="#r17">release R-17</Figure>{' '}
        went live on 12 October.
      </Sentence>
      <Sentence label="At risk">
        {risk.amounts.map((money, index) => (
          <span key={money.currency}>
            {index === 0 ? '' : index === risk.amounts.length - 1 ? ' and ' : ', '}
            <Figure href="#risk">
              <Money money={money} as="whole" />
            </Figure>
          </span>
        ))}{' '}
        are overdue on <Figure href="#risk">41 invoices</Figure>. 25 rungs fire in the next 7 days; 2 of them ask for legal.
      </Sentence>
      <Sentence label="Decide">
        <Figure href="#decide">7 decisions</Figure> wait for you: 3 legal hand-overs, <Figure>€38,112</Figure> and{' '}
        <Figure>£7,905</Figure>, are due today.
      </Sentence>
    </div>
  );
}
