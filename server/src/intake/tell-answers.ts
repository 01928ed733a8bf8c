import type { AnswersTold } from '@throughline/api';
import type { Throughline } from '../throughline.ts';
import { type Looking, readCases, textOf, waitsForAnswer } from './requests.ts';

/** Sends every decision that was not told yet: each as an event of its request, with a mail where there is an address. Told twice, it is sent once. */
export async function tellAnswers(
  throughline: Throughline,
  { actor, visible }: Pick<Looking, 'actor' | 'visible'>,
): Promise<AnswersTold> {
  const waiting = (await readCases(throughline, 'request', visible))
    .filter(waitsForAnswer)
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
        decision: (data['decision'] ?? 'returned') as AnswersTold['told'][number]['decision'],
        mailed: textOf(data['contact']) !== null,
      });
  }
  return { told, refused };
}
