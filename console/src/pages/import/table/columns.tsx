import { NativeSelect, TextInput } from '@mantine/core';
import type { ColumnKind, RecognisedColumn, Recognition, TableQuestion, Upload } from '@throughline/api';
import { useEffect, useState } from 'react';
import { formatCounted } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { Absent } from '../../../parts/text/money.tsx';
import { Section } from '../../../shell/section.tsx';
import styles from '../import.module.css';
import { Refused } from '../refused.tsx';
import { words as pageWords } from '../words.ts';
import type { Said, Say } from './table-work.tsx';
import { words } from './words.ts';

export interface ColumnsStepProps {
  readonly upload: Upload;
  readonly recognition: { readonly data: Recognition | undefined; readonly error: Error | null };
  readonly said: Said;
  readonly say: Say;
}

/** What a row is, which column is what, and what only a person knows. */
export function ColumnsStep({ upload, recognition: { data, error }, said, say }: ColumnsStepProps) {
  const { locale } = useFormat();
  const answer = (id: string, value: string) => {
    const { [id]: _, ...others } = said.answers;
    say({ ...said, answers: value === '' ? others : { ...others, [id]: value } });
  };
  return (
    <Section
      title={words.stepColumns}
      aside={data === undefined ? undefined : words.lookedAt(formatCounted(data.rows, words.rows, locale))}
      note={words.recognised}
    >
      {error === null ? null : <Refused error={error}>{words.file}</Refused>}
      {data === undefined ? (
        error === null ? (
          <p className={styles['why']}>{pageWords.readingFile}</p>
        ) : null
      ) : (
        <>
          <Questions questions={data.questions} said={said} onAnswer={answer} />
          <Shape upload={upload} data={data} onAnswer={answer} />
          <Columns columns={data.columns} onAnswer={answer} />
          <Notes notes={data.notes} />
        </>
      )}
    </Section>
  );
}

type OnAnswer = (id: string, value: string) => void;

function Questions({
  questions,
  said,
  onAnswer,
}: {
  readonly questions: readonly TableQuestion[];
  readonly said: Said;
  readonly onAnswer: OnAnswer;
}) {
  if (questions.length === 0) return null;
  return (
    <section className={styles['refused']} aria-label={words.questions}>
      <p>
        <strong>{words.questions}</strong> <span className={styles['why']}>{words.questionsAside}</span>
      </p>
      <div className={styles['ways']}>
        {questions.map((question) => (
          <Question key={question.id} question={question} value={said.answers[question.id] ?? ''} onAnswer={onAnswer} />
        ))}
      </div>
    </section>
  );
}

const typingMs = 500;

function Question({
  question: { id, question, options },
  value,
  onAnswer,
}: {
  readonly question: TableQuestion;
  readonly value: string;
  readonly onAnswer: OnAnswer;
}) {
  const [text, setText] = useState(value);
  const isCurrency = id === 'currency';
  useEffect(() => {
    if (!isCurrency || !/^[A-Za-z]{3}$/.test(text)) return undefined;
    const timer = setTimeout(() => onAnswer(id, text.toUpperCase()), typingMs);
    return () => clearTimeout(timer);
  }, [id, isCurrency, text, onAnswer]);
  if (isCurrency)
    return (
      <TextInput
        label={question}
        placeholder={pageWords.eur}
        value={text}
        maxLength={3}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
    );
  return (
    <NativeSelect
      label={question}
      value={value}
      data={[
        { value: '', label: words.choose },
        ...options.map((option) => ({
          value: option.value,
          label: id.startsWith('kind/') ? `${option.value}: ${option.reading}` : option.reading,
        })),
      ]}
      onChange={({ currentTarget }) => onAnswer(id, currentTarget.value)}
    />
  );
}

function Shape({ upload, data, onAnswer }: { readonly upload: Upload; readonly data: Recognition; readonly onAnswer: OnAnswer }) {
  const types = upload.objectTypes.map(({ type, objects }) => ({ value: type, label: `${type} (${objects})` }));
  return (
    <div className={styles['ways']}>
      <NativeSelect
        label={words.rowIs}
        description={data.shapeBecause}
        value={data.shape}
        data={[
          { value: 'wide', label: words.rowIsCase },
          { value: 'long', label: words.rowIsEvent },
        ]}
        onChange={({ currentTarget }) => onAnswer('shape', currentTarget.value)}
      />
      {upload.sheets.length < 2 ? null : (
        <NativeSelect
          label={words.sheet}
          data={[...upload.sheets]}
          onChange={({ currentTarget }) => onAnswer('sheet', currentTarget.value)}
        />
      )}
      {types.length < 2 ? null : (
        <NativeSelect
          label={words.casesAre}
          data={types}
          onChange={({ currentTarget }) => onAnswer('type', currentTarget.value)}
        />
      )}
    </div>
  );
}

function Columns({ columns, onAnswer }: { readonly columns: readonly RecognisedColumn[]; readonly onAnswer: OnAnswer }) {
  const kinds = (Object.keys(words.kinds) as ColumnKind[]).map((value) => ({ value, label: words.kinds[value] }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys too.
    <section className={styles['scroller']} aria-label={words.stepColumns} tabIndex={0}>
      <table className={styles['table']} aria-label={pageWords.columns}>
        <thead>
          <tr>
            <th scope="col">{words.column}</th>
            <th scope="col">{words.holds}</th>
            <th scope="col">{words.is}</th>
            <th scope="col">{words.written}</th>
            <th scope="col">{words.why}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, kind, because, format, decimal, samples }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className={styles['samples']}>
                {samples.length === 0 ? <Absent>{pageWords.empty}</Absent> : samples.slice(0, 3).join(' · ')}
              </td>
              <td>
                <NativeSelect
                  aria-label={words.whatIs(name)}
                  data={kinds}
                  value={kind}
                  onChange={({ currentTarget }) => onAnswer(`kind/${name}`, currentTarget.value)}
                />
              </td>
              <td>{format ?? (decimal === undefined ? '' : `1${decimal}00`)}</td>
              <td className={styles['why']}>{because}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <>
      <h3 className={styles['subtitle']}>{words.notes}</h3>
      <ul className={styles['list']}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </>
  );
}
