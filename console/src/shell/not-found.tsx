import { Link } from '@tanstack/react-router';
import { PageHead } from './page-head.tsx';

export function NotFound() {
  return (
    <PageHead title="There is no such page">
      <Link to="/">Go to the doors</Link>
    </PageHead>
  );
}
