import type { Door } from '@throughline/api';
import type { Role, Served, Status } from '@throughline/server';
import { Option } from 'commander';
import { failureDocument, failureLines, failureOf } from '../failure.ts';
import { commonOf, defineJson, present, wholeNumber } from '../options.ts';
import { localeOf } from '../output/locale.ts';
import { paintFor } from '../output/paint.ts';
import { printJson, printLines } from '../output/print.ts';
import { exitCodes } from '../session.ts';
import { verb } from '../verb.ts';

export interface StartOptions {
  readonly port?: number;
  readonly host?: string;
  readonly role?: Role;
  /** Builds the demo in the background where nothing is there yet, so that it need not be waited for. */
  readonly demo: boolean;
  readonly json: boolean;
}

interface Ready {
  readonly address: string;
  readonly doors: readonly Door[];
  readonly status: Status;
  readonly signIn: Served['signIn'];
}

/** Where the server answers if nothing else is said; its own default. */
export const defaultPort = 4600;

const roles = ['all', 'api', 'worker'] as const satisfies readonly Role[];

export const start = verb<StartOptions>({
  words: ['start'],
  summary: 'run Throughline: the console, the API, and what falls due (deadlines, messages, mails), until Ctrl-C',
  examples: ['start', 'start --port 5000', 'start --json'],
  define(command) {
    command
      .option(
        '--port <number>',
        `where the server answers (default: ${defaultPort}, of a worker 4601; 0: any that is free)`,
        wholeNumber(0, 65_535),
      )
      .option('--host <name>', 'on which address of this machine (default: 127.0.0.1)')
      .addOption(
        new Option(
          '--role <role>',
          'api: answers, works nothing off; worker: works off what falls due; several share a database',
        ).choices(roles),
      )
      .option('--no-demo', 'do not prepare the simulated company in the background while there is no case of your own');
    defineJson(command);
  },
  options(command) {
    const { port, host, role, demo } = command.opts<{ port?: number; host?: string; role?: Role; demo: boolean }>();
    return { demo, json: commonOf(command).json, ...present({ port, host, role }) };
  },
  async run({ json, demo, ...place }, { env, stdout, stderr, signal }) {
    const { serve } = await import('@throughline/server');
    const onError = (error: unknown) => {
      const failure = failureOf(error);
      if (json) printJson(stderr, failureDocument(failure));
      else printLines(stderr, failureLines(failure, paintFor(stderr, env)));
    };
    const { address, house, signIn, status, closed } = await serve({ env, ...place, signal, onError });
    try {
      const ready: Ready = { address, doors: await house.doors(), status: await status(), signIn };
      if (json) printJson(stdout, { ready });
      else printLines(stdout, place.role === 'worker' ? workerLines(ready) : readyLines(ready, env));
      const absent = ready.doors.some(({ database, status }) => database === 'demo' && status === 'absent');
      if (demo && place.role !== 'worker' && absent && ready.status.cases === 0) await house.buildDemo({ rebuild: false });
    } catch (error) {
      onError(error); // It serves all the same.
    }
    await closed;
    return exitCodes.ok;
  },
});

function workerLines({ address, status }: Ready): readonly string[] {
  return [
    `A worker of Throughline runs; ${address}/metrics tells how it does. Ctrl-C ends it.`,
    ...(status.mail.goesOut ? [] : ['Mails wait until THROUGHLINE_SMTP_URL and THROUGHLINE_SMTP_FROM are set.']),
  ];
}

function readyLines({ address, doors, status, signIn }: Ready, env: Parameters<typeof localeOf>[0]): readonly string[] {
  const locale = localeOf(env);
  const { mail, quarantined } = status;
  const waiting = mail.waiting === 0 ? '' : `; ${locale.count(mail.waiting)} wait`;
  const demo = doors.find(({ database }) => database === 'demo');
  return [
    `Throughline runs at ${address} . Ctrl-C ends it.`,
    ...signInLines(signIn),
    `  Your company       ${locale.count(status.cases)} cases`,
    `  Halden (simulated) ${demo?.status === 'ready' ? `${locale.count(demo.cases)} cases` : demoWords(demo)}`,
    mail.goesOut
      ? `Mails go out by ${env['THROUGHLINE_SMTP_URL']?.replace(/\/\/[^@/]*@/, '//')}${waiting}.`
      : `Mails wait until THROUGHLINE_SMTP_URL and THROUGHLINE_SMTP_FROM are set${waiting}.`,
    ...(quarantined === 0
      ? []
      : [`${locale.count(quarantined)} cases are set aside: a deadline of theirs could not be worked off.`]),
  ];
}

/** The one place where the link of the first person is told. */
function signInLines({ status, first }: Served['signIn']): readonly string[] {
  if (status === 'off') return ['Warning: THROUGHLINE_SIGN_IN is off. Whoever can reach this machine’s ports owns the company.'];
  if (first === undefined) return [];
  return ['Nobody has an account yet. Whoever opens this link within a day, once, becomes the owner:', `  ${first.url}`];
}

function demoWords(demo: Door | undefined): string {
  if (demo?.failure !== undefined) return `cannot be opened: ${demo.failure.message}`;
  return demo?.status === 'building' ? 'being built' : 'not built yet: it takes about a minute';
}
