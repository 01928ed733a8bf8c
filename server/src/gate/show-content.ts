import type { ChangeContentView, ContentView } from '@throughline/api';
import type { CaseView } from '@throughline/engine';
import { ThroughlineError } from '../errors.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import { readBrought } from './carried.ts';
import type { ChangeContent } from './content.ts';
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
 * The change and what it puts in force, as it was proposed.
 *
 * @throws ThroughlineError case-unknown: there is no such change, or it is not of our own definitions
 */
export async function findContent(
  throughline: Throughline,
  number: string,
  visible: Visible,
): Promise<{ readonly found: CaseView; readonly content: ChangeContent }> {
  const found = await findChange(throughline, number, visible);
  const content = await readKept(throughline.pool, String(found.data['contentHash'] ?? ''));
  if (content !== undefined) return { found, content };
  throw new ThroughlineError('case-unknown', `The change ${number} puts nothing of our own definitions in force`, {
    place: 'number',
  });
}

/**
 * What a change puts in force, against what is in force now; once it was carried out, against what was before it.
 *
 * @throws ThroughlineError case-unknown: there is no such change, or it is not of our own definitions
 */
export async function showContent(throughline: Throughline, number: string, visible: Visible): Promise<ChangeContentView> {
  const { found, content } = await findContent(throughline, number, visible);
  const { view } = await judgeContent(throughline, content, { visible, change: number });
  const baseline = found.data['baseline'];
  const proposedAgainst = typeof baseline === 'string' ? baseline : null;
  const brought = (await readBrought(throughline.pool, number)).flatMap(({ flow, version, from }) =>
    from === null ? [] : [{ flow, version, from: from.toISOString() }],
  );
  return {
    ...{ number, proposedAgainst, brought, content: withBegin(view, brought) },
    isCurrent: proposedAgainst === view.baseline,
    isCarriedOut: await isCarriedOut(throughline, found),
  };
}

/** The gate has said that it did. */
async function isCarriedOut({ engine }: Throughline, { id }: CaseView): Promise<boolean> {
  const events = await engine.history(id, { limit: 1000 });
  return events.some(({ type }) => type === 'implemented');
}
