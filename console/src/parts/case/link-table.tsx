import type { CaseDetail, CaseName } from '@throughline/api';
import { CaseLink } from '../text/case-link.tsx';
import styles from './small-tables.module.css';

export interface LinkTableProps {
  readonly links: CaseDetail['links'];
  readonly hrefOf: (name: CaseName) => string;
}

/** The cases that this one is linked to, each with what it is to this one and the state it is in. */
export function LinkTable({ links, hrefOf }: LinkTableProps) {
  return (
    <ul className={styles['links']}>
      {links.map((link) => (
        <li key={`${link.direction} ${link.name} ${link.case.id}`}>
          <span>
            <CaseLink href={hrefOf(link.case)}>{link.case.key}</CaseLink> <span className={styles['quiet']}>{link.name}</span>
          </span>
          <span className={styles['state']}>{link.case.stateTitle}</span>
        </li>
      ))}
    </ul>
  );
}
