import { type SmtpSink, smtpSink } from '@throughline/connect';
import { demoMailSettings } from '../mail.ts';
import type { Throughline } from '../throughline.ts';

/**
 * By which notifications are mailed: what mails of flows go by. `undefined`: nothing is mailed. The simulated company has settings of its own.
 * Settings that are wrong are refused when the server opens.
 */
export function mailTransport({ env, database }: Pick<Throughline, 'env' | 'database'>): SmtpSink | undefined {
  const settings = database === 'demo' ? demoMailSettings(env) : env;
  const { THROUGHLINE_SMTP_URL: url = '', THROUGHLINE_SMTP_FROM: from = '' } = settings;
  return url === '' || from === '' ? undefined : smtpSink({ url, from });
}
