import type { ConnectorMachine } from '../../src/index.ts';

/** The machine's clock; a pause is over at once, so that no test waits. */
export const patientMachine: ConnectorMachine = {
  now: () => Date.now(),
  wait: async (_, signal) => signal.throwIfAborted(),
};
