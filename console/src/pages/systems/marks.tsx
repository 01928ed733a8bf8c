import type { CoverageRow } from '@throughline/api';
import { Status, type Tone } from '../../parts/marks/status.tsx';
import { words } from './words.ts';

const coverageTones: Readonly<Record<CoverageRow['standing'], Tone>> = {
  ...{ 'no-owner': 'bad', exposed: 'bad', undocumented: 'warn', 'one-person': 'warn', covered: 'ok' },
};

/** The worst that is so of what is written of something, and of who can keep it. */
export function CoverageMark({ standing }: Pick<CoverageRow, 'standing'>) {
  return <Status tone={coverageTones[standing]}>{words.coverageOf[standing]}</Status>;
}

type DocumentStanding = CoverageRow['documents'][number]['standing'];
const documentTones: Readonly<Record<DocumentStanding, Tone>> = {
  ...{ current: 'ok', due: 'warn', stale: 'bad', draft: 'none', missing: 'none' },
};

/** Whether a document still holds. What is missing and asked for is as bad as what is stale. */
export function DocumentMark({ standing, isAsked = false }: { readonly standing: DocumentStanding; readonly isAsked?: boolean }) {
  const isGap = isAsked && (standing === 'missing' || standing === 'draft');
  return <Status tone={isGap ? 'bad' : documentTones[standing]}>{words.standings[standing]}</Status>;
}
