import type { ChangeContentView, ContentView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readBrought } from './carried.ts';
import { readKept } from './content-table.ts';
import { judgeContent } from './judge.ts';
import { changeEntity } from './propose.ts';

/** The case of a change that somebody may see. @throws ThroughlineError case-unknown */
export async function findChange({ engine }: Throughline, number: string, visible: Visible): Promise<CaseView> {
  const found = await engine.findCase({ flow: 'change', entity: changeEntity, key: number });
  if (found !== undefined && visible.sees(found)) return found;
  throw new ThroughlineError('case-unknown', `There is no change ${number}`, { place: 'number' });
}

/** What measures something else does so from when its flow was brought into force. */
function withBegin(view: ContentView, brought: readonly { readonly from: string }[]): ContentView {
  const from = brought.map((one) => one.from).sort()[0];
  if (from === undefined) return view;
  return { ...view, from, metrics: view.metrics.map((metric) => ({ ...metric, from: metric.becomes === null ? null : from })) };
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
  const isCurrent = proposedAgainst === view.baseline;
  const brought = (await readBrought(throughline.pool, number)).flatMap(({ flow, version, from }) =>
    from === null ? [] : [{ flow, version, from: from.toISOString() }],
  );
  return { number, proposedAgainst, isCurrent, content: withBegin(view, brought), brought };
}
