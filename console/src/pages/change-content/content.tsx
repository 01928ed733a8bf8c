import type { ChangeContentView, ContentView } from '@throughline/api';
import styles from './content.module.css';
import { Findings } from './findings.tsx';
import { Moves, OneFlow } from './flows.tsx';
import { Force } from './force.tsx';
import { Integrations, Metrics } from './measured.tsx';
import { Parameters } from './parameters.tsx';
import { Pictures } from './pictures.tsx';
import { words } from './words.ts';

interface ContentProps {
  readonly content: ContentView;
  /** What became of it; absent: it is not proposed yet. */
  readonly change?: ChangeContentView;
}

/** What a change puts in force: what is wrong with it, what it changes, in words and drawn, what becomes of running cases. */
export function Content({ content, change }: ContentProps) {
  const { findings, flows, parameters, moves, documents } = content;
  return (
    <>
      <Findings findings={findings} />
      {parameters.length === 0 ? null : <Parameters parameters={parameters} />}
      {flows.map((flow) => (
        <OneFlow key={flow.flow} flow={flow} />
      ))}
      {change === undefined || !isDrawn.has(content.subject) ? null : <Pictures number={change.number} />}
      {moves === null ? null : <Moves moves={moves} />}
      {content.metrics.length === 0 ? null : <Metrics metrics={content.metrics} />}
      {content.integrations.length === 0 ? null : <Integrations integrations={content.integrations} />}
      <Force content={content} {...(change === undefined ? {} : { change })} />
      {documents.map((document) => (
        <Written key={document.name} document={document} isCarriedOut={change?.isCarriedOut === true} />
      ))}
    </>
  );
}

/** What has states and ways that could be drawn. */
const isDrawn: ReadonlySet<ContentView['subject']> = new Set(['flow', 'pilot']);

interface WrittenProps {
  readonly document: ContentView['documents'][number];
  readonly isCarriedOut: boolean;
}

function Written({ document: { name, before, after }, isCarriedOut }: WrittenProps) {
  return (
    <details className={styles['written']}>
      <summary>{words.document(name)}</summary>
      <pre>{after}</pre>
      {before === null ? null : (
        <details className={styles['written']}>
          <summary>{isCarriedOut ? words.documentThen(name) : words.documentBefore(name)}</summary>
          <pre>{before}</pre>
        </details>
      )}
    </details>
  );
}
