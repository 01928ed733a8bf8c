import { Checkbox } from '@mantine/core';
import styles from './access.module.css';

export interface ChoicesProps {
  readonly legend: string;
  readonly note?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
}

/** Any number of a few. */
export function Choices({ legend, note, options, chosen, onChange }: ChoicesProps) {
  return (
    <fieldset className={styles['choices']}>
      <legend>{legend}</legend>
      {options.map(({ value, label }) => (
        <Checkbox
          key={value}
          label={label}
          checked={chosen.includes(value)}
          onChange={({ currentTarget: { checked } }) =>
            onChange(checked ? [...chosen, value] : chosen.filter((one) => one !== value))
          }
        />
      ))}
      {note === undefined ? null : <p className={styles['note']}>{note}</p>}
    </fieldset>
  );
}
