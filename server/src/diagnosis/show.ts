import type { Diagnosis } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

export function showDiagnosis(_: Throughline, __: string, ___: CompanyContext): Promise<Diagnosis> {
  return Promise.reject(missing());
}
