import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useState } from 'react';
import { useCompany } from '../data/company.tsx';
import { KeyHint } from '../keys/key-hint.tsx';
import styles from './command-palette.module.css';
import { grouped, type PaletteEntry } from './entry.ts';
import { rememberPlace } from './recent.ts';
import { useEntries } from './use-entries.ts';
import { words } from './words.ts';

/** One field for cases, pages, flows, metrics, actions, time and people. */
export function CommandPalette({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal.Root opened={opened} onClose={onClose} yOffset="12vh" size={640} transitionProps={{ duration: 0 }}>
      <Modal.Overlay color="#101215" backgroundOpacity={0.28} />
      <Modal.Content aria-label={words.title}>
        <Palette onClose={onClose} />
      </Modal.Content>
    </Modal.Root>
  );
}

function Palette({ onClose }: { readonly onClose: () => void }) {
  const { database } = useCompany();
  const [text, setText] = useState('');
  const [index, setIndex] = useState(0);
  const offered = useEntries(text);
  // In the order in which they are shown: group by group.
  const groups = grouped(offered.entries);
  const entries = groups.flatMap((group) => group.entries);
  const { searching } = offered;
  const id = useId();
  const at = Math.min(index, entries.length - 1);
  const optionId = (position: number) => `${id}-${position}`;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the option is looked up by what `at` names.
  useEffect(() => {
    // Not returned: browsers begin to answer with a promise, which is no way to clean up.
    document.getElementById(optionId(at))?.scrollIntoView({ block: 'nearest' });
  }, [at, entries]);

  const choose = (entry: PaletteEntry | undefined) => {
    if (entry === undefined || entry.why !== undefined) return;
    onClose();
    if (entry.path !== undefined) rememberPlace(database, { id: entry.id, label: entry.label, path: entry.path });
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key]?.(at, entries.length);
    if (step === undefined && event.key !== 'Enter') return;
    event.preventDefault();
    if (step === undefined) choose(entries[at]);
    else setIndex(step);
  };
  return (
    <div className={styles['palette']}>
      <input
        className={styles['input']}
        data-autofocus
        // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type into it, and what is typed at once must not be lost.
        autoFocus
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={entries.length === 0 ? undefined : optionId(at)}
        aria-label={words.title}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={words.hint}
        value={text}
        onChange={({ currentTarget }) => {
          setText(currentTarget.value);
          setIndex(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles['list']} id={`${id}-list`} role="listbox" aria-label={words.whatWasFound} tabIndex={-1}>
        <Options groups={groups} at={at} optionId={optionId} onChoose={choose} onPoint={setIndex} />
      </div>
      {entries.length > 0 ? null : (
        <p className={styles['none']}>{searching ? words.lookingForCases : words.nothingCalled(text.trim())}</p>
      )}
      <p className="visually-hidden" role="status">
        {searching ? '' : words.found(entries.length)}
      </p>
    </div>
  );
}

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % Math.max(1, count),
  ArrowUp: (at, count) => (at + count - 1) % Math.max(1, count),
  PageDown: (at, count) => Math.min(count - 1, at + 8),
  PageUp: (at) => Math.max(0, at - 8),
};

interface OptionsProps {
  readonly groups: ReturnType<typeof grouped>;
  readonly at: number;
  readonly optionId: (position: number) => string;
  readonly onChoose: (entry: PaletteEntry) => void;
  readonly onPoint: (position: number) => void;
}

function Options({ groups, at, optionId, onChoose, onPoint }: OptionsProps) {
  const entries = groups.flatMap((group) => group.entries);
  return groups.map(({ group, entries: members }) => (
    // biome-ignore lint/a11y/useSemanticElements: a listbox takes groups by role; a fieldset is for forms.
    <div key={group} role="group" aria-label={group} className={styles['group']}>
      <div className={styles['title']} aria-hidden>
        {group}
      </div>
      {members.map((entry) => {
        const position = entries.indexOf(entry);
        return (
          // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option.
          // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the field.
          <div
            key={entry.id}
            id={optionId(position)}
            role="option"
            aria-selected={position === at}
            aria-disabled={entry.why !== undefined}
            className={styles['option']}
            onPointerMove={() => onPoint(position)}
            onClick={() => onChoose(entry)}
          >
            <span className={styles['label']}>{entry.label}</span>
            <span className={styles['note']}>{entry.why ?? entry.note}</span>
            {entry.keys === undefined ? null : <KeyHint keys={entry.keys} />}
          </div>
        );
      })}
    </div>
  ));
}
