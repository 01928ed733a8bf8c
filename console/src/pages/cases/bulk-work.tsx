import type { CaseRow, FlowDetail, Money } from '@throughline/api';
import { useState } from 'react';
import { BulkBar } from '../../parts/list/bulk-bar.tsx';
import { nothingSelected, type Selection } from '../../parts/table/selection.ts';
import { BulkForm, type BulkKind } from './bulk-form.tsx';
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
  const [kind, setKind] = useState<BulkKind>();
  const selected = rows.filter(({ id }) => selection.has(id));
  const titles = [...new Set(selected.flatMap(({ awaiting }) => awaiting.map(({ title }) => title)))];
  return (
    <>
      <BulkBar
        count={selected.length}
        amounts={sums(selected, flow)}
        actions={[
          { title: words.assign, keys: 'i', onRun: () => setKind('assign') },
          { title: words.comment, keys: 'c', onRun: () => setKind('comment') },
        ]}
        refused={titles.slice(0, 2).map((title) => ({ title: words.approve(title), why: words.approveSingly }))}
        onClear={() => onSelection(nothingSelected)}
      />
      {kind === undefined || selected.length === 0 ? null : (
        <BulkForm
          kind={kind}
          rows={selected}
          onClose={(refused) => {
            setKind(undefined);
            if (refused !== undefined) onSelection(new Set(refused));
          }}
        />
      )}
    </>
  );
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
