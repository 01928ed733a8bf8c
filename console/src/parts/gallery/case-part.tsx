import type { Action, ProblemDocument } from '@throughline/api';
import { useState } from 'react';
import { Section } from '../../shell/section.tsx';
import { ActionForm } from '../case/action-form.tsx';
import { ActionList } from '../case/action-list.tsx';
import { Deadlines } from '../case/deadlines.tsx';
import { ExceptionTable } from '../case/exception-table.tsx';
import { LadderTrack } from '../case/ladder-track.tsx';
import { LinkTable } from '../case/link-table.tsx';
import { MoneyBox } from '../case/money-box.tsx';
import { StateStrip } from '../case/state-strip.tsx';
import { Timeline } from '../case/timeline.tsx';
import { actions, crowded, deadlines, dunning, events, exceptions, links, money, strip } from './case-samples.ts';
import styles from './gallery.module.css';

const problem: ProblemDocument = {
  type: '/problems/data-invalid',
  code: 'data-invalid',
  title: 'The data does not satisfy its schema',
  status: 422,
  detail: 'The amount is more than is open.',
  action: 'Correct the fields that `errors` names.',
  errors: [{ place: 'data/amount', message: 'More than is open', expected: 'at most 200.00' }],
  requestId: 'r-1',
};

export function CasePart() {
  const [all, setAll] = useState(false);
  const [current, setCurrent] = useState<Action | undefined>(actions[0]);
  const [refused, setRefused] = useState<ProblemDocument>();
  return (
    <>
      <StateStrip strip={strip} />
      <Section title="Ladder" aside={dunning.policy} note="40 days since due, 14 of them paused">
        <LadderTrack ladder={dunning} />
      </Section>
      <Section title="Ladder, crowded">
        <LadderTrack ladder={crowded} />
      </Section>
      <div className={styles['three']}>
        <Section title="Timeline" note={`${events.length} events, newest first`}>
          <Timeline events={events} currency="EUR" hrefOf={({ key }) => `#${key}`} all={all} onAll={setAll} onMore={() => {}} />
        </Section>
        <div>
          <Section title="Next deadlines, and why then">
            <Deadlines deadlines={deadlines} />
          </Section>
          <Section title="Exceptions" note="2 open of 3">
            <ExceptionTable exceptions={exceptions} hrefOf={({ key }) => `#${key}`} />
          </Section>
          <Section title="Links" note={`${links.length} cases`}>
            <LinkTable links={links} hrefOf={({ key }) => `#${key}`} />
          </Section>
        </div>
        <div>
          <Section title="Money" note="EUR">
            <MoneyBox money={money} />
          </Section>
          <Section title="What you may do">
            <ActionList actions={actions} keys={{ pay: 'p', dispute: 'r' }} current={current} onChoose={setCurrent} />
          </Section>
          {current === undefined ? null : (
            <Section title={current.title}>
              <ActionForm
                key={current.type}
                action={current}
                currency="EUR"
                problem={refused}
                onSubmit={() => setRefused(problem)}
                onCancel={() => setCurrent(undefined)}
              />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}
