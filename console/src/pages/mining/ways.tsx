import { lazy, Suspense, useCallback, useMemo } from 'react';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { edgeId } from '../../parts/flow/graph.ts';
import { ending, minedDiagram } from '../../parts/flow/mined.ts';
import { waitText } from '../../parts/flow/wait.ts';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { flowAddress } from '../addresses.ts';
import styles from './mining.module.css';
import type { MiningProps } from './tab.tsx';
import { TableCsv } from './table-csv.tsx';
import { words } from './words.ts';

// The drawing of diagrams is large, and only pages of flows need it.
const FlowDiagram = lazy(() =>
  import('../../parts/flow/flow-diagram.tsx').then(({ FlowDiagram: component }) => ({ default: component })),
);

/** With more lines than these they hide each other. */
const linesMax = 26;

/** The directly-follows graph, as much of it as is asked for, and what is known of the part chosen. */
export function Ways(props: MiningProps) {
  const { flow, mining, search, show } = props;
  const { locale } = useFormat();
  const percent = search.show === undefined ? usualPercent(mining.edges.length) : Math.min(100, Number(search.show));
  const diagram = useMemo(() => minedDiagram(mining, percent, { end: words.endNode }, locale), [mining, percent, locale]);
  const select = useCallback((at: string) => show({ at }), [show]);
  const open = useCallback((name: string) => name !== ending && show({ activity: name }), [show]);
  return (
    <Section title={words.title} note={<TableCsv {...props} table="edges" />}>
      <div className={styles['diagram']} data-chosen={search.at}>
        <div>
          <label className={styles['slider']}>
            {words.drawn(String(percent))}
            <input
              type="range"
              min={1}
              max={100}
              value={percent}
              onChange={({ currentTarget: { value } }) => show({ show: value })}
            />
            {diagram.hidden === 0 ? null : <span>{words.hidden(formatCount(diagram.hidden, locale))}</span>}
          </label>
          <Suspense
            fallback={
              <p className={styles['legend']} data-waiting>
                {words.loading}
              </p>
            }
          >
            <FlowDiagram title={flow.title} {...{ diagram, selected: search.at }} onSelect={select} onOpen={open} />
          </Suspense>
          <p className={styles['legend']}>{words.legend}</p>
        </div>
        <Chosen {...props} />
      </div>
    </Section>
  );
}

function usualPercent(edges: number): number {
  return Math.max(5, Math.min(100, Math.round((linesMax / Math.max(1, edges)) * 100)));
}

/** What is known of an activity or a way. */
function Chosen({ flow, mining, search }: MiningProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const { at } = search;
  const activity = mining.activities.find(({ name }) => name === at);
  const edge = mining.edges.find(({ from, to }) => edgeId(from, to) === at);
  const count = (value: number) => formatCount(value, locale);
  const wait = (ms: number | null) => (ms === null ? <Absent /> : waitText(Math.max(0, ms), locale));
  const link = (behind: { readonly activity: string; readonly next?: string; readonly again?: 'true' }) => (
    <Anchor className="link" href={flowAddress(database, flow.name, { ...search, ...behind })}>
      {words.openCases}
    </Anchor>
  );
  if (activity !== undefined) {
    const { title, name, cases, starts, ends, repeats } = activity;
    return (
      <Facts
        title={title}
        link={link({ activity: name })}
        facts={[
          [words.count, count(activity.count)],
          [words.cases, count(cases)],
          [words.starts, count(starts)],
          [words.ends, count(ends)],
          [words.repeats, count(repeats)],
        ]}
      />
    );
  }
  if (edge !== undefined) {
    return (
      <Facts
        title={words.way(edge.fromTitle, edge.toTitle)}
        link={link({ activity: edge.from, next: edge.to })}
        facts={[
          [words.count, count(edge.count)],
          [words.median, wait(edge.medianMs)],
          [words.mean, wait(edge.meanMs)],
          [words.p90, wait(edge.p90Ms)],
          [words.total, wait(edge.totalMs)],
        ]}
      />
    );
  }
  return <p className={styles['legend']}>{words.nothing}</p>;
}

interface FactsProps {
  readonly title: string;
  readonly link: React.ReactNode;
  readonly facts: readonly (readonly [string, React.ReactNode])[];
}

function Facts({ title, link, facts }: FactsProps) {
  return (
    <aside aria-label={words.selected}>
      <h3 className="text-section">{title}</h3>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {link}
    </aside>
  );
}
