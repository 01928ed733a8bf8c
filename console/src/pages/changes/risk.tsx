import type { ChangeRow } from '@throughline/api';
import { Severity } from '../../parts/marks/status.tsx';

/** How risky it is: with its glyph and its word. */
export function Risk({ risk }: Pick<ChangeRow, 'risk'>) {
  return <Severity severity={risk} />;
}
