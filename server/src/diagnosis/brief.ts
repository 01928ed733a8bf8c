import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

export function brief(_: Throughline, __: string, ___: CompanyContext): Promise<Uint8Array> {
  return Promise.reject(missing());
}
