import { Link } from '@tanstack/react-router';
import type { Door } from '@throughline/api';
import { PageHead } from './page-head.tsx';

const words: Readonly<Record<Door['status'], readonly [string, string]>> = {
  absent: ['It has not been built yet.', 'Build it from the doors'],
  building: ['It is being built.', 'See how far it is'],
  failed: ['Building it failed.', 'See why, and try again'],
  ready: ['It is there now.', 'Go to the doors'],
};

/** In place of a page of a company that is not there. */
export function NotReady({ door }: { readonly door: Door }) {
  const [state, wayOut] = words[door.status];
  return (
    <PageHead title={`${door.title} is not there yet`}>
      {state}{' '}
      <Link to="/" className="link">
        {wayOut}
      </Link>
    </PageHead>
  );
}
