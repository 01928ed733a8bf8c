import type { Diagnosis, DiagnosisQuestion } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

export function openDiagnosis(_: Throughline, __: DiagnosisQuestion, ___: CompanyContext): Promise<Diagnosis> {
  return Promise.reject(missing());
}
