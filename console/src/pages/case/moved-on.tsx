import type { CaseDetail } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Timeline } from '../../parts/case/timeline.tsx';
import styles from './case.module.css';
import { words } from './words.ts';

/** What happened to a case since somebody began to decide about it. */
export function MovedOn({ detail, since }: { readonly detail: CaseDetail; readonly since: number }) {
  const { database } = useCompany();
  const events = useApi('GET /{database}/cases/{case}/events', {
    params: { database, case: detail.case.id },
    query: { limit: 50 },
  });
  const fresh = events.data?.items.filter(({ seq }) => seq > since) ?? [];
  return (
    <div className={styles['moved']} role="alert">
      <p>
        <strong>{words.movedOn}</strong>
        {words.nothingDone}
      </p>
      <Timeline
        events={fresh}
        currency={detail.money?.currency ?? null}
        hrefOf={({ id }) => `/${database}/case/${id}`}
        all
        onAll={() => undefined}
        plain
      />
    </div>
  );
}
