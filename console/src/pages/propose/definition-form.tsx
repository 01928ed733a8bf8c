import { Textarea } from '@mantine/core';
import { useState } from 'react';
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

function Written({ inForce }: { readonly inForce: string }) {
  const [text, setText] = useState(inForce);
  const take = (file: File) => void file.text().then(setText);
  return (
    <>
      <Section title={words.tabs.definition} plain>
        <FileDrop keys="f" label={words.file} variant="default" accept=".json,.yaml,.yml" onFile={take}>
          {words.fileNote}
        </FileDrop>
        <Textarea
          classNames={{ input: styles['code'] ?? '' }}
          label={words.definition}
          rows={22}
          spellCheck={false}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Section>
      <Judging draft={text.trim() === '' ? undefined : { subject: 'flow', content: text }} empty={words.nothing} />
    </>
  );
}
