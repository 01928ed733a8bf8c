import { operationsOtherwise } from './defects.ts';
import type { Defect } from './simulate.ts';

/** Faults with effects and messages, each of which a simulation must find. */
export const effectDefects: Readonly<Record<string, Defect>> = {
  'effects are claimed without a lease': operationsOtherwise((tx) => ({
    claimEffects: (claim) => tx.claimEffects({ ...claim, leaseMs: 0 }),
  })),
  'leases are not prolonged': operationsOtherwise(() => ({
    extendLeases: async (effects) => new Set(effects.map(({ caseId, key }) => `${caseId}/${key}`)),
  })),
  'who lost the lease ends the effect all the same': operationsOtherwise((tx) => ({
    endEffects: (ends, by) => tx.endEffects(ends, { ...by, worker: null }),
  })),
  'messages of a lane are delivered by several at once, last first': operationsOtherwise((tx) => ({
    lockMessageLane: async () => true,
    readWaitingMessages: async (lane, limit) => (await tx.readWaitingMessages(lane, limit)).toReversed(),
  })),
  'effects are forgotten': operationsOtherwise(() => ({ insertEffects: async () => undefined })),
};
