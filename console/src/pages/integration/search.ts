import type { IntegrationRun } from '@throughline/api';
import { oneOf, type RawSearch } from '../../search.ts';

export const runStates = ['success', 'partial', 'failed', 'running'] as const satisfies readonly IntegrationRun['status'][];

/** What the address of this page may hold: which of its runs. */
export interface IntegrationSearch {
  readonly runs?: IntegrationRun['status'];
}

export function readIntegrationSearch(raw: RawSearch): IntegrationSearch {
  const runs = oneOf(raw['runs'], runStates);
  return runs === undefined ? {} : { runs };
}
