import { Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { FileDrop } from '../../parts/file/file-drop.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { Judging } from './judging.tsx';
import styles from './propose.module.css';
import { words } from './words.ts';

/** A flow as it is written, to be written otherwise; or a file in its place. */
export function DefinitionForm({ flow }: { readonly flow: string }) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/flows/{flow}/definition', { params: { database, flow }, query: {} });
  return (
    <Answer query={found} what={words.definition}>
      {({ definition }) => <Written inForce={JSON.stringify(definition, null, 2)} />}
    </Answer>
  );
}

/** A definition has hundreds of kilobytes: the box keeps its text by itself, which is read when the writer pauses or leaves it. */
const pauseMs = 400;

function Written({ inForce }: { readonly inForce: string }) {
  const box = useRef<HTMLTextAreaElement>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [text, setText] = useState(inForce);
  const read = () => {
    clearTimeout(pause.current);
    setText(box.current?.value ?? inForce);
  };
  const readSoon = () => {
    clearTimeout(pause.current);
    pause.current = setTimeout(read, pauseMs);
  };
  useEffect(() => () => clearTimeout(pause.current), []);
  const take = async (file: File) => {
    const taken = await file.text();
    if (box.current !== null) box.current.value = taken;
    read();
  };
  return (
    <>
      <Section title={words.tabs.definition} plain>
        <FileDrop keys="f" label={words.file} variant="default" accept=".json,.yaml,.yml" onFile={(file) => void take(file)}>
          {words.fileNote}
        </FileDrop>
        <Textarea
          ref={box}
          classNames={{ input: styles['code'] ?? '' }}
          label={words.definition}
          autosize={false}
          rows={22}
          spellCheck={false}
          defaultValue={inForce}
          onChange={readSoon}
          onBlur={read}
        />
      </Section>
      <Judging draft={text.trim() === '' ? undefined : { subject: 'flow', content: text }} empty={words.nothing} />
    </>
  );
}
