import { Checkbox } from '@mantine/core';
import type { FlowChoices } from '@throughline/api';
import { formatCounted } from '../../../format/number.ts';
import { useFormat } from '../../../format/settings-context.tsx';
import { KeyButton } from '../../../keys/key-hint.tsx';
import { Section } from '../../../shell/section.tsx';
import styles from '../import.module.css';
import { words as pageWords } from '../words.ts';
import { Sheet } from './sheet.tsx';
import type { Said, Say } from './table-work.tsx';
import { words } from './words.ts';

export interface FindingsStepProps {
  readonly data: FlowChoices;
  readonly chosen: string;
  readonly said: Said;
  readonly say: Say;
}

/** What the checker says of the draft: states without owner, waits without end; and what is suggested, to be accepted one by one or all. */
export function FindingsStep({ data: { draft }, chosen, said, say }: FindingsStepProps) {
  const { locale } = useFormat();
  if (chosen !== 'draft' || draft === null) {
    return (
      <Section title={words.stepFindings}>
        <p className={styles['why']}>{words.ofShipped}</p>
      </Section>
    );
  }
  const { findings, suggestions } = draft;
  const accepted = new Set(said.accepted);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const toggle = (path: string) =>
    say({ ...said, accepted: accepted.has(path) ? said.accepted.filter((one) => one !== path) : [...said.accepted, path] });
  return (
    <Section title={words.stepFindings} aside={words.findingsAside}>
      <p className={styles['words']} role="status">
        {errors === 0 ? words.noFindings : words.errorsLeft(formatCounted(errors, words.error, locale))}
      </p>
      {suggestions.every(({ path }) => accepted.has(path)) ? null : (
        <div className={styles['go']}>
          <KeyButton
            keys="a"
            label={words.acceptKey}
            variant="filled"
            onClick={() => say({ ...said, accepted: suggestions.map(({ path }) => path) })}
          >
            {words.acceptAll}
          </KeyButton>
        </div>
      )}
      <Sheet
        label={words.suggestions}
        file="suggestions"
        rows={suggestions}
        keyOf={({ path }) => path}
        columns={[
          { title: words.state, shown: ({ state }) => state },
          { title: words.suggestion, shown: ({ kind, value }) => `${words.suggested[kind]} ${value}` },
          { title: words.because, shown: ({ because }) => because },
          {
            title: words.accepted,
            shown: ({ path, state, kind }) => (
              <Checkbox
                aria-label={words.accept(`${state} ${words.suggested[kind]}`)}
                checked={accepted.has(path)}
                onChange={() => toggle(path)}
              />
            ),
            value: ({ path }) => (accepted.has(path) ? pageWords.yes : pageWords.no),
          },
        ]}
      />
      {findings.length === 0 ? null : (
        <ul className={styles['list']}>
          {findings.slice(0, 20).map(({ code, place, message }) => (
            <li key={`${code} ${place}`}>
              {message} <code>{code}</code>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
