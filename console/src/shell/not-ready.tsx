import { Link } from '@tanstack/react-router';
import type { Door } from '@throughline/api';
import { PageHead } from './page-head.tsx';

const words: Readonly<Record<Door['status'], string>> = {
  absent: 'It has not been built yet.',
  building: 'It is being built.',
  failed: 'Building it failed.',
  ready: '',
};

/** In place of a page of a company that is not there. */
export function NotReady({ door }: { readonly door: Door }) {
  return (
    <PageHead title={`${door.title} is not there yet`}>
      {words[door.status]}{' '}
      <Link to="/" className="link">
        See how far it is
      </Link>
    </PageHead>
  );
}
