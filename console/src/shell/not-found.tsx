import { Link } from '@tanstack/react-router';
import styles from './not-found.module.css';
import { PageHead } from './page-head.tsx';
import { words } from './words.ts';

/** An address that leads nowhere, within a company. */
export function NotFound() {
  return (
    <PageHead title={words.thereNoSuchPage}>
      {words.addressLeadsNowhere}{' '}
      <Link to="/" className="link">
        {words.goToStart}
      </Link>
    </PageHead>
  );
}

/** The same outside of a company, where no shell is around it. */
export function NotFoundPage() {
  return (
    <main id="main" className={styles['page']} tabIndex={-1}>
      <NotFound />
    </main>
  );
}
