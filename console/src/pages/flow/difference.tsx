import type { FlowDifference } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { differenceWords as words } from './words.ts';

export interface DifferenceProps {
  readonly flow: string;
  readonly version: number;
  /** The one that it is compared with. */
  readonly against: number;
}

/** What changes from one version of a flow to another, as people in the business would say it. */
export function Difference({ flow, version, against }: DifferenceProps) {
  const { database } = useCompany();
  const request = { params: { database, flow, version }, query: { against } };
  const difference = useApi('GET /{database}/flows/{flow}/versions/{version}/diff', request);
  return (
    <Section title={words.title(against, version)} plain>
      <Answer query={difference} what={words.what}>
        {({ changes }) => <Changes changes={changes} />}
      </Answer>
    </Section>
  );
}

/** What is different, line by line. */
export function Changes({ changes }: Pick<FlowDifference, 'changes'>) {
  return (
    <PlainTable
      caption={words.what}
      rows={changes}
      idOf={({ part, sentence, kind }) => `${part} ${kind} ${sentence}`}
      empty={<StateNotice kind="empty">{words.same}</StateNotice>}
      columns={[
        { key: 'part', title: words.part, kind: 'key', render: ({ partTitle }) => partTitle },
        {
          key: 'change',
          title: words.change,
          kind: 'words',
          render: ({ sentence, guess }) => (
            <>
              {sentence.replaceAll(' → ', words.becomes)}
              {guess === null ? null : <Absent>{` ${words.guess(guess)}`}</Absent>}
            </>
          ),
        },
        { key: 'weight', title: words.weight, render: ({ weight }) => words.weights[weight] },
        {
          key: 'direction',
          title: words.direction,
          wideOnly: true,
          render: ({ direction }) => direction ?? <Absent>{words.notApplicable}</Absent>,
        },
        { key: 'roles', title: words.roles, wideOnly: true, render: ({ roles }) => roles.join(', ') || <Absent /> },
      ]}
    />
  );
}
