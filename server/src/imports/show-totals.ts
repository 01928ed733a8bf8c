import type { TotalsCheck } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import { showImport } from './import-runs.ts';

/** How the sums of an import stand. @throws ThroughlineError import-unknown */
export async function showTotals(throughline: Throughline, id: string): Promise<TotalsCheck> {
  const { status } = await showImport(throughline, id);
  const { rows } = await throughline.pool.query<{ control: TotalsCheck | null }>(
    'select control from throughline_server.import where id = $1',
    [id],
  );
  const found = rows[0]?.control;
  if (found != null) return found;
  throw new ThroughlineError(
    'import-unknown',
    status === 'running' ? 'The import is still running' : 'The import ended before its sums were checked',
    { place: 'import' },
  );
}
