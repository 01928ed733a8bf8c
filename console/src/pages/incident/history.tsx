import type { IncidentRoom } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { CaseLink } from '../../parts/text/case-link.tsx';
import { Amounts } from '../../parts/text/money.tsx';
import { When } from '../../parts/text/when.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import declared from '../declared/declared.module.css';
import { words } from '../incidents/words.ts';
import { RowsCsv } from '../rows-csv.tsx';

/** What was said to whom, what failed together, and all that happened. */
export function History({ room: { incident, said, timeline, groups } }: { readonly room: IncidentRoom }) {
  const { database } = useCompany();
  const settings = useFormat();
  const { locale } = settings;
  const told = ({ changes, text }: IncidentRoom['timeline'][number]) =>
    [
      ...changes.map(({ title, kind, value }) => `${title}: ${formatValue(value, { kind, currency: null, settings })}`),
      ...(text === '' ? [] : [text]),
    ].join('; ');
  return (
    <>
      <Section title={words.said}>
        <PlainTable
          caption={words.said}
          rows={said}
          columns={[
            { key: 'at', title: words.when, kind: 'key', render: ({ at }) => <When at={at} as="moment" /> },
            { key: 'to', title: words.to, render: ({ audience }) => words.audiences[audience] ?? audience },
            { key: 'by', title: words.by, render: ({ by }) => by.name },
            {
              key: 'text',
              title: words.text,
              kind: 'words',
              render: ({ text }) => <div className={declared['lines']}>{text}</div>,
            },
          ]}
          idOf={({ at, audience }) => `${at} ${audience}`}
          empty={<StateNotice kind="empty">{words.nothingSaid}</StateNotice>}
        />
      </Section>
      {groups.length === 0 ? null : (
        <Section title={words.groups}>
          <PlainTable
            caption={words.groups}
            rows={groups}
            columns={[
              {
                ...{ key: 'group', title: words.number, kind: 'key' },
                render: ({ caseId, number }) => <CaseLink href={caseAddress(database, caseId)}>{number}</CaseLink>,
              },
              { key: 'state', title: words.state, render: ({ state }) => state.title },
              {
                ...{ key: 'parts', title: words.happened, kind: 'words' },
                render: ({ parts }) =>
                  parts
                    .map(({ count, errorClass, behind }) =>
                      [`${formatCount(count, locale)} ${errorClass}`, ...(behind === null ? [] : [behind.release])].join(', '),
                    )
                    .join('; '),
              },
              { key: 'risk', title: words.atRisk, kind: 'figure', render: ({ atRisk }) => <Amounts amounts={atRisk} /> },
            ]}
            idOf={({ caseId }) => caseId}
            empty={null}
          />
        </Section>
      )}
      <Section
        title={words.timeline}
        note={
          <RowsCsv
            name={`${incident.number}-timeline`}
            rows={timeline}
            columns={[
              ['at', ({ at }) => at],
              [words.by, ({ by }) => by.name],
              [words.happened, ({ title }) => title],
              [words.text, told],
            ]}
          />
        }
      >
        <PlainTable
          caption={words.timeline}
          rows={timeline.map((one, index) => ({ ...one, id: String(index) }))}
          columns={[
            { key: 'at', title: words.when, kind: 'key', render: ({ at }) => <When at={at} as="moment" /> },
            { key: 'title', title: words.happened, render: ({ title }) => title },
            { key: 'by', title: words.by, wideOnly: true, render: ({ by }) => by.name },
            { key: 'text', title: words.text, kind: 'words', wideOnly: true, render: told },
          ]}
          idOf={({ id }) => id}
          empty={null}
        />
      </Section>
    </>
  );
}
