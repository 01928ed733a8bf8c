import type { MinedCase, Mining } from '@throughline/api';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';

/** Which cases of a flow are looked at. */
export interface MiningAsked {
  /** Days: of cases that began in them. */
  readonly from?: string;
  readonly to?: string;
  /** Each `<field>=<value>`. */
  readonly where?: readonly string[];
}

export interface MiningFor {
  readonly visible: Visible;
  readonly signal?: AbortSignal;
}

const missing = () => new ThroughlineError('database-not-ready', 'Mining is not there yet');

export function showMining(
  _: Throughline,
  __: string,
  ___: MiningAsked & { readonly top: number },
  ____: MiningFor,
): Promise<Mining> {
  return Promise.reject(missing());
}

export interface MinedCasesAsked extends MiningAsked {
  readonly variant?: string;
  readonly activity?: string;
  readonly next?: string;
  readonly again?: boolean;
  readonly deviation?: string;
  readonly limit: number;
  readonly after?: string;
}

export function minedCases(
  _: Throughline,
  __: string,
  ___: MinedCasesAsked,
  ____: MiningFor,
): Promise<{ items: MinedCase[]; next?: string }> {
  return Promise.reject(missing());
}
