import { PageHead } from '../../shell/page-head.tsx';

export function MetricPage() {
  return <PageHead title="Metric" />;
}
