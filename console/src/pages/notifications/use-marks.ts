import { useState } from 'react';
import { useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { say } from '../../shell/messages.ts';
import { words } from './words.ts';

export interface Marks {
  readonly mark: (read: boolean, ids?: readonly string[]) => void;
  /** Takes the last mark back; absent: there is none. */
  readonly undo: (() => void) | undefined;
  readonly busy: boolean;
}

/** Marks notifications as read or unread, and takes that back. */
export function useMarks(): Marks {
  const { database } = useCompany();
  const command = useCommand('POST /{database}/notifications/marks');
  const [last, setLast] = useState<{ readonly read: boolean; readonly ids: readonly string[] }>();
  const send = async (read: boolean, ids: readonly string[] | undefined) => {
    const body = { read, ...(ids === undefined ? {} : { ids: [...ids] }) };
    return (await command.runAsync({ params: { database }, body })).changed;
  };
  const failed = (error: unknown) => say({ tone: 'bad', text: toldInLine(error) });
  return {
    busy: command.pending,
    mark(read, ids) {
      send(read, ids).then((changed) => {
        setLast(changed.length === 0 ? undefined : { read, ids: changed });
        if (changed.length > 1) say({ text: words.marked(changed.length, read) });
      }, failed);
    },
    undo:
      last === undefined
        ? undefined
        : () => {
            setLast(undefined);
            send(!last.read, last.ids).then(() => say({ text: words.undone }), failed);
          },
  };
}
