import type { ReactNode } from 'react';
import { Section } from '../../shell/section.tsx';
import styles from './declared.module.css';

export type Fact = readonly [title: string, value: ReactNode];

/** What a declaration or the register says, line by line. */
export function FactList({ title, facts }: { readonly title: string; readonly facts: readonly Fact[] }) {
  return (
    <Section title={title}>
      <dl className={styles['facts']}>
        {facts.map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
