import type { ChangeView } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { releaseAddress } from '../addresses.ts';
import { words } from '../changes/words.ts';
import { type Fact, FactList } from '../declared/fact-list.tsx';

/** What its author says of it, and what came of it. */
export function Facts({ view }: { readonly view: ChangeView }) {
  const { database } = useCompany();
  const { summary, subject, drafted, release, failures, review, outcome, plannedFrom, committedOn } = view;
  const facts: readonly Fact[] = [
    [words.summary, summary === '' ? <Absent key="summary" /> : summary],
    [words.subject, subject],
    [
      words.author,
      <span key="author">
        <When at={drafted.at} as="moment" /> {words.byAt(drafted.by.name)}
      </span>,
    ],
    [words.planned, <When key="planned" at={plannedFrom} as="moment" />],
    [words.promised, <When key="promised" at={committedOn} as="day" />],
    [
      words.release,
      release === null ? (
        <Absent key="release" />
      ) : (
        <Anchor key="release" className="link" href={releaseAddress(database, release)}>
          {release}
        </Anchor>
      ),
    ],
    ...(failures.length === 0 ? [] : [[words.failures, failures.join(', ')] as const]),
    ...(review === '' ? [] : [[words.review, review] as const]),
    ...(outcome === '' ? [] : [[words.outcome, outcome] as const]),
  ];
  return <FactList title={words.facts} facts={facts} />;
}
