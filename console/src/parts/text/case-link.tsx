import { Anchor } from './anchor.tsx';
import styles from './text.module.css';

/** The key of a case, as the link to it. */
export function CaseLink({ href, children }: { readonly href: string; readonly children: string }) {
  return (
    <Anchor href={href} className={styles['caseLink']}>
      {children}
    </Anchor>
  );
}
