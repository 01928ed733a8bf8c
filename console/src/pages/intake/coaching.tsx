import type { UseQueryResult } from '@tanstack/react-query';
import type { RequestCoaching } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import declared from '../declared/declared.module.css';
import { ArticleList } from './article-list.tsx';
import { SimilarList } from './similar-list.tsx';
import { words } from './words.ts';

/** What a draft lacks, and what was asked before: beside the form, as it is written. */
export function Coaching({
  query,
  except,
}: {
  readonly query: UseQueryResult<RequestCoaching>;
  /** One that is asked again is like itself. */
  readonly except?: string | undefined;
}) {
  return (
    <Answer query={query} what={words.coach}>
      {({ missing, similar, articles }) => (
        <div aria-live="polite">
          <Section title={words.coaching} plain>
            {missing.length === 0 ? (
              <p>
                <Status tone="ok">{words.complete}</Status>
              </p>
            ) : (
              <dl className={declared['facts']}>
                {missing.map(({ field, why }) => (
                  <div key={field} style={{ display: 'contents' }}>
                    <dt>{words.missingFields[field] ?? field}</dt>
                    <dd>{why}</dd>
                  </div>
                ))}
              </dl>
            )}
          </Section>
          <ArticleList articles={articles} />
          <Section title={words.similar}>
            <SimilarList similar={similar.filter(({ number }) => number !== except)} />
          </Section>
        </div>
      )}
    </Answer>
  );
}
