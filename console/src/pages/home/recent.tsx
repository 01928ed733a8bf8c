import type { Home } from '@throughline/api';
import { useCompany } from '../../data/company.tsx';
import { dayOf, formatExact, formatTime } from '../../format/day.ts';
import { type FormatSettings, remembered } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { caseAddress } from '../addresses.ts';
import styles from './home.module.css';
import { words } from './words.ts';

/** What people and ladders did lately, the latest first. */
export function Recent({ items }: { readonly items: Home['recent'] }) {
  const { database } = useCompany();
  const settings = useFormat();
  if (items.length === 0) return <StateNotice kind="empty">{words.nothingHappened}</StateNotice>;
  return (
    <ul className={styles['recent']}>
      {items.map(({ at, kind, title, text, case: of }) => (
        <li key={`${at} ${kind} ${title} ${text}`}>
          <time dateTime={at} title={formatExact(at, settings)}>
            {latelyText(at, settings)}
          </time>
          <span>{title}</span>
          {of === null ? (
            <span>{text}</span>
          ) : (
            <span>
              <Anchor href={caseAddress(database, of.id)} className="link">
                {text}
              </Anchor>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

const weekday = remembered((locale: string, timeZone: string) => new Intl.DateTimeFormat(locale, { timeZone, weekday: 'short' }));

/** `08:12`; before today with its weekday, `Sun 18:20`. */
function latelyText(at: string, settings: FormatSettings): string {
  const time = formatTime(at, settings);
  if (dayOf(at, settings.timeZone) === dayOf(settings.now, settings.timeZone)) return time;
  return `${weekday(settings.locale, settings.timeZone).format(Date.parse(at))} ${time}`;
}
