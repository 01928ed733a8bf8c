import { type Distributed, distribute } from '@throughline/engine';
import { type OpenOptions, withUnready } from './throughline.ts';

/**
 * Spreads the company's own database over the machines of a Citus cluster.
 *
 * @throws EngineError citus-missing, distribute-unfit
 */
export function distributeCompany(env: OpenOptions['env']): Promise<Distributed> {
  return withUnready({ env }, ({ pool }) => distribute(pool));
}
