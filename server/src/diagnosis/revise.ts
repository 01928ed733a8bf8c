import type { BodyOf, Diagnosis, ParamsOf, Routes } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { CompanyContext } from '../http/handler.ts';
import type { Throughline } from '../throughline.ts';

const missing = () => new ThroughlineError('database-not-ready', 'Diagnoses are not computed yet');

const route = 'POST /{database}/diagnoses/{case}/steps/{step}';
export function reviseStep(
  _: Throughline,
  __: ParamsOf<Routes[typeof route]>,
  ___: BodyOf<Routes[typeof route]>,
  ____: CompanyContext,
): Promise<Diagnosis> {
  return Promise.reject(missing());
}
