import type { ChangeView } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../changes/words.ts';

type Part = ChangeView['package'][number];

const columns: readonly PlainColumn<Part>[] = [
  { key: 'part', title: words.part, kind: 'key', render: ({ title }) => title },
  {
    key: 'stands',
    title: words.stands,
    render: ({ isThere, isNeeded }) =>
      isThere ? (
        <Status tone="ok">{words.there}</Status>
      ) : isNeeded ? (
        <Status tone="bad">{words.missing}</Status>
      ) : (
        <Absent>{words.notNeeded}</Absent>
      ),
  },
  { key: 'text', title: words.text, kind: 'words', render: ({ text }) => (text === '' ? <Absent /> : text) },
];

/** Its proof, part by part: what is there, and what is missing before it can be submitted. */
export function Package({ view }: { readonly view: ChangeView }) {
  return (
    <Section title={words.pack} aside={view.missing.length === 0 ? undefined : view.missing.join(', ')}>
      <PlainTable caption={words.pack} {...{ columns }} rows={view.package} idOf={({ part }) => part} empty={null} />
    </Section>
  );
}
