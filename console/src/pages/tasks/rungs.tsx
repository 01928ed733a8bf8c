import type { ResultOf } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { usePages } from '../../data/pages.ts';
import { formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useOpeningRows } from '../../keys/use-opening-rows.ts';
import { DataTable } from '../../parts/table/data-table.tsx';
import { TotalLine } from '../../parts/table/total-line.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import { Choice, ChoiceBar } from './choice-bar.tsx';
import type { WorkProps } from './page.tsx';
import { rungColumns } from './task-columns.tsx';
import { words } from './words.ts';

type RungSoon = ResultOf<'GET /{database}/rungs'>['items'][number];

const idOf = ({ case: { id }, name }: RungSoon) => `${id} ${name}`;

const chosen: Readonly<Record<string, string>> = {
  $none: words.onlyBeforeFirst,
  $historic: words.onlyLateBefore,
};

/** The rungs that fire in the next seven days if nothing happens in between. */
export function Rungs({ search: { flow = '', ladder = '', reached }, show }: WorkProps) {
  const { database } = useCompany();
  const { locale } = useFormat();
  const query = { flow, ladder, limit: 100, ...(reached === undefined ? {} : { reached }) };
  const pages = usePages('GET /{database}/rungs', { params: { database }, query });
  const { items } = pages;
  const hrefOf = (row: RungSoon) => caseAddress(database, row.case.id);
  const keys = useOpeningRows(items, hrefOf);
  if (pages.error !== null) return <StateNotice kind="error" what={words.theRungs} error={pages.error} onRetry={pages.again} />;
  const count = formatCounted(items.length, { one: words.rung, many: words.rungs }, locale);
  return (
    <>
      <ChoiceBar note={words.ifNothingHappensInBetween}>
        {reached === undefined ? null : (
          <Choice checked onChange={() => show({ reached: undefined })}>
            {chosen[reached] ?? words.onlyOnRung(reached)}
          </Choice>
        )}
      </ChoiceBar>
      <DataTable
        caption={words.rungsThatFireIn}
        columns={rungColumns}
        rows={items}
        {...{ idOf, hrefOf, ...keys }}
        onEnd={pages.more}
        loading={pages.waiting}
        empty={<StateNotice kind="empty">{words.noRungFiresIn}</StateNotice>}
        total={(visible) => <TotalLine count={pages.complete ? count : words.soFar(count)} visible={visible} />}
      />
    </>
  );
}
