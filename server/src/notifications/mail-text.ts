import type { Notification } from '@throughline/api';
import type { Throughline } from '../throughline.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
}

const subjectMax = 160;
/** A digest names so many; the rest is counted. */
export const digestMax = 50;

/** Where the console is, without a slash at its end: THROUGHLINE_URL. */
export function consoleAddress({ env }: Pick<Throughline, 'env'>): string {
  const url = env['THROUGHLINE_URL'] ?? '';
  return url === '' ? 'http://localhost:4600' : url.replace(/\/+$/, '');
}

/** One notification as a mail. A link leads to the case and does nothing; what somebody wrote stays in the console. */
export function mailOfOne(throughline: Pick<Throughline, 'env' | 'database'>, one: Notification): MailText {
  return {
    subject: oneLine(`${titleOf(one)} (${one.case.key})`),
    text: [...linesOf(throughline, one), '', ...ending(throughline)].join('\n'),
  };
}

/** What waits, in one mail. */
export function mailOfDigest(throughline: Pick<Throughline, 'env' | 'database'>, all: readonly Notification[]): MailText {
  const shown = all.slice(0, digestMax);
  const rest = all.length - shown.length;
  const what = all.length === 1 ? '1 thing waits' : `${all.length} things wait`;
  return {
    subject: oneLine(`${what} for you`),
    text: [
      ...shown.flatMap((one) => [...linesOf(throughline, one), '']),
      ...(rest > 0 ? [`And ${rest} more: ${pageAddress(throughline)}`, ''] : []),
      ...ending(throughline),
    ].join('\n'),
  };
}

function titleOf({ kind, title }: Notification): string {
  return kind === 'mentioned' ? 'You were named in a comment' : title;
}

function linesOf(throughline: Pick<Throughline, 'env' | 'database'>, one: Notification): readonly string[] {
  const { id, flowTitle, key, entity, stateTitle } = one.case;
  const subject = one.subject === null ? '' : `, ${one.subject}`;
  return [
    titleOf(one),
    oneLine(`${flowTitle} ${key}${subject}: ${stateTitle}. ${entity}`),
    `${consoleAddress(throughline)}/${throughline.database}/case/${id}`,
  ];
}

function ending(throughline: Pick<Throughline, 'env' | 'database'>): readonly string[] {
  return [
    'Nothing is decided by a link: the case shows the facts, and asks you there.',
    `What is mailed, and when, you choose here: ${pageAddress(throughline)}?show=preferences`,
  ];
}

function pageAddress(throughline: Pick<Throughline, 'env' | 'database'>): string {
  return `${consoleAddress(throughline)}/${throughline.database}/notifications`;
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, ' ').slice(0, subjectMax);
}
