import { Menu, useMantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useApi, useCommand } from '../data/api.ts';
import { useCompany } from '../data/company.tsx';
import { actAs } from '../data/people.ts';
import { leaveOnPurpose } from '../data/signed-out.ts';
import { words as accountWords } from '../pages/account/words.ts';
import { accountAddress } from '../pages/addresses.ts';
import { words as signInWords } from '../pages/sign-in/words.ts';
import { Glyph } from '../parts/marks/glyph.tsx';
import { type Density, density, setDensity } from '../theme/density.ts';
import styles from './person-box.module.css';
import { words as said } from './words.ts';

const schemes = [
  ['auto', said.asSystem],
  ['light', said.light],
  ['dark', said.dark],
] as const;
const densities: readonly (readonly [Density, string])[] = [
  ['dense', said.denseRows],
  ['normal', said.normalRows],
  ['comfortable', said.comfortableRows],
];

/** As whom one acts, and how things look; in the demo, the way to become somebody else. */
export function PersonBox() {
  const { person, mayActAs } = useCompany();
  const [opened, setOpened] = useState(false);
  return (
    <div className={styles['box']}>
      <Menu position="top-start" width={250} opened={opened} onChange={setOpened}>
        <Menu.Target>
          <button type="button" className={styles['person']}>
            {mayActAs ? <span className={styles['label']}>{said.actingAs}</span> : null}
            <span className={styles['name']}>{person?.name ?? '…'}</span>
            <span>{person?.title ?? ''}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown mah="70vh" style={{ overflowY: 'auto' }}>
          {opened ? <Mine /> : null}
          {mayActAs && opened ? <People /> : null}
          <Look />
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

/** One's account, and the way out. */
function Mine() {
  const { database } = useCompany();
  const navigate = useNavigate();
  const session = useApi('GET /session', {});
  const leave = useCommand('DELETE /session');
  const signedIn = session.data?.signIn === 'on' && session.data.person !== null;
  const out = () => leaveOnPurpose(() => leave.runAsync({}));
  return (
    <>
      <Menu.Item onClick={() => void navigate({ href: accountAddress(database) })}>{accountWords.title}</Menu.Item>
      {signedIn ? <Menu.Item onClick={() => void out()}>{signInWords.out}</Menu.Item> : null}
    </>
  );
}

function People() {
  const { database, person } = useCompany();
  const people = useApi('GET /{database}/people', { params: { database } });
  return (
    <>
      <Menu.Label>{said.actAs}</Menu.Label>
      {people.data?.items.map(({ id, name, title }) => (
        <Menu.Item
          key={id}
          onClick={() => actAs(id)}
          data-chosen={id === person?.id || undefined}
          aria-current={id === person?.id}
        >
          <span className={styles['name']}>{name}</span>
          <br />
          <span className={styles['label']}>{title}</span>
        </Menu.Item>
      ))}
    </>
  );
}

function Look() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [rows, setRows] = useState(density);
  return (
    <>
      <Menu.Label>{said.colours}</Menu.Label>
      {schemes.map(([value, title]) => (
        <Menu.Item key={value} onClick={() => setColorScheme(value)} aria-current={value === colorScheme}>
          <Choice chosen={value === colorScheme}>{title}</Choice>
        </Menu.Item>
      ))}
      <Menu.Label>{said.lists}</Menu.Label>
      {densities.map(([value, title]) => (
        <Menu.Item
          key={value}
          aria-current={value === rows}
          onClick={() => {
            setDensity(value);
            setRows(value);
          }}
        >
          <Choice chosen={value === rows}>{title}</Choice>
        </Menu.Item>
      ))}
    </>
  );
}

function Choice({ chosen, children }: { readonly chosen: boolean; readonly children: string }) {
  return (
    <>
      <span aria-hidden className={styles['tick']}>
        {chosen ? <Glyph shape="disc" /> : null}
      </span>
      {children}
    </>
  );
}
