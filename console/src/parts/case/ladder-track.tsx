import type { LadderView } from '@throughline/api';
import { useRef } from 'react';
import { formatDay, formatSpan } from '../../format/day.ts';
import { shortDays } from '../../format/length.ts';
import type { FormatSettings } from '../../format/settings.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { useInnerWidth } from '../table/table-room.ts';
import { unseen } from '../text/unseen.ts';
import styles from './ladder-track.module.css';
import {
  type LabelPlace,
  lookOf,
  placeLabels,
  rungAt,
  shareOf,
  standingWords,
  type TrackScale,
  textWidth,
  trackScale,
} from './track-layout.ts';
import { words as said } from './words.ts';

type Rung = LadderView['rungs'][number];

/** Below this there is no room for a track: the list says the same. */
const trackWidthMin = 520;
const laneHeight = 16;

/** A ladder over time: its rungs, where it stood still, and now. */
export function LadderTrack({ ladder }: { readonly ladder: LadderView }) {
  const settings = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const width = useInnerWidth(frame);
  const scale = trackScale(ladder, settings.now);
  const drawn = scale !== undefined && width >= trackWidthMin;
  return (
    <div ref={frame} className={styles['frame']}>
      {drawn ? <Track ladder={ladder} scale={scale} width={width} settings={settings} /> : null}
      <RungList ladder={ladder} settings={settings} drawn={drawn} />
    </div>
  );
}

interface TrackProps {
  readonly ladder: LadderView;
  readonly scale: TrackScale;
  readonly width: number;
  readonly settings: FormatSettings;
}

interface Label {
  readonly key: string;
  readonly at: number;
  readonly text: string;
  readonly look: 'strong' | 'quiet' | 'now';
}

function Track({ ladder, scale, width, settings }: TrackProps) {
  // Marks at the very edge would be cut in half.
  const x = (at: number) => 6 + shareOf(at, scale) * (width - 12);
  const { above, below } = labelsOf(ladder, settings, x);
  const [top, bottom] = [placed(above, width), placed(below, width)];
  const line = top.lanes * laneHeight + 10;
  const now = x(settings.now);
  return (
    <div className={styles['track']} style={{ height: line + bottom.lanes * laneHeight + 10 }} aria-hidden="true">
      <span className={styles['line']} data-past="" style={{ top: line, left: x(scale.from), width: now - x(scale.from) }} />
      <span className={styles['line']} style={{ top: line, left: now, right: 0 }} />
      {ladder.pauses.map(({ from, to }) => {
        const left = x(Date.parse(from));
        const right = x(to === null ? settings.now : Date.parse(to));
        return <span key={from} className={styles['pause']} style={{ top: line - 4, left, width: Math.max(3, right - left) }} />;
      })}
      {ladder.anchor === null ? null : (
        <span className={styles['anchor']} style={{ top: line - 6, left: x(Date.parse(ladder.anchor.at)) }} />
      )}
      {ladder.rungs.map((rung) => {
        const at = rungAt(rung);
        if (at === null) return null;
        return (
          <span
            key={rung.name}
            className={styles['mark']}
            data-look={lookOf(rung.standing)}
            data-overtaken={rung.overtakenAt === null ? undefined : ''}
            style={{ top: line - 4, left: x(at) - 4 }}
          />
        );
      })}
      <span className={styles['now']} style={{ top: line - 8, left: now - 1 }} />
      {top.labels.map(({ key, text, look, left, lane }) => (
        <span key={key} className={styles['label']} data-look={look} style={{ left, top: line - 10 - (lane + 1) * laneHeight }}>
          {text}
        </span>
      ))}
      {bottom.labels.map(({ key, text, look, left, lane }) => (
        <span key={key} className={styles['label']} data-look={look} style={{ left, top: line + 9 + lane * laneHeight }}>
          {text}
        </span>
      ))}
    </div>
  );
}

function labelsOf(ladder: LadderView, settings: FormatSettings, x: (at: number) => number) {
  const above: Label[] = [];
  const below: Label[] = [];
  if (ladder.anchor !== null) {
    const at = x(Date.parse(ladder.anchor.at));
    above.push({ key: 'anchor', at, text: ladder.anchor.title, look: 'strong' });
    below.push({ key: 'anchor', at, text: formatDay(ladder.anchor.at, settings), look: 'quiet' });
  }
  for (const rung of ladder.rungs) {
    const time = rungAt(rung);
    if (time === null) continue;
    above.push({ key: rung.name, at: x(time), text: rungTitle(rung), look: 'strong' });
    below.push({ key: rung.name, at: x(time), text: rungDate(rung, settings), look: 'quiet' });
  }
  for (const { from, to, by } of ladder.pauses) {
    const end = to === null ? settings.now : Date.parse(to);
    const at = (x(Date.parse(from)) + x(end)) / 2;
    above.push({
      key: `pause ${from}`,
      at,
      text: said.pausedFor(formatSpan(from, end, settings.timeZone, 'short'), by),
      look: 'quiet',
    });
  }
  below.push({ key: 'now', at: x(settings.now), text: said.now(formatDay(settings.now, settings)), look: 'now' });
  return { above, below };
}

function placed(labels: readonly Label[], width: number): { labels: readonly (Label & LabelPlace)[]; lanes: number } {
  const inOrder = labels.toSorted((a, b) => a.at - b.at);
  const places = placeLabels(
    inOrder.map(({ at, text }) => ({ at, width: textWidth(text) })),
    width,
  );
  const together = inOrder.map((label, index) => ({ ...label, ...(places[index] ?? { left: 0, lane: 0 }) }));
  return { labels: together, lanes: Math.max(0, ...together.map(({ lane }) => lane + 1)) };
}

/** `+7 Reminder`; what is not counted in days keeps its words. */
function rungTitle({ after, title, needsPerson }: Rung): string {
  const days = shortDays(after);
  return `${days === undefined ? after : `+${days}`} ${title}${needsPerson ? said.andNeedsApproval : ''}`;
}

function rungDate(rung: Rung, settings: FormatSettings): string {
  const at = rung.firedAt ?? rung.dueAt;
  const words = rung.overtakenAt === null ? standingWords[rung.standing] : said.overtakenNotDueThen;
  if (at === null) return words;
  const date = formatDay(at, settings);
  // Beside a date of the same year the year need not be said again.
  const planned = rung.plannedAt === null ? undefined : formatDay(rung.plannedAt, { ...settings, now: Date.parse(at) });
  return [planned === undefined || date.startsWith(planned) ? date : `${date}, was ${planned}`, words]
    .filter((part) => part !== '')
    .join(', ');
}

interface RungListProps {
  readonly ladder: LadderView;
  readonly settings: FormatSettings;
  readonly drawn: boolean;
}

/** What the track shows, in words: for screen readers, and where there is no room for the track. */
function RungList({ ladder, settings, drawn }: RungListProps) {
  return (
    <ol className={drawn ? unseen : styles['list']} aria-label={said.rungsOf(ladder.title)}>
      {ladder.rungs.map((rung) => (
        <li key={rung.name}>
          <span>
            <strong>{rungTitle(rung)}</strong> {rung.firedAt === null ? '' : said.fired}
          </span>
          <span>{rungDate(rung, settings) || said.noDateYet}</span>
        </li>
      ))}
      {ladder.pauses.map(({ from, to, by }) => (
        <li key={from}>
          <span>
            {said.pausedBy}
            {by}
          </span>
          <span>
            {formatDay(from, settings)}
            {said.toDay}
            {to === null ? said.untilNow : formatDay(to, settings)}
          </span>
        </li>
      ))}
    </ol>
  );
}
