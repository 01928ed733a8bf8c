import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { KeyButton, type KeyButtonProps } from '../../keys/key-hint.tsx';
import styles from './file-drop.module.css';
import { words } from './words.ts';

export interface FileDropProps extends Pick<KeyButtonProps, 'keys' | 'label' | 'variant'> {
  readonly onFile: (file: File) => void;
  /** Words beside the button. */
  readonly children: ReactNode;
  /** Which files are taken, as a browser says it. Default: files of records. */
  readonly accept?: string;
}

const ofRecords = '.csv,.txt,.tsv,.xlsx,.jsonl,.ndjson,.xes,.gz,.json,.jsonocel,.sqlite,.db,text/csv';

/** Takes a file: chosen by the button, or dropped. */
export function FileDrop({ onFile, children, accept = ofRecords, ...button }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (file: File | undefined) => {
    if (file !== undefined) onFile(file);
  };
  const onDrag = (event: DragEvent, entering: boolean) => {
    event.preventDefault();
    setOver(entering);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is the mouse's way; the button inside is everybody's.
    <div
      className={styles['drop']}
      data-over={over || undefined}
      onDragOver={(event) => onDrag(event, true)}
      onDragLeave={(event) => onDrag(event, false)}
      onDrop={(event) => {
        onDrag(event, false);
        take(event.dataTransfer.files[0]);
      }}
    >
      <KeyButton {...button} size="lg" onClick={() => input.current?.click()}>
        {words.chooseFile}
      </KeyButton>
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={words.csvFile}
        onChange={({ currentTarget }) => {
          take(currentTarget.files?.[0]);
          // The same file may be chosen again once it has been mended.
          currentTarget.value = '';
        }}
      />
      <span className={styles['words']}>{children}</span>
    </div>
  );
}
