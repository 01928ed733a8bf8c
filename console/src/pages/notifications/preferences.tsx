import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { NotificationKind, NotificationPreferences, NotificationWay } from '@throughline/api';
import { ApiProblem } from '@throughline/api/client';
import { type FormEvent, useState } from 'react';
import { useApi, useCommand } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { told, toldInLine } from '../../data/problem.ts';
import { Answer } from '../../shell/answer.tsx';
import { say } from '../../shell/messages.ts';
import { Section } from '../../shell/section.tsx';
import { RowsCsv } from '../rows-csv.tsx';
import styles from './notifications.module.css';
import { kindWords, wayWords, preferenceWords as words } from './words.ts';

const kinds = Object.keys(kindWords) as readonly NotificationKind[];
const ways = Object.entries(wayWords).map(([value, label]) => ({ value, label }));
const hours = Array.from({ length: 24 }, (_, hour) => ({ value: String(hour), label: `${String(hour).padStart(2, '0')}:00` }));

/** How the reader is told what. */
export function Preferences() {
  const { database } = useCompany();
  const found = useApi('GET /{database}/notifications/preferences', { params: { database } });
  return (
    <Answer query={found} what={words.what}>
      {(preferences) => <PreferenceForm key={preferences.revision} found={preferences} />}
    </Answer>
  );
}

type Chosen = Pick<NotificationPreferences, 'kinds' | 'digestHour' | 'zone' | 'quiet'>;

function PreferenceForm({ found }: { readonly found: NotificationPreferences }) {
  const { database } = useCompany();
  const [chosen, setChosen] = useState<Chosen>(() => ({
    kinds: found.kinds,
    digestHour: found.digestHour,
    // Who has chosen nothing yet is where their browser is.
    zone: found.revision === 0 ? Intl.DateTimeFormat().resolvedOptions().timeZone : found.zone,
    quiet: found.quiet,
  }));
  const save = useCommand('PUT /{database}/notifications/preferences');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.runAsync({ params: { database }, body: chosen, ifMatch: found.revision }).then(
      () => say({ text: words.saved }),
      () => undefined,
    );
  };
  const place = save.error instanceof ApiProblem ? save.error.problem.place : undefined;
  return (
    <form className={styles['form']} onSubmit={submit}>
      <Section
        title={words.kindsTitle}
        plain
        note={
          <RowsCsv
            name="notification-preferences"
            rows={kinds}
            columns={[
              [words.kind, (kind) => kindWords[kind].title],
              [words.way, (kind) => wayWords[chosen.kinds[kind]]],
            ]}
          />
        }
      >
        <Kinds
          chosen={chosen.kinds}
          onChange={(kind, way) => setChosen({ ...chosen, kinds: { ...chosen.kinds, [kind]: way } })}
        />
      </Section>
      <Section title={words.whenTitle}>
        <When
          chosen={chosen}
          onChange={(change) => setChosen({ ...chosen, ...change })}
          zoneError={place === 'zone' ? told(save.error).detail : undefined}
        />
        <p className={styles['hint']}>
          {found.mails ? (found.email === null ? words.noAddress : words.mailsTo(found.email)) : words.noMails} {words.noLinks}
        </p>
      </Section>
      <div className={styles['save']} data-screen-only>
        <Button type="submit" variant="filled" loading={save.pending}>
          {words.save}
        </Button>
        {save.error === null || place === 'zone' ? null : (
          <p role="alert" className={styles['problem']}>
            {toldInLine(save.error)}
          </p>
        )}
      </div>
    </form>
  );
}

interface KindsProps {
  readonly chosen: Chosen['kinds'];
  readonly onChange: (kind: NotificationKind, way: NotificationWay) => void;
}

function Kinds({ chosen, onChange }: KindsProps) {
  return (
    <table className={styles['kinds']}>
      <thead>
        <tr>
          <th scope="col">{words.kind}</th>
          <th scope="col">{words.way}</th>
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">
              <b>{kindWords[kind].title}</b> <span className={styles['explained']}>{kindWords[kind].explained}</span>
            </th>
            <td>
              <NativeSelect
                aria-label={words.wayOf(kindWords[kind].title)}
                data={ways}
                value={chosen[kind]}
                onChange={({ currentTarget: { value } }) => onChange(kind, value as NotificationWay)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface WhenProps {
  readonly chosen: Chosen;
  readonly onChange: (change: Partial<Chosen>) => void;
  readonly zoneError: string | undefined;
}

function When({ chosen: { digestHour, zone, quiet }, onChange, zoneError }: WhenProps) {
  const withNone = [{ value: '', label: words.none }, ...hours];
  const setFrom = (value: string) => onChange({ quiet: value === '' ? null : { from: Number(value), until: quiet?.until ?? 7 } });
  return (
    <div className={styles['fields']}>
      <NativeSelect
        label={words.digestHour}
        data={hours}
        value={String(digestHour)}
        onChange={({ currentTarget: { value } }) => onChange({ digestHour: Number(value) })}
      />
      <TextInput
        label={words.zone}
        value={zone}
        maxLength={60}
        error={zoneError}
        onChange={({ currentTarget: { value } }) => onChange({ zone: value })}
      />
      <NativeSelect
        label={words.quietFrom}
        data={withNone}
        value={quiet === null ? '' : String(quiet.from)}
        onChange={({ currentTarget: { value } }) => setFrom(value)}
      />
      {quiet === null ? null : (
        <NativeSelect
          label={words.quietUntil}
          data={hours}
          value={String(quiet.until)}
          onChange={({ currentTarget: { value } }) => onChange({ quiet: { ...quiet, until: Number(value) } })}
        />
      )}
      {quiet === null ? null : <span className={styles['hint']}>{words.quietNote}</span>}
    </div>
  );
}
