import { runWorkers, type Status, withThroughline } from '@throughline/server';
import { failureDocument, failureLines, failureOf } from '../failure.ts';
import { commonOf, defineJson } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface StartOptions {
  readonly json: boolean;
}

export const start = verb<StartOptions>({
  words: ['start'],
  summary: 'run your company: deadlines, messages and mails, as they fall due, until Ctrl-C',
  examples: ['start', 'start --json'],
  define: defineJson,
  options: (command) => ({ json: commonOf(command).json }),
  async run({ json }, { env, stdout, stderr, signal }) {
    const onReady = (status: Status) => {
      if (json) printJson(stdout, { ready: status });
      else printLines(stdout, statusLines(status, env));
    };
    const onError = (error: unknown) => {
      const failure = failureOf(error);
      if (json) printJson(stderr, failureDocument(failure));
      else printLines(stderr, failureLines(failure, paintFor(stderr, env)));
    };
    await withThroughline({ env, database: 'main' }, (throughline) => runWorkers(throughline, { signal, onReady, onError }));
    return exitCodes.ok;
  },
});

function statusLines({ cases, mail, quarantined }: Status, env: Parameters<typeof localeOf>[0]): readonly string[] {
  const locale = localeOf(env);
  const waiting = mail.waiting === 0 ? '' : `; ${locale.count(mail.waiting)} wait`;
  return [
    `Running on ${locale.count(cases)} cases. Ctrl-C ends it.`,
    mail.goesOut
      ? `Mails go out by ${env['THROUGHLINE_SMTP_URL']?.replace(/\/\/[^@/]*@/, '//')}${waiting}.`
      : `Mails wait until THROUGHLINE_SMTP_URL and THROUGHLINE_SMTP_FROM are set${waiting}.`,
    ...(quarantined === 0
      ? []
      : [`${locale.count(quarantined)} cases are set aside: a deadline of theirs could not be worked off.`]),
  ];
}
