import { PageHead } from '../../shell/page-head.tsx';

export function TasksPage() {
  return <PageHead title="Work queue" />;
}
