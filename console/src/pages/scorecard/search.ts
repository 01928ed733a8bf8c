import type { Database } from '@throughline/api';

export function scorecardAddress(database: Database): string {
  return `/${database}/scorecard`;
}
