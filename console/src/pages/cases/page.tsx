import { PageHead } from '../../shell/page-head.tsx';

export function CasesPage() {
  return <PageHead title="Cases" />;
}
