import type { SampleStep } from '@throughline/api';
import { useRef } from 'react';
import { formatDay } from '../../format/day.ts';
import { formatAmount, formatMoney } from '../../format/money.ts';
import { formatNumber } from '../../format/number.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../text/anchor.tsx';
import { Absent } from '../text/money.tsx';
import { unseen } from '../text/unseen.ts';
import styles from './sheet.module.css';
import { useScrolls } from './use-scrolls.ts';
import { words } from './words.ts';

export interface SampleSheetProps {
  readonly caption: string;
  readonly sample: SampleStep;
  readonly hrefOf: (caseId: string) => string;
}

type Field = SampleStep['fields'][number];
type Cell = SampleStep['cases'][number]['cells'][number];

/** Cases side by side, the affected first and their controls beside them; what most affected ones have and no control has is marked. */
export function SampleSheet({ caption, sample: { fields, cases }, hrefOf }: SampleSheetProps) {
  const currencies = new Set(cases.flatMap(({ currency }) => (currency === null ? [] : [currency])));
  const [only] = currencies.size === 1 ? currencies : [];
  const frame = useRef<HTMLDivElement>(null);
  const scrolls = useScrolls(frame, cases.length);
  return (
    <div ref={frame} className={styles['scroll']} tabIndex={scrolls ? 0 : undefined}>
      <table className={styles['sheet']}>
        <caption className={unseen}>{caption}</caption>
        <thead>
          <tr>
            <td />
            {cases.map(({ case: { id, key }, why }) => (
              <th key={id} scope="col" data-control={why === 'control' || undefined}>
                <Anchor className="link" href={hrefOf(id)}>
                  {key}
                </Anchor>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">{words.whyChosen}</th>
            {cases.map(({ case: { id }, why }) => (
              <td key={id} data-control={why === 'control' || undefined}>
                {words.reasons[why]}
              </td>
            ))}
          </tr>
          {fields.map((field, index) => (
            <tr key={field.name}>
              <th scope="row">{field.kind === 'money' && only !== undefined ? `${field.title}, ${only}` : field.title}</th>
              {cases.map(({ case: { id }, why, cells, currency }) => (
                <Sampled
                  key={id}
                  field={field}
                  cell={cells[index]}
                  currency={currency}
                  bare={only !== undefined}
                  control={why === 'control'}
                />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SampledProps {
  readonly field: Field;
  readonly cell: Cell | undefined;
  readonly currency: string | null;
  /** The currency stands at the head of the line. */
  readonly bare: boolean;
  readonly control: boolean;
}

function Sampled({ field: { kind }, cell, currency, bare, control }: SampledProps) {
  const settings = useFormat();
  const value = cell?.value ?? null;
  const isFigure = kind === 'money' || kind === 'number';
  const text = value === null ? undefined : cellText(value, kind, { currency, bare }, settings);
  return (
    <td
      data-figure={isFigure || undefined}
      data-marked={cell?.marked === true || undefined}
      data-control={control || undefined}
      title={text}
    >
      {text ?? (cell?.marked === true ? words.missing : <Absent />)}
    </td>
  );
}

function cellText(
  value: string | number,
  kind: Field['kind'],
  { currency, bare }: Pick<SampledProps, 'currency' | 'bare'>,
  settings: FormatSettings,
): string {
  if (kind === 'money' && typeof value === 'number') {
    const money = { amount: value, currency };
    return bare ? formatAmount(money, settings.locale) : formatMoney(money, settings.locale);
  }
  if (kind === 'day' && typeof value === 'string') return formatDay(value, settings);
  return typeof value === 'number' ? formatNumber(value, settings.locale) : value;
}
