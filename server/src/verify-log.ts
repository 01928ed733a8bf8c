import { type LogVerdict, type VerifyOptions, verifyLog as verifyEngineLog } from '@throughline/engine';
import type { Throughline } from './throughline.ts';

export type VerifyRequest = VerifyOptions;

/** Recomputes the whole log and compares every case with the sum of its events. Changes nothing. */
export function verifyLog({ pool }: Throughline, request: VerifyRequest = {}): Promise<LogVerdict> {
  return verifyEngineLog(pool, request);
}
