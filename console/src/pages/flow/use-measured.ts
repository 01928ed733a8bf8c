import { useState } from 'react';

/** While something is worked out for the first time, it is asked for again so often. */
const measuringMs = 1200;

/** Whether to ask again soon: what was asked for is still being worked out. To be spread into the options of `useApi`. */
export function useMeasuring(): { readonly refetchMs: number | false; readonly told: (asOf: string | null | undefined) => void } {
  const [waits, setWaits] = useState(false);
  return {
    refetchMs: waits && measuringMs,
    told: (asOf) => {
      const isWaiting = asOf === null;
      if (isWaiting !== waits) setWaits(isWaiting);
    },
  };
}
