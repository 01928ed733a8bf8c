import { PageHead } from '../../shell/page-head.tsx';

export function CasePage() {
  return <PageHead title="A case" />;
}
