import type { ChangeRight, ChangeView } from '@throughline/api';
import { Status } from '../../parts/marks/status.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { words } from '../changes/words.ts';
import styles from '../declared/declared.module.css';

type Line = ChangeRight['roles'][number] & Pick<ChangeRight, 'id' | 'decision'> & { readonly isFirst: boolean };

const columns: readonly PlainColumn<Line>[] = [
  {
    key: 'rule',
    title: words.rule,
    kind: 'words',
    render: ({ id, decision, isFirst }) => (isFirst ? `${id} ${decision}` : null),
  },
  { key: 'role', title: words.who2, kind: 'key', render: ({ title }) => title },
  {
    key: 'agreed',
    title: words.agreed,
    render: ({ agreed }) => (agreed === null ? <Absent>{words.notYet}</Absent> : <Status tone="ok">{agreed.by.name}</Status>),
  },
  { key: 'at', title: words.at, wideOnly: true, render: ({ agreed }) => <When at={agreed?.at ?? null} as="day" /> },
];

/** Which decision rights apply, whom each asks for, and who of them has agreed. */
export function Rights({ view: { rights, otherwise, type, risk } }: { readonly view: ChangeView }) {
  const lines = rights.flatMap(({ id, decision, roles }) =>
    roles.map((role, index): Line => ({ ...role, id, decision, isFirst: index === 0 })),
  );
  const isStandard = type === 'standard' && risk === 'low';
  return (
    <Section title={words.rights}>
      <PlainTable
        caption={words.rights}
        {...{ columns }}
        rows={lines}
        idOf={({ id, name }) => `${id} ${name}`}
        empty={
          <p className={styles['why']}>
            {isStandard ? words.standardRight : words.noRight(otherwise.map(({ title }) => title).join(', '))}
          </p>
        }
      />
    </Section>
  );
}
