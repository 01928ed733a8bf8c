import { Button } from '@mantine/core';
import type { CaseEvent, CaseName } from '@throughline/api';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { formatValue } from '../../format/value.ts';
import { CaseLink } from '../text/case-link.tsx';
import { hiddenWord } from '../text/hidden-words.ts';
import { unseen } from '../text/unseen.ts';
import { When } from '../text/when.tsx';
import styles from './timeline.module.css';
import { type EventMark, hiddenWords, markOf } from './timeline-events.ts';
import { words } from './words.ts';

export interface TimelineProps {
  /** The newest first. */
  readonly events: readonly CaseEvent[];
  /** Of the case, for amounts. */
  readonly currency: string | null;
  readonly hrefOf: (name: CaseName) => string;
  /** Whether quiet events are shown as well. */
  readonly all: boolean;
  readonly onAll: (all: boolean) => void;
  /** Reads older ones; absent: these are all. */
  readonly onMore?: (() => void) | undefined;
  /** Only the list, without the word on what is hidden. */
  readonly plain?: boolean;
  /** Events that have come while somebody was looking: marked until they are no longer among these. */
  readonly fresh?: ReadonlySet<number>;
  /** What was said and is not answered yet. */
  readonly expected?: readonly string[];
}

const nothingFresh: ReadonlySet<number> = new Set();

/** What happened to a case. A disc is a change of state, a square a rung, a ring anything else, a triangle a deviation. */
export function Timeline(props: TimelineProps) {
  const { events, currency, hrefOf, all, onAll, onMore, plain = false, fresh = nothingFresh, expected = [] } = props;
  const { locale } = useFormat();
  const shown = all ? events : events.filter(({ quiet }) => !quiet);
  const hidden = events.length - shown.length;
  const quiet = !plain && events.some((event) => event.quiet);
  return (
    <div>
      <ol className={styles['list']}>
        {expected.map((text) => (
          <li key={text} data-expected="">
            <span className={styles['time']}>{words.asked}</span>
            <Mark mark="other" />
            <div className={styles['text']}>
              {words.comment}: “{text}”
            </div>
          </li>
        ))}
        {shown.map((event) => (
          <li key={event.seq} data-fresh={fresh.has(event.seq) || undefined}>
            <span className={styles['time']}>
              <When at={event.occurredAt} as="moment" />
            </span>
            <Mark mark={markOf(event)} />
            <EventText event={event} currency={currency} hrefOf={hrefOf} />
          </li>
        ))}
      </ol>
      {quiet ? (
        <p className={styles['folded']}>
          {hidden === 0 ? null : `${hiddenWords(events, formatCount(hidden, locale))} `}
          <button type="button" onClick={() => onAll(!all)}>
            {all ? words.hideQuieterEvents : words.showAll}
          </button>
        </p>
      ) : null}
      {onMore === undefined ? null : (
        <Button variant="subtle" onClick={onMore}>
          {words.olderEvents}
        </Button>
      )}
    </div>
  );
}

const markWords: Readonly<Record<EventMark, string>> = { state: '', rung: '', other: '', deviation: words.deviation };

function Mark({ mark }: { readonly mark: EventMark }) {
  return (
    <span className={styles['rail']}>
      <span className={styles['mark']} data-mark={mark} />
      <span className={unseen}>{markWords[mark]}</span>
    </span>
  );
}

interface EventTextProps {
  readonly event: CaseEvent;
  readonly currency: string | null;
  readonly hrefOf: (name: CaseName) => string;
}

/** More changes than this are told by their number: the data of the case has them. */
const changesMax = 4;

function EventText({ event, currency, hrefOf }: EventTextProps) {
  const settings = useFormat();
  const { from, to, title, changes, outcomes, reason, deviation, cause, actor } = event;
  const moved = from !== null && from.state !== to.state;
  const values = changes
    .slice(0, changesMax)
    .map(
      ({ title: name, kind, value, hidden }) =>
        `${name} ${hidden === undefined ? formatValue(value, { kind, currency, settings }) : hiddenWord}`,
    );
  const more = changes.length - values.length;
  if (more > 0) values.push(words.more(formatCount(more, settings.locale)));
  return (
    <div className={styles['text']}>
      {moved ? <strong>{words.moved(from.title, to.title)}</strong> : null}
      {from === null ? <strong>{title}</strong> : title}
      {values.length === 0 ? '. ' : `: ${values.join(', ')}. `}
      {reason === null ? null : `“${reason}” `}
      {outcomes.map(({ text }) => `${text}. `)}
      {deviation === null ? null : <span className={styles['deviation']}>{deviation} </span>}
      {cause === null ? null : (
        <>
          {words.after}
          <CaseLink href={hrefOf(cause)}>{cause.key}</CaseLink>.{' '}
        </>
      )}
      <span className={styles['actor']}>{actor.name}</span>
    </div>
  );
}
