import { Button } from '@mantine/core';
import type { ColumnChoice, Upload } from '@throughline/api';
import { useState } from 'react';
import { client } from '../../data/api.ts';
import { toldInLine } from '../../data/problem.ts';
import { formatCount, formatCounted } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { ErrorTable } from './error-table.tsx';
import styles from './import.module.css';
import { saveFile } from './save-file.ts';
import type { PreviewQuery } from './use-preview.ts';
import { words } from './words.ts';

export interface PreviewErrorsProps {
  readonly preview: PreviewQuery;
  readonly upload: Upload;
  readonly flow: string;
  readonly choice: ColumnChoice;
}

/** What is wrong in the whole file, before anything is written. */
export function PreviewErrors({ preview: { data }, upload, flow, choice }: PreviewErrorsProps) {
  const { locale } = useFormat();
  const [saving, setSaving] = useState(false);
  if (data === undefined) return <Section title={words.stepErrors} />;
  const save = async () => {
    setSaving(true);
    try {
      const answer = await client.csv('POST /{database}/uploads/{upload}/preview', {
        params: { database: 'main', upload: upload.id },
        body: { flow, choice },
      });
      saveFile(await answer.blob(), 'errors.csv');
    } catch (error) {
      say({ text: toldInLine(error), tone: 'bad' });
    } finally {
      setSaving(false);
    }
  };
  const total = Object.values(data.errorCounts).reduce((sum, count) => sum + count, 0);
  return (
    <Section title={words.stepErrors} aside={<span aria-live="polite">{standing(data.bad, locale)}</span>}>
      {total === 0 ? null : (
        <>
          <ErrorTable errors={data.errors} />
          <p className={styles['below']}>
            <span>{words.leftOut(data.errors.length < total, data.errors.length, formatCount(total, locale))}</span>
            <Button loading={saving} onClick={() => void save()}>
              {words.saveAllAsCsv}
            </Button>
          </p>
        </>
      )}
    </Section>
  );
}

function standing(bad: number, locale: string): string {
  return bad === 0 ? words.noRowWrong : words.wrong(formatCounted(bad, { one: words.rowIsLabel, many: words.rowsAre }, locale));
}
