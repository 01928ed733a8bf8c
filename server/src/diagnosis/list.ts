import type { DiagnosisRow } from '@throughline/api';
import { readPage } from '../cases/case-list.ts';
import { newestFlow } from '../cases/flow-book.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';
import { mayRead } from './question.ts';
import { diagnosisRow } from './view.ts';

export interface ListAsked {
  readonly metric?: string;
  readonly open?: boolean;
  readonly limit: number;
  readonly after?: string;
}

/** Diagnoses, the latest first. What was found is kept back from those who do not see all that it was made of. */
export async function listDiagnoses(
  throughline: Throughline,
  { metric, open, limit, after }: ListAsked,
  { visible }: Pick<CompanyContext, 'visible'>,
): Promise<{ items: DiagnosisRow[]; next?: string }> {
  const flow = await newestFlow(throughline, 'diagnosis');
  const query = {
    ...{ flow: 'diagnosis', sort: '-$key', limit },
    ...(metric === undefined ? {} : { where: [`metric=${metric}`] }),
    ...(open === undefined ? {} : { open }),
    ...(after === undefined ? {} : { after }),
  };
  const { cases, next } = await readPage(throughline, flow, query, visible);
  const items = await Promise.all(
    cases.map(async (found) => {
      const [first] = await throughline.engine.history(found.id, { limit: 1 });
      const row = diagnosisRow(throughline, flow, found, first);
      return (await mayRead(throughline, found, visible)) ? row : { ...row, says: '' };
    }),
  );
  return { items, ...(next === undefined ? {} : { next }) };
}
