import type { RequestDetail } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { type PlainColumn, PlainTable } from '../../parts/table/plain-table.tsx';
import { Absent } from '../../parts/text/money.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import styles from '../intake/intake.module.css';
import { words } from '../intake/words.ts';

type Input = RequestDetail['inputs'][number];

/** What it is worth, input by input, so that a person can work it out again. */
export function Score({ view }: { readonly view: RequestDetail }) {
  const { locale } = useFormat();
  const { inputs, rubric, arithmetic } = view;
  const columns: readonly PlainColumn<Input>[] = [
    { key: 'input', title: words.input, kind: 'key', render: ({ title }) => title },
    { key: 'value', title: words.value, kind: 'figure', render: ({ value }) => formatCount(value, locale) },
    {
      key: 'weight',
      title: words.weight,
      kind: 'figure',
      render: ({ weight }) => (weight === null ? <Absent>{words.notApplicable}</Absent> : formatCount(weight, locale)),
    },
    {
      key: 'product',
      title: words.product,
      kind: 'figure',
      render: ({ value, weight }) =>
        weight === null ? <Absent>{words.notApplicable}</Absent> : formatCount(value * weight, locale),
    },
  ];
  return (
    <Section title={words.scoring} aside={rubric === null ? undefined : words.rubric(words.rubrics[rubric] ?? rubric)}>
      {arithmetic === null ? null : <p className={styles['arithmetic']}>{arithmetic}</p>}
      <PlainTable
        caption={words.scoring}
        columns={columns}
        rows={inputs}
        idOf={({ title }) => title}
        empty={<StateNotice kind="empty">{words.notScored}</StateNotice>}
      />
    </Section>
  );
}
