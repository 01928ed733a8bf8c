import type { PlanDetail } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatDay } from '../../format/day.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress, requestAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { Capacity } from './capacity.tsx';
import { Items } from './items.tsx';
import { Load } from './load.tsx';
import styles from './roadmap.module.css';
import { words } from './words.ts';

/** A plan: how good it is, who is there, what is done when, what somebody has pushed in, and what is left out. */
export function Plan({ plan }: { readonly plan: PlanDetail }) {
  return (
    <>
      <Situation plan={plan} />
      {plan.faults.length === 0 ? null : (
        <Section title={words.faults}>
          {plan.faults.map((fault) => (
            <p key={fault}>
              <Status tone="bad">{fault}</Status>
            </p>
          ))}
        </Section>
      )}
      <Carried plan={plan} />
      <Items plan={plan} />
      <div className={declared['two']}>
        <Capacity plan={plan} />
        <Overrides plan={plan} />
      </div>
      <Load plan={plan} />
      <LeftOut plan={plan} />
    </>
  );
}

function Situation({ plan }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const { items, total, bound, from, to, stateTitle, caseId } = plan;
  const { sentence } = words;
  return (
    <div className={declared['lead']}>
      <Sentence>
        {items.length === 0 ? (
          total === null ? (
            sentence.none
          ) : (
            sentence.empty
          )
        ) : (
          <>
            <Figure>{sentence.planned(formatCounted(items.length, words.requests, locale))}</Figure>
            {total === null ? '.' : sentence.total(formatCount(total, locale))}
            {total === null || bound === null ? '' : bound === total ? sentence.best : sentence.gap(formatCount(bound, locale))}
          </>
        )}
      </Sentence>
      <p className={declared['why']}>
        {words.span(formatDay(from, settings), formatDay(to, settings))} · {stateTitle} ·{' '}
        <Anchor className="link" href={caseAddress(database, caseId)}>
          {words.itsCase}
        </Anchor>
      </p>
    </div>
  );
}

/** What is not over when the plan begins takes some of its people. */
function Carried({ plan: { carried } }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const settings = useFormat();
  if (carried.length === 0) return null;
  return (
    <Section title={words.carried} aside={words.carriedNote}>
      <PlainTable
        caption={words.carried}
        columns={[
          {
            key: 'number',
            title: words.number,
            kind: 'key',
            render: ({ number, title }) => (
              <Anchor className="link" href={requestAddress(database, number)}>
                {number} {title}
              </Anchor>
            ),
          },
          { key: 'until', title: words.until, render: ({ endsOn }) => formatDay(endsOn, settings) },
          {
            key: 'needs',
            title: words.takes,
            kind: 'words',
            render: ({ needs }) =>
              needs.map(({ skill, weeks }) => `${formatCounted(weeks, words.weekWords, settings.locale)} ${skill}`).join(', '),
          },
        ]}
        rows={carried}
        idOf={({ number }) => number}
        empty={null}
      />
    </Section>
  );
}

type Override = PlanDetail['overrides'][number];

function Overrides({ plan: { overrides } }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (overrides.length === 0) return null;
  const columns: readonly PlainColumn<Override>[] = [
    {
      key: 'number',
      title: words.number,
      kind: 'key',
      render: ({ number, title }) => (
        <Anchor className="link" href={requestAddress(database, number)}>
          {number} {title}
        </Anchor>
      ),
    },
    {
      key: 'score',
      title: words.score,
      kind: 'figure',
      render: ({ score }) => (score === null ? <Absent /> : formatCount(score, locale)),
    },
    { key: 'sponsor', title: words.sponsor, render: ({ sponsor }) => sponsor ?? <Absent>{words.hidden}</Absent> },
    {
      key: 'displaces',
      title: words.displaces,
      kind: 'words',
      render: ({ displaces }) =>
        displaces.length === 0 ? (
          <Absent>{words.nothing}</Absent>
        ) : (
          displaces.map(({ number, title }) => (
            <div key={number}>
              <Anchor className="link" href={requestAddress(database, number)}>
                {number}
              </Anchor>{' '}
              {title}
            </div>
          ))
        ),
    },
  ];
  return (
    <Section title={words.overrides} aside={words.overridesNote}>
      <PlainTable caption={words.overrides} columns={columns} rows={overrides} idOf={({ number }) => number} empty={null} />
    </Section>
  );
}

type Left = PlanDetail['leftOut'][number];

function LeftOut({ plan: { leftOut, items } }: { readonly plan: PlanDetail }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (items.length === 0 && leftOut.length === 0) return null;
  const columns: readonly PlainColumn<Left>[] = [
    {
      key: 'number',
      title: words.number,
      kind: 'key',
      render: ({ number }) => (
        <Anchor className={`link ${styles['number']}`} href={requestAddress(database, number)}>
          {number}
        </Anchor>
      ),
    },
    { key: 'title', title: words.name, render: ({ title }) => title },
    {
      key: 'score',
      title: words.score,
      kind: 'figure',
      render: ({ score }) => (score === null ? <Absent /> : formatCount(score, locale)),
    },
    { key: 'why', title: words.why, kind: 'words', render: ({ why }) => why },
  ];
  return (
    <Section title={words.leftOut}>
      <PlainTable
        caption={words.leftOut}
        columns={columns}
        rows={leftOut}
        idOf={({ number }) => number}
        empty={<StateNotice kind="empty">{words.noneLeftOut}</StateNotice>}
      />
    </Section>
  );
}
