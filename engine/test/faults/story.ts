import type { Actor, Input, JsonObject } from '@throughline/language';
import { caseId, childId } from '../../src/case-id.ts';
import type { DispatchResult, Submission } from '../../src/dispatch/submission.ts';
import type { Work } from './work.ts';

/** What somebody wants to happen, once; who is told about it by their name alone. */
export interface Wish {
  readonly actor: string;
  readonly submission: Submission;
  /** What was answered, each time that it was. */
  readonly answers: DispatchResult[];
  /** How often it was sent. */
  sent: number;
}

const day = 86_400_000;
const roles = ['desk', 'lead'];
const source = { name: 'erp', liveFrom: 0 };

/** A wish under a receipt of its own, by an actor whom nothing else names. */
export function wish(
  of: { readonly flow: string; readonly key: string; readonly id?: string },
  type: string,
  name: string,
  data: JsonObject = {},
  occurredAt?: number,
): Wish {
  const actor: Actor = { id: `ann#${name}`, kind: occurredAt === undefined ? 'person' : 'source', principal: 'ann', roles };
  const input: Input =
    occurredAt === undefined ? { kind: 'command', type, data, actor } : { kind: 'fact', type, data, actor, source, occurredAt };
  const address = of.id === undefined ? { flow: of.flow, entity: 'halden', key: of.key } : { id: of.id };
  return { actor: actor.id, submission: { case: address, input, receipt: { source: 'erp', key: name } }, answers: [], sent: 0 };
}

export function jobId(key: string): string {
  return caseId({ flow: 'job', entity: 'halden', key });
}

export const stepNames = [
  'births',
  'commands',
  'messages',
  'pieces',
  'sweep',
  'journey',
  'migration',
  'way back',
  'ends',
  'seal',
  'erasure',
  'retention',
] as const;
export type StepName = (typeof stepNames)[number];

export interface Step {
  readonly name: StepName;
  readonly wishes: readonly Wish[];
  readonly work: Work;
}

/** What a round asks for, in its order; with its own keys, from where the clock stands. */
export function storyOf(round: string, now: number): readonly Step[] {
  const [a, b] = [`${round}a`, `${round}b`];
  const [inA, inB, stock, note] = [
    { flow: 'job', key: a },
    { flow: 'job', key: b },
    { flow: 'stock', key: `${round}s` },
    { flow: 'note', key: `${round}n` },
  ];
  const dueOn = new Date(now + day).toISOString().slice(0, 10);
  const begin = (of: { readonly flow: string; readonly key: string }, pieces: readonly string[]) =>
    wish(of, 'begin', `${of.key} begin`, { number: of.key, stock: stock.key, contact: `${of.key}@example.org`, dueOn, pieces });
  const piece = (key: string, type: string) =>
    wish({ flow: 'piece', key, id: childId(jobId(a), 'piece', key) }, type, `${a} ${key} ${type}`);
  const month = new Date(now + 40 * day);
  const dispatch = (wishes: readonly Wish[]) => ({ wishes, work: asked('dispatch', wishes) });
  const submit = (wishes: readonly Wish[]) => ({ wishes, work: asked('submit', wishes) });
  const none: readonly Wish[] = [];
  return [
    {
      name: 'births',
      ...dispatch([
        ...[wish(stock, 'lay', `${stock.key} lay`, { number: stock.key }), begin(inA, ['p', 'q']), begin(inB, ['r'])],
        ...[wish(inA, 'pay', `${a} pay`, { amount: 5 }, now), wish(note, 'write', `${note.key} write`, { number: note.key })],
        ...[wish(inB, 'tell', `${b} tell`), wish(inB, 'ask', `${b} ask`)],
      ]),
    },
    {
      name: 'commands',
      ...submit([
        ...[wish(inA, 'shout', `${a} shout`), wish(inA, 'tell', `${a} tell`), wish(inA, 'reserve', `${a} reserve`)],
        ...[wish(inA, 'say', `${a} say`), wish(note, 'read', `${note.key} read`)],
        ...[1, 2].map((time) => wish(inB, 'reserve', `${b} reserve ${time}`)),
      ]),
    },
    { name: 'messages', wishes: none, work: { do: 'settle' } },
    { name: 'pieces', ...submit([piece('p', 'pick'), piece('q', 'drop')]) },
    { name: 'sweep', wishes: none, work: { do: 'sweep' } },
    { name: 'journey', wishes: none, work: { do: 'travel', to: now + 40 * day } },
    { name: 'migration', wishes: none, work: { do: 'migrate', back: false } },
    { name: 'way back', wishes: none, work: { do: 'migrate', back: true } },
    { name: 'ends', ...dispatch([wish(inA, 'finish', `${a} finish`), wish(inB, 'finish', `${b} finish`)]) },
    { name: 'seal', wishes: none, work: { do: 'seal' } },
    { name: 'erasure', wishes: none, work: { do: 'erase', cases: [jobId(b)] } },
    { name: 'retention', wishes: none, work: { do: 'retire', before: Date.UTC(month.getUTCFullYear(), month.getUTCMonth()) } },
  ];
}

function asked(what: 'dispatch' | 'submit', wishes: readonly Wish[]): Work {
  return { do: what, submissions: wishes.map(({ submission }) => submission) };
}

/** Notes what was answered to whom. */
export function noteAnswers(wishes: readonly Wish[], results: readonly DispatchResult[]): void {
  for (const [index, { answers }] of wishes.entries()) {
    const result = results[index];
    if (result !== undefined) answers.push(result);
  }
}
