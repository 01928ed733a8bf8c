import { PageHead } from '../shell/page-head.tsx';

export function DoorsPage() {
  return <PageHead title="Throughline" />;
}
