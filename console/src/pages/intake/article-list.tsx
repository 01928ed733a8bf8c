import { Button } from '@mantine/core';
import type { RequestCoaching } from '@throughline/api';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { Refused } from '../import/refused.tsx';
import styles from './intake.module.css';
import { words } from './words.ts';

/** What is written already, and may answer what somebody is about to ask. */
export function ArticleList({ articles }: { readonly articles: RequestCoaching['articles'] }) {
  const { database } = useCompany();
  const helped = useCommand('POST /{database}/cases/{case}/commands', {
    onSuccess: () => say({ text: words.wasHelped }),
  });
  if (articles.length === 0) return null;
  return (
    <Section title={words.articles}>
      <ul className={styles['similar']}>
        {articles.map(({ caseId, title, of, shared }) => (
          <li key={caseId}>
            <Anchor className="link" href={caseAddress(database, caseId)}>
              {title}
            </Anchor>{' '}
            {of}
            <div className={declared['why']}>{words.shared(shared.join(', '))}</div>
            <Button
              variant="subtle"
              loading={helped.pending}
              onClick={() => helped.run({ params: { database, case: caseId }, body: { type: 'helped' } })}
            >
              {words.answersIt}
            </Button>
          </li>
        ))}
      </ul>
      {helped.error === null ? null : <Refused error={helped.error}>{words.notNoted}</Refused>}
    </Section>
  );
}
