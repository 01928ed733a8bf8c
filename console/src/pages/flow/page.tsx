import { PageHead } from '../../shell/page-head.tsx';

export function FlowPage() {
  return <PageHead title="Flow" />;
}
