import { getRouteApi } from '@tanstack/react-router';
import type { ReleasePackage } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { PageHead } from '../../shell/page-head.tsx';
import { Section } from '../../shell/section.tsx';
import { calendarAddress, caseAddress, changeAddress } from '../addresses.ts';
import { Conflicts } from '../changes/conflicts.tsx';
import { words } from '../changes/words.ts';
import styles from '../declared/declared.module.css';
import { type Fact, FactList } from '../declared/fact-list.tsx';
import { useTitles } from '../use-titles.ts';
import { MarkdownButton } from './markdown-button.tsx';

const route = getRouteApi('/$database/releases/$number');

/** A release as a package: what goes live when, who agreed, how it was tried, how it is taken back, and who is told. */
export function ReleasePage() {
  const { database } = useCompany();
  const { number } = route.useParams();
  const found = useApi('GET /{database}/releases/{number}', { params: { database, number } });
  const view = found.data;
  return (
    <>
      <PageHead
        title={view === undefined ? number : `${view.number} ${view.title}`}
        crumb={<Anchor href={calendarAddress(database)}>{words.calendar}</Anchor>}
        meta={
          view === undefined ? undefined : (
            <>
              {view.state.title} ·{' '}
              <Anchor className="link" href={caseAddress(database, view.caseId)}>
                {words.itsCase}
              </Anchor>
            </>
          )
        }
        actions={view === undefined ? undefined : <MarkdownButton name={`release-${view.number}`} text={view.markdown} />}
      />
      <Answer query={found} what={words.releaseOne}>
        {(shown) => <Found key={shown.number} view={shown} />}
      </Answer>
    </>
  );
}

function Found({ view }: { readonly view: ReleasePackage }) {
  const { flow } = useTitles();
  const none = (text: string) => (text === '' ? <Absent key="none" /> : text);
  const facts: readonly Fact[] = [
    [words.summary, none(view.summary)],
    [words.promisedFor, <When key="promised" at={view.committedOn} as="day" />],
    [words.plannedFor, <When key="planned" at={view.plannedOn} as="day" />],
    [words.wentLive, <When key="live" at={view.releasedOn} as="day" />],
    [words.impactOf.systems, none(view.systems.join(', '))],
    [words.impactOf.flows, none(view.flows.map(flow).join(', '))],
  ];
  return (
    <>
      <div className={styles['two']}>
        <FactList title={words.days} facts={facts} />
        <div>
          <Section title={words.lacks}>
            {view.missing.length === 0 ? (
              <p className={styles['why']}>{words.lacksNothing}</p>
            ) : (
              <ul className={styles['wrong']}>
                {view.missing.map((each) => (
                  <li key={each}>
                    <Status tone="bad">{each}</Status>
                  </li>
                ))}
              </ul>
            )}
          </Section>
          <Section title={words.conflicts}>
            <Conflicts conflicts={view.conflicts} none={words.noConflicts} />
          </Section>
        </div>
      </div>
      <Changes view={view} />
      <Section title={words.approvals}>
        <PlainTable
          caption={words.approvals}
          columns={approvalColumns}
          rows={view.approvals}
          idOf={({ number, of, by, at }) => `${number} ${of} ${by.id} ${at}`}
          empty={<p className={styles['why']}>{words.noApprovals}</p>}
        />
      </Section>
      <div className={styles['two']}>
        <Section title={words.notes}>
          <Said view={view} of="notes" />
        </Section>
        <Section title={words.communication}>
          <Said view={view} of="communication" />
        </Section>
      </div>
      <Hypercare view={view} />
    </>
  );
}

type Change = ReleasePackage['changes'][number];

/** What is written of the release itself, and of each of its changes. */
function Said({ view, of }: { readonly view: ReleasePackage; readonly of: 'notes' | 'communication' }) {
  const said = view.changes.filter((one) => one[of] !== '');
  if (view[of] === '' && said.length === 0) return <p className={styles['why']}>{words.noNotes}</p>;
  return (
    <>
      {view[of] === '' ? null : <p className={styles['why']}>{view[of]}</p>}
      {said.map((one) => (
        <p key={one.number} className={styles['why']}>
          <strong>{one.number}</strong> {one.title}: {one[of]}
        </p>
      ))}
    </>
  );
}

function Changes({ view: { changes } }: { readonly view: ReleasePackage }) {
  const { database } = useCompany();
  const text = (of: keyof Change) => (row: Change) => (row[of] === '' ? <Absent /> : row[of]);
  const columns: readonly PlainColumn<Change>[] = [
    {
      key: 'number',
      title: words.number,
      kind: 'key',
      render: ({ number, title }) => (
        <Anchor className="link" href={changeAddress(database, number)}>
          {number} {title}
        </Anchor>
      ),
    },
    { key: 'state', title: words.state, render: ({ state }) => state },
    { key: 'risk', title: words.risk, render: ({ risk }) => risk },
    { key: 'tests', title: words.tests, render: text('testPlan') },
    { key: 'results', title: words.results, render: text('testResults') },
    { key: 'uat', title: words.signOff, render: text('uat') },
    { key: 'rollback', title: words.rollback, wideOnly: true, render: text('rollbackPlan') },
    { key: 'notes', title: words.notes, wideOnly: true, render: text('notes') },
  ];
  return (
    <Section title={words.changesOf}>
      <PlainTable
        caption={words.changesOf}
        {...{ columns }}
        rows={changes}
        idOf={({ number }) => number}
        empty={<p className={styles['why']}>{words.noChanges}</p>}
      />
    </Section>
  );
}

const approvalColumns: readonly PlainColumn<ReleasePackage['approvals'][number]>[] = [
  { key: 'number', title: words.about, kind: 'key', render: ({ number }) => number },
  { key: 'of', title: words.of, render: ({ of }) => of },
  { key: 'by', title: words.who, render: ({ by }) => by.name },
  { key: 'at', title: words.at, render: ({ at }) => <When at={at} as="moment" /> },
  { key: 'reason', title: words.reason, kind: 'words', render: ({ reason }) => reason ?? <Absent /> },
];

function Hypercare({ view: { hypercareUntil, guardRails } }: { readonly view: ReleasePackage }) {
  const rows = guardRails.map(
    ({ title, breached }): Fact => [
      title,
      <Status key={title} tone={breached ? 'bad' : 'ok'}>
        {breached ? words.breached : words.within}
      </Status>,
    ],
  );
  if (hypercareUntil === null)
    return (
      <Section title={words.hypercare}>
        <p className={styles['why']}>{words.noHypercare}</p>
      </Section>
    );
  return <FactList title={words.hypercare} facts={[[words.until, <When key="until" at={hypercareUntil} as="day" />], ...rows]} />;
}
