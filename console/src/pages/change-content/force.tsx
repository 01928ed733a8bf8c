import type { ChangeContentView, ContentView } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import styles from './content.module.css';
import { words } from './words.ts';

interface ForceProps {
  readonly content: ContentView;
  /** What became of it; absent: it is not proposed yet. */
  readonly change?: ChangeContentView;
}

/** What it is held against, when it holds, and how it is taken back. */
export function Force({ content, change }: ForceProps) {
  const { baseline, from, wayBack, hash } = content;
  const { proposedAgainst, isCurrent, isCarriedOut, brought } = change ?? notProposed;
  const facts = [
    ...(isCarriedOut ? [] : [[words.now, baseline]]),
    ...(change === undefined ? [] : [[words.since, proposedAgainst ?? words.none]]),
    [words.from, from === null ? isCarriedOut ? words.itWas : words.atOnce : <When key="from" at={from} as="day" />],
    [words.wayBack, wayBack.can ? wayBack.why : words.noWayBack(wayBack.why)],
    ...brought.map(({ flow, version, from: since }) => [
      words.brought,
      <span key={flow}>
        {words.versionOf(flow, version)}, <When at={since} as="day" />
      </span>,
    ]),
    [words.hash, <code key="hash">{hash.slice(0, 16)}</code>],
  ] as const;
  return (
    <Section title={words.force}>
      {isCarriedOut || isCurrent ? null : (
        <p className={styles['note']}>
          <Status tone="warn">{words.moved}</Status>
        </p>
      )}
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={String(name)}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}

const notProposed = { proposedAgainst: null, isCurrent: true, isCarriedOut: false, brought: [] } as const;
