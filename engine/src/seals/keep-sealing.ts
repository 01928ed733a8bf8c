import type { Anchor } from './anchor.ts';
import type { SignedSeal } from './seal.ts';

export interface KeepSealingOptions {
  readonly anchor?: Anchor;
  /** Between two looks, in milliseconds. Default 10,000. */
  readonly everyMs?: number;
  readonly signal?: AbortSignal;
  readonly onSeal?: (seal: SignedSeal) => void;
  /** A look failed; it is tried again. An anchor that fails is told of, and never holds up sealing. */
  readonly onError?: (error: unknown) => void;
}

/** Resolves after the time, or at once when the signal is aborted. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

interface Sealer {
  seal(): Promise<SignedSeal | undefined>;
  anchorSeals(anchor: Anchor): Promise<number>;
}

const everyMsDefault = 10_000;
/** An anchor that is away is asked again after this long, then twice as long, and so on. */
const pauseMsMax = 10 * 60_000;

/** Seals and anchors until stopped, each at its own pace. */
export function keepSealing(sealer: Sealer, wait: Wait, options: KeepSealingOptions): { stop(): Promise<void> } {
  const { anchor, everyMs = everyMsDefault, onSeal, onError } = options;
  const stopping = new AbortController();
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, options.signal]);
  const loop = async (work: () => Promise<boolean>) => {
    let failures = 0;
    while (!signal.aborted) {
      let isMore = false;
      try {
        isMore = await work();
        failures = 0;
      } catch (error) {
        failures += 1;
        onError?.(error);
      }
      if (!isMore && !signal.aborted) await wait(Math.min(everyMs * 2 ** failures, Math.max(everyMs, pauseMsMax)), signal);
    }
  };
  const seal = async () => {
    const taken = await sealer.seal();
    if (taken !== undefined) onSeal?.(taken);
    return false;
  };
  const loops = [loop(seal), ...(anchor === undefined ? [] : [loop(async () => (await sealer.anchorSeals(anchor)) > 0)])];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
