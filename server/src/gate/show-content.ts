import type { ChangeContentView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readKept } from './content-table.ts';
import { judgeContent } from './judge.ts';
import { changeEntity } from './propose.ts';

/** The case of a change that somebody may see. @throws ThroughlineError case-unknown */
export async function findChange({ engine }: Throughline, number: string, visible: Visible): Promise<CaseView> {
  const found = await engine.findCase({ flow: 'change', entity: changeEntity, key: number });
  if (found !== undefined && visible.sees(found)) return found;
  throw new ThroughlineError('case-unknown', `There is no change ${number}`, { place: 'number' });
}

/**
 * What a change puts in force, against what is in force now.
 *
 * @throws ThroughlineError case-unknown: there is no such change, or it is not of our own definitions
 */
export async function showContent(throughline: Throughline, number: string, visible: Visible): Promise<ChangeContentView> {
  const found = await findChange(throughline, number, visible);
  const content = await readKept(throughline.pool, String(found.data['contentHash'] ?? ''));
  if (content === undefined)
    throw new ThroughlineError('case-unknown', `The change ${number} puts nothing of our own definitions in force`, {
      place: 'number',
    });
  const { view } = await judgeContent(throughline, content, visible);
  const baseline = found.data['baseline'];
  const proposedAgainst = typeof baseline === 'string' ? baseline : null;
  return { number, proposedAgainst, isCurrent: proposedAgainst === view.baseline, content: view };
}
