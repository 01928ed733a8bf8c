import { Button } from '@mantine/core';
import type { ImportField, Upload } from '@throughline/api';
import { useEffect, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { takeFile } from '../../data/chosen-file.ts';
import { told } from '../../data/problem.ts';
import { FileDrop } from '../../parts/file/file-drop.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { sizeText } from './file-line.tsx';
import styles from './import.module.css';
import { Refused } from './refused.tsx';
import { saveTemplate } from './save-file.ts';
import { type Sending, sendFile, uploadBytesMax } from './upload-file.ts';
import { words } from './words.ts';

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'sending'; readonly file: File; readonly bytes: number; readonly sending: Sending }
  | {
      readonly kind: 'refused';
      readonly name: string;
      readonly why: { readonly detail: string; readonly action: string; readonly code: string };
    };

/** Before there is a file: where to give one, and what is looked for in it. */
export function FileStart({ onUpload }: { readonly onUpload: (upload: Upload) => void }) {
  const [state, setState] = useState<State>({ kind: 'none' });
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    const refuse = (why: Extract<State, { kind: 'refused' }>['why']) => setState({ kind: 'refused', name: file.name, why });
    if (file.size > uploadBytesMax) {
      const detail = words.hasAtMostTaken(sizeText(file.size), sizeText(uploadBytesMax));
      return refuse({ code: 'body-too-large', detail, action: words.exportFewer });
    }
    const sending = sendFile(file, (bytes) => {
      setState((now) => (now.kind === 'sending' && now.sending === sending ? { ...now, bytes } : now));
    });
    setState({ kind: 'sending', file, bytes: 0, sending });
    sending.done.then(onUpload, (error: unknown) => refuse(told(error)));
  };
  // A file that was given at the doors waits for this page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is given once.
  useEffect(() => take(takeFile()), []);
  return (
    <>
      {state.kind === 'sending' ? (
        <Progress
          {...state}
          onStop={() => {
            state.sending.stop();
            setState({ kind: 'none' });
          }}
        />
      ) : (
        <FileDrop keys="p" label={words.chooseFile} variant="filled" onFile={take}>
          {words.orDrop}
          <br />
          {words.noFileAtHand}{' '}
          <button type="button" className={styles['linkButton']} onClick={saveTemplate}>
            {words.downloadTemplate}
          </button>
        </FileDrop>
      )}
      {state.kind === 'refused' ? <Refused error={state.why}>{words.notTaken(state.name)}</Refused> : null}
      <LookedFor />
    </>
  );
}

function Progress({ file, bytes, onStop }: Extract<State, { kind: 'sending' }> & { readonly onStop: () => void }) {
  return (
    <div className={styles['sending']}>
      <div className={styles['progress']}>
        <progress max={Math.max(1, file.size)} value={bytes} aria-label={words.sending(file.name)} />
        <span>{bytes < file.size ? words.sending(file.name) : words.reading(file.name)}</span>
        <span className="num">
          {sizeText(bytes)}
          {words.of}
          {sizeText(file.size)}
        </span>
      </div>
      <Button onClick={onStop}>{words.stop}</Button>
    </div>
  );
}

function LookedFor() {
  const targets = useApi('GET /{database}/import-targets', { params: { database: 'main' } });
  return (
    <Section title={words.whatWeLookFor} aside={words.whateverCalled}>
      <Answer query={targets} what={words.whatLookedFor}>
        {({ items }) => <LookedForTable fields={items.find(({ flow }) => flow.name === 'invoice')?.fields ?? []} />}
      </Answer>
    </Section>
  );
}

function LookedForTable({ fields }: { readonly fields: readonly ImportField[] }) {
  return (
    <div className={styles['scroller']}>
      <table className={styles['table']} aria-label={words.whatWeLookFor}>
        <thead>
          <tr>
            <th scope="col">{words.what}</th>
            <th scope="col">{words.oftenCalled}</th>
            <th scope="col">{words.neededFor}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, title, required, oftenCalled, neededFor }) => (
            <tr key={name}>
              <th scope="row">
                {title}
                {required ? <span className={styles['why']}>{words.needed}</span> : null}
              </th>
              <td>{oftenCalled.slice(0, 4).join(', ')}</td>
              <td>{neededFor}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
