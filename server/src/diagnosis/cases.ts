import type { DiagnosisCase, ResponseOf, Routes } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

export interface CasesAsked {
  readonly of: string;
  readonly limit: number;
  readonly after?: string;
}
export function diagnosisCases(
  _: Throughline,
  __: string,
  ___: CasesAsked,
  ____: CompanyContext,
): Promise<ResponseOf<Routes['GET /{database}/diagnoses/{case}/cases']>> {
  return Promise.reject(missing());
}
export function allDiagnosisCases(
  _: Throughline,
  __: string,
  ___: string,
  ____: CompanyContext,
): Promise<readonly DiagnosisCase[]> {
  return Promise.reject(missing());
}
