import { NativeSelect, TextInput } from '@mantine/core';
import type { ColumnChoice, Suggestion } from '@throughline/api';
import styles from './import.module.css';

const dateFormats = [
  { value: 'YYYY-MM-DD', label: '2026-02-01 (year first)' },
  { value: 'DD.MM.YYYY', label: '01.02.2026 (day first)' },
  { value: 'DD/MM/YYYY', label: '01/02/2026 (day first)' },
  { value: 'MM/DD/YYYY', label: '02/01/2026 (month first)' },
] as const;
const decimals = [
  { value: '.', label: '1,234.50 (point)' },
  { value: ',', label: '1.234,50 (comma)' },
] as const;

export interface WaysProps {
  readonly suggestion: Suggestion;
  readonly choice: ColumnChoice;
  readonly onChoice: (choice: ColumnChoice) => void;
}

/** How the file writes days and amounts, and what holds for all of its rows. */
export function Ways({ suggestion, choice, onChoice }: WaysProps) {
  const { because } = suggestion;
  const { columns, entity, currency, dateFormat, decimal } = choice;
  const currencyColumn = columns['currency'];
  const reason = (way: 'dateFormat' | 'decimal' | 'currency' | 'entity') =>
    choice[way] === suggestion.choice[way] ? because[way] : 'Your choice';
  const setCurrency = (text: string) => {
    const { currency: _, ...others } = choice;
    onChoice(text === '' ? others : { ...others, currency: text.toUpperCase() });
  };
  return (
    <div className={styles['ways']}>
      <NativeSelect
        label="Days are written"
        description={reason('dateFormat')}
        data={[...dateFormats]}
        value={dateFormat}
        onChange={({ currentTarget }) => onChoice({ ...choice, dateFormat: currentTarget.value as ColumnChoice['dateFormat'] })}
      />
      <NativeSelect
        label="Amounts are written"
        description={reason('decimal')}
        data={[...decimals]}
        value={decimal}
        onChange={({ currentTarget }) => onChoice({ ...choice, decimal: currentTarget.value as ColumnChoice['decimal'] })}
      />
      <TextInput
        label={currencyColumn === undefined ? 'Currency of all amounts' : 'Currency where the column is empty'}
        description={
          currency === undefined
            ? currencyColumn === undefined
              ? 'No column says it'
              : 'None: such a row is an error'
            : reason('currency')
        }
        value={currency ?? ''}
        maxLength={3}
        placeholder="EUR"
        onChange={({ currentTarget }) => setCurrency(currentTarget.value)}
      />
      <TextInput
        label="Entity"
        description={columns['entity'] === undefined ? reason('entity') : `The column “${columns['entity']}” says it`}
        value={entity}
        maxLength={200}
        disabled={columns['entity'] !== undefined}
        onChange={({ currentTarget }) => onChoice({ ...choice, entity: currentTarget.value })}
      />
    </div>
  );
}
