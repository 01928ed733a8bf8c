import type { ColumnChoice, Suggestion, Upload } from '@throughline/api';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useKeys } from '../../keys/use-keys.ts';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { ColumnTable } from './column-table.tsx';
import { FileLine } from './file-line.tsx';
import { ImportStart } from './import-start.tsx';
import { PreviewErrors } from './preview-errors.tsx';
import { PreviewTable } from './preview-table.tsx';
import { choiceFault, usePreview } from './use-preview.ts';
import { Ways } from './ways.tsx';
import { words } from './words.ts';

export interface UploadWorkProps {
  readonly upload: Upload;
  readonly flow: string;
  readonly onFlow: (flow: string) => void;
  readonly onRun: (run: string) => void;
  readonly onOther: () => void;
}

/** A file that is here: its columns, what becomes of its rows, what is wrong with them, and the way on. */
export function UploadWork({ upload, flow, onFlow, onRun, onOther }: UploadWorkProps) {
  const params = { database: 'main', upload: upload.id } as const;
  const suggestion = useApi('GET /{database}/uploads/{upload}/suggestion', { params, query: { flow } });
  return (
    <>
      <FileLine upload={upload} flow={flow} onFlow={onFlow} onOther={onOther} />
      <Answer query={suggestion} what={words.theSuggestion}>
        {(found) => <Chosen key={found.flow} upload={upload} suggestion={found} onRun={onRun} />}
      </Answer>
    </>
  );
}

interface ChosenProps {
  readonly upload: Upload;
  readonly suggestion: Suggestion;
  readonly onRun: (run: string) => void;
}

function Chosen({ upload, suggestion, onRun }: ChosenProps) {
  // The suggestion is where one begins; read again, it does not take back what was chosen.
  const [begun] = useState(suggestion);
  const [choice, setChoice] = useState<ColumnChoice>(begun.choice);
  const fault = choiceFault(choice, begun.fields);
  const preview = usePreview({ upload: upload.id, flow: begun.flow, choice, fields: begun.fields });
  useKeys([1, 2, 3, 4].map((step) => ({ keys: String(step), label: words.step(step), bar: false, run: () => goTo(step) })));
  return (
    <>
      <Step number={1}>
        <Section title={words.stepColumns} aside={words.suggestedChangeWhatWrong}>
          <ColumnTable upload={upload} suggestion={begun} choice={choice} onChoice={setChoice} />
          <Ways suggestion={begun} choice={choice} onChoice={setChoice} />
        </Section>
      </Step>
      <Step number={2}>
        <PreviewTable preview={preview} fault={fault} fields={begun.fields} choice={choice} />
      </Step>
      <Step number={3}>
        <PreviewErrors preview={preview} upload={upload} flow={begun.flow} choice={choice} />
      </Step>
      <Step number={4}>
        <ImportStart preview={preview} upload={upload} flow={begun.flow} choice={choice} fault={fault} onRun={onRun} />
      </Step>
    </>
  );
}

function Step({ number, children }: { readonly number: number; readonly children: ReactNode }) {
  return (
    <div id={`step-${number}`} tabIndex={-1}>
      {children}
    </div>
  );
}

function goTo(step: number): void {
  const place = document.getElementById(`step-${step}`);
  place?.focus({ preventScroll: true });
  place?.scrollIntoView({ block: 'start' });
}
