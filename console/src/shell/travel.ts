import { useIsMutating } from '@tanstack/react-query';
import { useCommand } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { toldInLine } from '../data/problem.ts';
import { useStream } from '../data/stream.ts';
import { formatDayLong, instantOfLocal } from '../format/day.ts';
import { formatCounted } from '../format/number.ts';
import { useFormat } from '../format/settings-context.tsx';
import { say } from './messages.ts';
import { words } from './words.ts';

const travelRoute = 'POST /{database}/clock/travel';
const eventNoun = { one: words.event, many: words.events };
/** How far one may go at once from the menus; the API allows more. */
export const travelDays = [1, 7, 14, 30, 45] as const;

export interface Travel {
  /** Only a simulated company can travel, and only one that is there. */
  readonly possible: boolean;
  /** From 0 to 1 while it goes on, here or in another window. */
  readonly share: number | undefined;
  /** Forward by days, or to 09:00 of a day (`YYYY-MM-DD`). */
  readonly go: (where: { readonly days: number } | { readonly to: string }) => void;
}

/** Moves the clock of the simulated company, and says what happened on the way. */
export function useTravel(): Travel {
  const { database, simulated, door } = useCompany();
  const format = useFormat();
  const { travel } = useStream();
  const command = useCommand(travelRoute, {
    onSuccess: ({ now, events }) =>
      say({ text: words.travelledTo(formatDayLong(now, format), formatCounted(events, eventNoun, format.locale)) }),
  });
  const here = useIsMutating({ mutationKey: [travelRoute] }) > 0;
  const share = travel === undefined ? (here ? 0 : undefined) : (travel.now - travel.from) / Math.max(1, travel.to - travel.from);
  return {
    possible: simulated && (door === undefined || door.status === 'ready'),
    share,
    go: (where) => {
      if (!simulated || share !== undefined) return;
      const to = 'to' in where ? instantOfLocal(`${where.to}T09:00`, format.timeZone) : undefined;
      const body = 'days' in where ? { days: where.days } : { to: new Date(to ?? where.to).toISOString() };
      command.runAsync({ params: { database }, body }).catch((error: unknown) => say({ tone: 'bad', text: toldInLine(error) }));
    },
  };
}
