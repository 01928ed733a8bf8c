import { getRouteApi } from '@tanstack/react-router';
import type { ReconciliationView, ResultOf } from '@throughline/api';
import { client, useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { formatDuration } from '../../format/day.ts';
import { formatCount, formatCounted, formatExactDecimal } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { joined } from '../../parts/text/money.tsx';
import { Figure, Sentence } from '../../parts/text/sentence.tsx';
import { When } from '../../parts/text/when.tsx';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { casesAddress, reconciliationsAddress } from '../addresses.ts';
import styles from '../declared/declared.module.css';
import { FailureNote } from '../declared/failure-note.tsx';
import { Faults } from '../declared/faults.tsx';
import { Simulated } from '../declared/simulated.tsx';
import { words as declared } from '../declared/words.ts';
import { Refused } from '../import/refused.tsx';
import { differencesOf } from '../reconciliations/differences.tsx';
import { words } from '../reconciliations/words.ts';
import { Ages } from './ages.tsx';
import { BreakList } from './break-list.tsx';
import { Explained } from './explained.tsx';
import { Runs } from './runs.tsx';
import { Unread } from './unread.tsx';

const route = getRouteApi('/$database/reconciliations/$reconciliation');
const askAgainMs = 2000;

export type Shown = ResultOf<'GET /{database}/reconciliations/{reconciliation}'>;

/** Two systems held against each other: what differs, of what the difference is made, and what stands open. */
export function ReconciliationPage() {
  const { database, simulated } = useCompany();
  const { reconciliation } = route.useParams();
  if (simulated)
    return (
      <>
        <PageHead title={words.title} crumb={<Crumb />} />
        <Simulated href={reconciliationsAddress('main')} />
      </>
    );
  return <One key={reconciliation} id={reconciliation} params={{ database, reconciliation }} />;
}

function Crumb() {
  const { database } = useCompany();
  return <Anchor href={reconciliationsAddress(database)}>{words.title}</Anchor>;
}

interface OneProps {
  readonly id: string;
  readonly params: { readonly database: 'main' | 'demo'; readonly reconciliation: string };
}

function One({ id, params }: OneProps) {
  const run = useCommand('POST /{database}/reconciliations/{reconciliation}/run', {
    onSuccess: ({ reconciliation }) => say({ text: words.compared(reconciliation) }),
  });
  const found = useApi('GET /{database}/reconciliations/{reconciliation}', { params }, { refetchMs: run.pending && askAgainMs });
  const view = found.data;
  const runs = run.pending || view?.lastRun?.status === 'running';
  return (
    <>
      <PageHead
        title={view?.title ?? id}
        crumb={<Crumb />}
        meta={view === undefined ? undefined : <Meta view={view} />}
        actions={
          view === undefined || view.faults.length > 0 ? null : (
            <KeyButton
              variant="filled"
              keys="p"
              label={words.compare.toLowerCase()}
              disabled={runs}
              onClick={() => run.run({ params })}
            >
              {words.compare}
            </KeyButton>
          )
        }
      />
      {run.error === null ? null : <Refused error={run.error}>{words.refused}</Refused>}
      {runs ? (
        <p className={styles['busy']} role="status">
          <progress aria-label={words.compare} /> {words.comparing}
        </p>
      ) : null}
      <Answer query={found} what={words.one}>
        {(shown) => <Found view={shown} />}
      </Answer>
    </>
  );
}

function Meta({ view: { owner, everySeconds, nextAt } }: { readonly view: ReconciliationView }) {
  return (
    <>
      {words.owned(owner.title)} · {everySeconds === null ? declared.byHand : declared.every(formatDuration(everySeconds * 1000))}
      {nextAt === null ? null : (
        <>
          , {words.next.toLowerCase()} <When at={nextAt} as="moment" />
        </>
      )}
    </>
  );
}

function Found({ view }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { lastRun, faults, file } = view;
  const compared = lastRun?.found ?? null;
  return (
    <>
      <Faults file={file} faults={faults} />
      {lastRun?.failure == null ? null : <FailureNote title={words.failed} failure={lastRun.failure} />}
      <Standing view={view} />
      <div className={styles['two']}>
        {compared === null ? null : <Explained view={view} found={compared} />}
        {lastRun === null ? null : <Ages view={view} />}
      </div>
      {compared === null ? null : <Unread id={view.id} found={compared} />}
      {lastRun === null ? null : <BreakList view={view} />}
      <Runs
        id={view.id}
        url={client.url('GET /{database}/reconciliations/{reconciliation}/runs', {
          params: { database, reconciliation: view.id },
        })}
      />
    </>
  );
}

/** How it stands, in a sentence: by how much they differ, how many breaks stand open, and how old they are. */
function Standing({ view: { id, left, right, lastRun, ages } }: { readonly view: Shown }) {
  const { database } = useCompany();
  const { locale } = useFormat();
  if (lastRun?.found == null || left === null || right === null) return null;
  const { totals, records, inTransit } = lastRun.found;
  const open = ages.reduce((sum, { count }) => sum + count, 0);
  const aged = ages.reduce((sum, one) => sum + one.aged, 0);
  const differing = differencesOf(totals);
  const href = casesAddress(database, 'reconciliation-break', { open: 'true', where: [`reconciliation=${id}`] });
  return (
    <div className={styles['lead']}>
      <Sentence>
        {differing.length === 0 && open === 0
          ? words.agree(left, right, formatCounted(records.agreed, words.record, locale))
          : words.differ(right, left)}
        {differing.length === 0 && open > 0 ? '0' : null}
        {joined(differing.map(({ currency, difference }) => `${currency} ${formatExactDecimal(difference, locale)}`))}
        {open === 0 ? null : (
          <>
            : <Figure href={href}>{formatCounted(open, words.break, locale)}</Figure>
            {open === 1 ? words.opens : words.open}
            {words.ofThem}
            {words.agedOnes(formatCount(aged, locale))}
          </>
        )}
        {differing.length === 0 && open === 0 ? '' : '.'}
        {inTransit === 0 ? '' : words.onTheWay(formatCounted(inTransit, words.record, locale))}
      </Sentence>
      <p className="text-small">
        {words.comparedAt}
        <When at={lastRun.startedAt} as="moment" />
      </p>
    </div>
  );
}
