import { smtpSink } from '@throughline/connect';
import type { Sinks } from '@throughline/engine';
import { ThroughlineError } from './errors.ts';

/**
 * Mail goes out by the server that THROUGHLINE_SMTP_URL names, from THROUGHLINE_SMTP_FROM. Without them there is no sink, and
 * mails wait.
 *
 * @throws ThroughlineError mail-settings
 */
export function mailSinks(env: Readonly<Record<string, string | undefined>>): Sinks {
  const url = env['THROUGHLINE_SMTP_URL'] ?? '';
  const from = env['THROUGHLINE_SMTP_FROM'] ?? '';
  if (url === '' && from === '') return {};
  if (url === '') throw new ThroughlineError('mail-settings', 'The mail server is not named', { place: 'THROUGHLINE_SMTP_URL' });
  if (from === '') throw new ThroughlineError('mail-settings', 'The sender is not named', { place: 'THROUGHLINE_SMTP_FROM' });
  try {
    return { mail: smtpSink({ url, from }) };
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ThroughlineError('mail-settings', message, { place: 'THROUGHLINE_SMTP_URL, THROUGHLINE_SMTP_FROM', cause });
  }
}

/** The simulated company's mails go out only where it has settings of its own. */
export function demoMailSettings(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return {
    THROUGHLINE_SMTP_URL: env['THROUGHLINE_DEMO_SMTP_URL'],
    THROUGHLINE_SMTP_FROM: env['THROUGHLINE_DEMO_SMTP_FROM'],
  };
}
