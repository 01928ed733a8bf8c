import type { Database } from '@throughline/api';
import { one, oneOf, type RawSearch, stringifySearch } from '../../search.ts';

export const steps = ['stage', 'bucket', 'sample', 'pattern', 'action'] as const;
export type Step = (typeof steps)[number];

/** What the address of this page may hold. */
export interface DiagnosisSearch {
  /** The step that keys act on; default: the last. */
  readonly step?: Step;
  /** The name of a number: its cases are shown instead. */
  readonly of?: string;
}

export function readDiagnosisSearch(raw: RawSearch): DiagnosisSearch {
  const step = oneOf(raw['step'], steps);
  const of = one(raw['of']);
  return { ...(step === undefined ? {} : { step }), ...(of === undefined ? {} : { of }) };
}

export function diagnosisAddress(database: Database, id: string, search: DiagnosisSearch = {}): string {
  return `/${database}/diagnoses/${id}${stringifySearch({ ...search })}`;
}
