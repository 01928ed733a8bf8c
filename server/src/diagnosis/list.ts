import type { ResponseOf, Routes } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

export interface ListAsked {
  readonly metric?: string;
  readonly open?: boolean;
  readonly limit: number;
  readonly after?: string;
}
export function listDiagnoses(
  _: Throughline,
  __: ListAsked,
  ___: CompanyContext,
): Promise<ResponseOf<Routes['GET /{database}/diagnoses']>> {
  return Promise.reject(missing());
}
