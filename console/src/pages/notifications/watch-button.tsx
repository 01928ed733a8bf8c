import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { toldInLine } from '../../data/problem.ts';
import { KeyButton } from '../../keys/key-hint.tsx';
import { say } from '../../shell/messages.ts';
import { words } from './words.ts';

/** Has the reader told when a case moves, or no longer. */
export function WatchButton({ id }: { readonly id: string }) {
  const { database } = useCompany();
  const params = { database, case: id };
  const watch = useApi('GET /{database}/cases/{case}/watch', { params });
  const begin = useCommand('PUT /{database}/cases/{case}/watch');
  const end = useCommand('DELETE /{database}/cases/{case}/watch');
  const watching = watch.data?.watching ?? false;
  const change = () => {
    const asked: Promise<unknown> = watching ? end.runAsync({ params }) : begin.runAsync({ params });
    asked.then(
      () => say({ text: watching ? words.watch.not : words.watch.watching }),
      (error: unknown) => say({ tone: 'bad', text: toldInLine(error) }),
    );
  };
  return (
    <KeyButton keys="w" loading={begin.pending || end.pending} disabled={watch.data === undefined} onClick={change}>
      {watching ? words.watch.unwatch : words.watch.watch}
    </KeyButton>
  );
}
