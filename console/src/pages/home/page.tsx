import { PageHead } from '../../shell/page-head.tsx';

export function HomePage() {
  return <PageHead title="What broke, what is at risk, what needs a decision" />;
}
