import { toldInLine } from '../data/problem.ts';
import type { Sent } from '../data/sent.ts';
import { say } from './messages.ts';

/**
 * Tells what came of an action: that it is done, in the words given. A refusal is told where it was asked; to who has gone to
 * another page meanwhile, here. Resolves with what was settled.
 */
export async function tellSent(settling: Promise<readonly Sent[]>, done: (sent: Sent) => string): Promise<Sent | undefined> {
  const { pathname } = window.location;
  const [sent] = await settling;
  if (sent?.status === 'done') say({ text: done(sent) });
  else if (sent !== undefined && window.location.pathname !== pathname)
    say({ tone: 'bad', text: `${sent.title}: ${toldInLine(sent.error)}` });
  return sent;
}
