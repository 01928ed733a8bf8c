import { setTimeout as wait } from 'node:timers/promises';
import type { Throughline } from '../throughline.ts';
import { LogFollower } from './follow-log.ts';
import { mailTransport } from './mail-transport.ts';
import { sendMails } from './send-mails.ts';

const everyMs = 1000;
const mailEveryMs = 3000;

export interface NotifierOptions {
  readonly throughline: Throughline;
  /** Something was noted, or settled. */
  readonly onNoted: () => void;
  readonly onError: (error: unknown) => void;
}

export interface Notifier {
  /** Resolves when what was begun is finished. */
  stop(): Promise<void>;
}

/** Follows the log in the background, and mails. It only reads the company's cases: it goes on while time is travelled. */
export function startNotifier({ throughline, onNoted, onError }: NotifierOptions): Notifier {
  const stopping = new AbortController();
  const { signal } = stopping;
  const follower = new LogFollower(throughline);
  const transport = mailTransport(throughline);
  const loop = async (everyMsOfLoop: number, look: () => Promise<void>) => {
    while (!signal.aborted) {
      try {
        await look();
      } catch (error) {
        // What broke off because it is stopped is taken up again by the next.
        if (!signal.aborted) onError(error);
      }
      await wait(everyMsOfLoop, undefined, { signal }).catch(() => undefined);
    }
  };
  const follow = async () => {
    for (let more = true; more && !signal.aborted; ) {
      const followed = await follower.follow();
      if (followed.notes + followed.settled > 0) onNoted();
      more = followed.more;
    }
  };
  const mail = async () => {
    if (transport !== undefined) await sendMails({ throughline, transport, signal });
  };
  const loops = [loop(everyMs, follow), ...(transport === undefined ? [] : [loop(mailEveryMs, mail)])];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
