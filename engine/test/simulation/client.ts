import { dispatchBatch, dispatchWithin } from '../../src/dispatch/dispatch.ts';
import type { DispatchResult, Submission } from '../../src/dispatch/submission.ts';
import type { Chance } from '../model/scheduling.ts';
import type { Answer } from './record.ts';
import type { Server } from './server.ts';
import type { Errand, Wish } from './story.ts';

/** What a client can see of the world: some server that answers, or does not. */
export interface Office {
  readonly chance: Chance;
  /** Does something with one of the servers; rejects where that one is gone. */
  ask<T>(work: (server: Server) => Promise<T>): Promise<T>;
  pause(milliseconds: number): Promise<void>;
}

class TakenBack extends Error {}

type Told = DispatchResult | 'unknown' | 'taken-back';

/** Sends its wishes in small groups; what it gets no answer to it sends again, where it has a receipt. */
export async function runErrand(office: Office, errand: Errand): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  const left = [...errand];
  while (left.length > 0) {
    const group = left.splice(0, office.chance.integer(1, 4));
    const told = await sendGroup(office, group);
    for (const [index, wish] of group.entries())
      answers.push({ wish, result: await insist(office, wish, told[index] ?? 'unknown') });
    if (office.chance.chance(0.3)) await office.pause(office.chance.integer(1, 2000));
  }
  return answers;
}

async function insist(office: Office, wish: Wish, first: Told): Promise<Told> {
  let told = first;
  while (typeof told === 'string' && wish.submission.receipt !== undefined) {
    await office.pause(office.chance.integer(1, 500));
    [told = 'unknown'] = await sendGroup(office, [wish]);
  }
  return told;
}

async function sendGroup({ ask, chance }: Office, group: readonly Wish[]): Promise<readonly Told[]> {
  const submissions = group.map(({ submission }) => submission);
  const way = chance.integer(0, 9);
  const unknown = group.map(() => 'unknown' as const);
  if (way < 4)
    return Promise.all(
      submissions.map((submission) => ask(({ lanes }) => lanes.submit(submission)).catch(() => 'unknown' as const)),
    );
  if (way < 7) return ask(({ parts }) => dispatchBatch(parts, submissions)).catch(() => unknown);
  const isTakenBack = chance.chance(0.3);
  try {
    return await ask((server) => withinOwn(server, submissions, isTakenBack));
  } catch (error) {
    return error instanceof TakenBack ? group.map(() => 'taken-back' as const) : unknown;
  }
}

/** In a transaction of the caller's own, who may think better of it. */
function withinOwn({ parts }: Server, submissions: readonly Submission[], isTakenBack: boolean) {
  return parts.store.transaction(async (tx) => {
    const results = await dispatchWithin(parts, tx, submissions);
    if (isTakenBack) throw new TakenBack();
    return results;
  });
}
