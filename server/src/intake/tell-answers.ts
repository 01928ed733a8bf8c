import type { AnswersTold } from '@throughline/api';
import type { Throughline } from '../throughline.ts';
import { type Looking, readCases, textOf } from './requests.ts';

const tellable: readonly string[] = ['accepted', 'not_now', 'declined', 'duplicate', 'planned', 'in_delivery', 'released'];

/** Sends every decision that was not told yet: each as an event of its request, with a mail where there is an address. Told twice, it is sent once. */
export async function tellAnswers(
  throughline: Throughline,
  { actor, visible }: Pick<Looking, 'actor' | 'visible'>,
): Promise<AnswersTold> {
  const waiting = (await readCases(throughline, 'request', visible))
    .filter(
      ({ state, data }) => tellable.includes(state) && data['decision'] !== undefined && data['answered'] !== data['decision'],
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const results = await throughline.engine.dispatch(
    waiting.map(({ id }) => ({ case: { id }, input: { kind: 'command' as const, type: 'tell', data: {}, actor } })),
  );
  const told: AnswersTold['told'][number][] = [];
  const refused: AnswersTold['refused'][number][] = [];
  for (const [index, { key: number, data }] of waiting.entries()) {
    const result = results[index];
    if (result?.outcome === 'refused' || result?.outcome === 'failed') refused.push({ number, message: result.refusal.message });
    else
      told.push({
        number,
        decision: data['decision'] as AnswersTold['told'][number]['decision'],
        mailed: textOf(data['contact']) !== null,
      });
  }
  return { told, refused };
}
