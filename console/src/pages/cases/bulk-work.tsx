import type { CaseRow, FlowDetail, Money } from '@throughline/api';
import { useState } from 'react';
import { isUnderWay, type Sending, useSent } from '../../data/sent.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { BulkBar } from '../../parts/list/bulk-bar.tsx';
import { nothingSelected, type Selection } from '../../parts/table/selection.ts';
import { say } from '../../shell/messages.ts';
import { BulkForm, type BulkKind, type BulkValue } from './bulk-form.tsx';
import { amountOf } from './case-columns.tsx';
import { moneyColumn } from './views.ts';
import { words } from './words.ts';

export interface BulkWorkProps {
  readonly flow: FlowDetail;
  readonly rows: readonly CaseRow[];
  readonly selection: Selection;
  readonly onSelection: (selection: Selection) => void;
}

/** What may be done with all that is selected; and that approvals may not. */
export function BulkWork({ flow, rows, selection, onSelection }: BulkWorkProps) {
  const { locale } = useFormat();
  const [kind, setKind] = useState<BulkKind>();
  const sent = useSent();
  const selected = rows.filter(({ id }) => selection.has(id));
  // With the answer there, the next may be asked for; that rows are read again holds nobody up.
  const busy = selected.map(({ id }) => sent.of(id)).some((one) => isUnderWay(one) && one?.status !== 'done');
  // Each row shows at once what is expected of it, and why it refused; those that were not done stay selected.
  const run = async (of: BulkKind, value: BulkValue) => {
    setKind(undefined);
    const settled = await sent.send(...selected.map((row) => sendingOf(of, row, value)));
    const not = settled.filter(({ status }) => status !== 'done');
    onSelection(new Set(not.map(({ caseId }) => caseId)));
    const done = words.bulkDone[of];
    say(
      not.length === 0
        ? { text: `${formatCounted(settled.length, { one: words.case, many: words.cases }, locale)} ${done}.` }
        : {
            tone: 'bad',
            text: words.notAllDone(formatCount(settled.length - not.length, locale), done, formatCount(not.length, locale)),
          },
    );
  };
  const titles = [...new Set(selected.flatMap(({ awaiting }) => awaiting.map(({ title }) => title)))];
  return (
    <>
      <BulkBar
        count={selected.length}
        amounts={sums(selected, flow)}
        actions={[
          { title: words.assign, keys: 'i', onRun: () => setKind('assign'), busy },
          { title: words.comment, keys: 'c', onRun: () => setKind('comment'), busy },
        ]}
        refused={titles.slice(0, 2).map((title) => ({ title: words.approve(title), why: words.approveSingly }))}
        onClear={() => onSelection(nothingSelected)}
      />
      {kind === undefined || selected.length === 0 ? null : (
        <BulkForm
          kind={kind}
          count={selected.length}
          onSubmit={(value) => void run(kind, value)}
          onClose={() => setKind(undefined)}
        />
      )}
    </>
  );
}

function sendingOf(kind: BulkKind, { id }: CaseRow, { value, name }: BulkValue): Sending {
  const one = { caseId: id, title: words[kind] };
  return kind === 'assign'
    ? { ...one, body: { type: kind, data: { to: value } }, expected: { assignee: { id: value, name } } }
    : { ...one, body: { type: kind, data: { text: value } }, expected: { comment: value } };
}

/** Each currency by itself, in the order in which they first come. */
function sums(rows: readonly CaseRow[], flow: FlowDetail): readonly Money[] {
  const column = moneyColumn(flow);
  const amounts = rows.map((row) => amountOf(row, column)).filter((money) => money !== null);
  return [...Map.groupBy(amounts, ({ currency }) => currency)].map(([currency, of]) => ({
    currency,
    amount: of.reduce((sum, { amount }) => sum + amount, 0),
  }));
}
