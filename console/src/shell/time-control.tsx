import { Button, Menu, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useCompany } from '../data/company.tsx';
import { dayOf } from '../format/day.ts';
import { useFormat } from '../format/settings-context.tsx';
import styles from './time-control.module.css';
import { type Travel, travelDays, useTravel } from './travel.ts';
import { words } from './words.ts';

/** What time it is in the company; the simulated one can be moved forward. A real one shows only its name. */
export function TimeControl({ companyMenu }: { readonly companyMenu: ReactNode }) {
  const { now, simulated } = useCompany();
  const format = useFormat();
  const travel = useTravel();
  if (!travel.possible) {
    return (
      <div className={styles['line']}>
        {simulated ? <span className={styles['tag']}>{words.simulatedTag}</span> : null}
        {companyMenu}
      </div>
    );
  }
  const moving = travel.share !== undefined;
  return (
    <div className={styles['line']}>
      <span className={styles['tag']}>{words.simulatedTag}</span>
      <span className={styles['company']}>{companyMenu}</span>
      <time className={styles['now']} dateTime={now === undefined ? undefined : new Date(now).toISOString()}>
        {now === undefined ? '' : wallClock(now, format.locale, format.timeZone)}
      </time>
      <span className={styles['go']}>
        <Button disabled={moving} onClick={() => travel.go({ days: 7 })}>
          {moving ? words.travelling : words.travelWeek}
        </Button>
        {moving ? (
          <progress className={styles['progress']} max={1} value={travel.share} aria-label={words.howFarClockHasTravelled} />
        ) : null}
      </span>
      <OtherTravel travel={travel} moving={moving} />
    </div>
  );
}

function OtherTravel({ travel, moving }: { readonly travel: Travel; readonly moving: boolean }) {
  const format = useFormat();
  const [opened, setOpened] = useState(false);
  const [day, setDay] = useState('');
  return (
    <Menu position="bottom-end" width={230} opened={opened} onChange={setOpened}>
      <Menu.Target>
        <Button variant="subtle" className={styles['other'] ?? ''} disabled={moving}>
          {words.other}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.travelForward}</Menu.Label>
        {travelDays.map((days) => (
          <Menu.Item key={days} onClick={() => travel.go({ days })}>
            +{days} {days === 1 ? words.day : words.days}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <form
          className={styles['day']}
          onSubmit={(event) => {
            event.preventDefault();
            if (day === '') return;
            travel.go({ to: day });
            setOpened(false);
          }}
        >
          <TextInput
            type="date"
            label={words.toDay}
            value={day}
            min={dayOf(format.now, format.timeZone)}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
          />
          <Button type="submit">{words.go}</Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}

function wallClock(at: number, locale: string, timeZone: string): string {
  const parts = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  } as const;
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone }).format(at).replaceAll(',', '');
}
