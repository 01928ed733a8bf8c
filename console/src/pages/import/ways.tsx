import { NativeSelect, TextInput } from '@mantine/core';
import type { ColumnChoice, Suggestion } from '@throughline/api';
import styles from './import.module.css';
import { words } from './words.ts';

const dateFormats = [
  { value: 'YYYY-MM-DD', label: words.yearFirst },
  { value: 'DD.MM.YYYY', label: words.dayFirstPoints },
  { value: 'DD/MM/YYYY', label: words.dayFirstSlashes },
  { value: 'MM/DD/YYYY', label: words.monthFirst },
] as const;
const decimals = [
  { value: '.', label: words.decimalPoint },
  { value: ',', label: words.decimalComma },
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
    choice[way] === suggestion.choice[way] ? because[way] : words.yourChoiceTitle;
  const setCurrency = (text: string) => {
    const { currency: _, ...others } = choice;
    onChoice(text === '' ? others : { ...others, currency: text.toUpperCase() });
  };
  return (
    <div className={styles['ways']}>
      <NativeSelect
        label={words.daysWritten}
        description={reason('dateFormat')}
        data={[...dateFormats]}
        value={dateFormat}
        onChange={({ currentTarget }) => onChoice({ ...choice, dateFormat: currentTarget.value as ColumnChoice['dateFormat'] })}
      />
      <NativeSelect
        label={words.amountsWritten}
        description={reason('decimal')}
        data={[...decimals]}
        value={decimal}
        onChange={({ currentTarget }) => onChoice({ ...choice, decimal: currentTarget.value as ColumnChoice['decimal'] })}
      />
      <TextInput
        label={currencyColumn === undefined ? words.currencyOfAllAmounts : words.currencyWhereColumnEmpty}
        description={
          currency === undefined ? (currencyColumn === undefined ? words.noColumnSays : words.noneIsError) : reason('currency')
        }
        value={currency ?? ''}
        maxLength={3}
        placeholder={words.eur}
        onChange={({ currentTarget }) => setCurrency(currentTarget.value)}
      />
      <TextInput
        label={words.entity}
        description={columns['entity'] === undefined ? reason('entity') : words.columnSays(columns['entity'])}
        value={entity}
        maxLength={200}
        disabled={columns['entity'] !== undefined}
        onChange={({ currentTarget }) => onChoice({ ...choice, entity: currentTarget.value })}
      />
    </div>
  );
}
