import { Button, NativeSelect } from '@mantine/core';
import type { Upload } from '@throughline/api';
import { useApi, useCommand } from '../../data/api.ts';
import styles from './import.module.css';
import { words } from './words.ts';

const delimiters: Readonly<Record<string, string>> = {
  ',': words.commas,
  ';': words.semicolons,
  '\t': words.tabs,
  '|': words.bars,
};

export interface FileLineProps {
  readonly upload: Upload;
  readonly flow: string;
  readonly onFlow: (flow: string) => void;
  readonly onOther: () => void;
}

/** Which file it is, and what its rows are. */
export function FileLine({ upload, flow, onFlow, onOther }: FileLineProps) {
  const targets = useApi('GET /{database}/import-targets', { params: { database: 'main' } });
  const discard = useCommand('DELETE /{database}/uploads/{upload}');
  const flows = targets.data?.items.map((item) => ({ value: item.flow.name, label: item.flow.title })) ?? [];
  return (
    <div className={styles['file']}>
      <p>
        <strong>{upload.name}</strong> <span className={styles['why']}>{fileFacts(upload)}</span>
      </p>
      <NativeSelect
        label={words.rowIs}
        data={flows.length === 0 ? [{ value: flow, label: flow }] : flows}
        value={flow}
        onChange={({ currentTarget }) => onFlow(currentTarget.value)}
      />
      <Button
        onClick={() => {
          discard.run({ params: { database: 'main', upload: upload.id } });
          onOther();
        }}
      >
        {words.anotherFile}
      </Button>
    </div>
  );
}

/** How large a file is, and how it is written. */
export function fileFacts({ bytes, columns, delimiter, encoding, format }: Upload): string {
  if (format !== 'csv') return words.fileOf(sizeText(bytes), words.formats[format], columns.length);
  const apart = columns.length === 1 ? '1 column' : words.columnsApartBy(columns.length, delimiters[delimiter] ?? delimiter);
  return words.writtenIn(sizeText(bytes), apart, encoding);
}

export function sizeText(bytes: number): string {
  if (bytes < 1024) return words.bytes(bytes);
  const [size, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kB'] : [bytes / 1024 / 1024, 'MB'];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}
