import { Checkbox, Modal } from '@mantine/core';
import { useState } from 'react';
import { KeyHint } from './key-hint.tsx';
import styles from './key-overlay.module.css';
import { type ListedBinding, setSingleKeys, singleKeysOn } from './registry.ts';
import { useBoundKeys } from './use-keys.ts';
import { words } from './words.ts';

/** All keys that work here, and the switch for single ones. */
export function KeyOverlay({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const bound = useBoundKeys();
  const [single, setSingle] = useState(singleKeysOn);
  return (
    <Modal opened={opened} onClose={onClose} title={words.keys} size={640} closeButtonProps={{ 'aria-label': words.close }}>
      <div className={styles['columns']}>
        <KeyList title={words.onThisPage} bindings={bound.filter(({ group }) => group === 'page')} />
        <KeyList title={words.everywhere} bindings={bound.filter(({ group }) => group === 'everywhere')} />
      </div>
      <Checkbox
        label={words.singleKeys}
        checked={single}
        onChange={({ currentTarget }) => {
          setSingleKeys(currentTarget.checked);
          setSingle(currentTarget.checked);
        }}
      />
    </Modal>
  );
}

function KeyList({ title, bindings }: { readonly title: string; readonly bindings: readonly ListedBinding[] }) {
  return (
    <section>
      <h2 className="text-label">{title}</h2>
      {bindings.length === 0 ? <p className={styles['none']}>{words.none}</p> : null}
      <dl className={styles['list']}>
        {bindings.map(({ keys, label }) => (
          <div key={`${keys} ${label}`}>
            <dt>{label}</dt>
            <dd>
              <KeyHint keys={keys} />
              <span className="visually-hidden">{keys}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
