import { TextInput } from '@mantine/core';
import type { FlowChoices, Upload } from '@throughline/api';
import { useState } from 'react';
import { useCommand } from '../../../data/api.ts';
import { formatCounted } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { KeyButton } from '../../../keys/key-hint.tsx';
import { Section } from '../../../shell/section.tsx';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { PlacementReview } from './placement.tsx';
import type { Said, Say } from './table-work.tsx';
import { words } from './words.ts';

export interface PlaceStepProps {
  readonly upload: Upload;
  readonly data: FlowChoices;
  /** The draft is being made anew. */
  readonly busy: boolean;
  readonly chosen: string;
  readonly said: Said;
  readonly say: Say;
  readonly onRun: (run: string) => void;
}

/** Where the cases belong, what is history, and the button that makes it happen. */
export function PlaceStep({ upload, data, busy, chosen, said, say, onRun }: PlaceStepProps) {
  const { locale } = useFormat();
  const started = { onSuccess: ({ id }: { readonly id: string }) => onRun(id) };
  const drafted = useCommand('POST /{database}/uploads/{upload}/draft-import', started);
  const ours = useCommand('POST /{database}/imports', started);
  const { draft, flows } = data;
  const fit = flows.find(({ flow }) => flow === chosen);
  const [entity, setEntity] = useState(said.entity ?? fit?.choice.entity ?? words.myCompany);
  const errors = draft?.findings.filter(({ severity }) => severity === 'error').length ?? 0;
  const [liveFrom, setLiveFrom] = useState(said.liveFrom ?? '');
  const history: Record<string, string> = liveFrom === '' ? {} : { liveFrom };
  const why =
    entity.trim() === ''
      ? words.entity
      : fit !== undefined
        ? fit.missing.length > 0
          ? words.missingFor(fit.missing.join(', '))
          : undefined
        : errors > 0
          ? words.errorsLeft(formatCounted(errors, words.error, locale))
          : undefined;
  const run = () => {
    if (fit !== undefined) {
      ours.run({
        params: { database: 'main' },
        body: { upload: upload.id, flow: fit.flow, choice: { ...fit.choice, entity, ...history } },
      });
      return;
    }
    if (draft === null) return;
    const body = {
      answers: { ...said.answers, entity, ...history },
      name: draft.name,
      title: draft.title,
      accepted: [...said.accepted],
    };
    drafted.run({ params: { database: 'main', upload: upload.id }, body });
  };
  const error = fit === undefined ? drafted.error : ours.error;
  return (
    <Section title={words.stepPlace}>
      <div className={styles['ways']}>
        <TextInput
          label={words.entity}
          value={entity}
          onChange={({ currentTarget }) => {
            setEntity(currentTarget.value);
            say({ ...said, entity: currentTarget.value });
          }}
        />
        <TextInput
          label={words.liveFrom}
          type="date"
          value={liveFrom}
          onChange={({ currentTarget }) => {
            setLiveFrom(currentTarget.value);
            say({ ...said, liveFrom: currentTarget.value });
          }}
        />
      </div>
      <p className={styles['words']}>{words.history}</p>
      <PlacementReview {...{ upload, data, chosen, said, entity, liveFrom }} />
      {error === null ? null : <Refused error={error}>{words.notStarted}</Refused>}
      <div className={styles['go']}>
        <KeyButton
          keys="p"
          label={words.importKey}
          variant="filled"
          size="lg"
          disabled={why !== undefined || busy}
          loading={drafted.pending || ours.pending}
          onClick={run}
        >
          {words.import}
        </KeyButton>
        {why === undefined ? null : <span className={styles['why']}>{why}</span>}
      </div>
    </Section>
  );
}
