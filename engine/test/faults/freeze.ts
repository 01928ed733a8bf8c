import { startHost } from './hosts.ts';
import { noteAnswers, storyOf } from './story.ts';
import type { Strike } from './strike.ts';
import type { Trial } from './trial.ts';

/**
 * A process is stopped at a commit, for longer than its leases last; others do its work meanwhile, and it goes on when they have done so. It holds no
 * locks then, so nobody waits for it.
 */
export async function freezeAt(trial: Trial, name: string, strike: Omit<Strike, 'blow'>): Promise<boolean> {
  const canLookUp = name.startsWith('L');
  const host = await startHost(trial.orders(canLookUp, { ...strike, blow: 'freeze-self' }));
  const going: Promise<unknown>[] = [];
  let isFrozen = false;
  const frozen = host.frozen().then(() => {
    isFrozen = true;
    return undefined;
  });
  frozen.catch(() => undefined); // It has ended, never frozen.
  const steps = storyOf(name, await trial.now());
  const alone = steps.findIndex(({ name: step }) => step === 'messages') + 1;
  for (const { wishes, work } of steps.slice(0, alone)) {
    trial.wishes.push(...wishes);
    const answer = isFrozen ? undefined : host.ask(work);
    if (answer !== undefined) going.push(answer.then((results) => noteAnswers(wishes, results)));
    if ((await Promise.race([answer, frozen])) !== undefined) continue;
    trial.unanswered += wishes.length;
    noteAnswers(wishes, await trial.persist(work, canLookUp));
  }
  await trial.settle(canLookUp);
  host.signal('SIGCONT');
  await Promise.all(going);
  host.signal('SIGKILL');
  await host.ended;
  // From here on there are things that one process does at a time, and waits for who is at it.
  for (const { wishes, work } of steps.slice(alone)) {
    trial.wishes.push(...wishes);
    noteAnswers(wishes, await trial.persist(work, canLookUp));
  }
  await trial.settle(canLookUp);
  return isFrozen;
}
