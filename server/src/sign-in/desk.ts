import type { Session } from '@throughline/api';
import type { DispatchResult, Submission } from '@throughline/engine';
import type { Actor, JsonObject, Millis } from '@throughline/language';
import { RefusedError } from '../cases/refused.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Throughline } from '../throughline.ts';
import type { Auth } from './auth.ts';
import { isClaimed, type KeptSession, readCredentials } from './auth-tables.ts';
import { accessEntity, holderRole } from './roles-held.ts';
import type { SignInSettings } from './settings.ts';
import { signedIn } from './signed-in.ts';
import type { Holder } from './who.ts';

/** What a request says of whoever sends it. */
export interface Asking {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  readonly browser: string | undefined;
  /** The address of the machine that sends it. */
  readonly machine: string;
  /** Of the server, as it was asked: `http://127.0.0.1:4600`. */
  readonly origin: string;
}

/** Who asks, as their account says. */
export interface Caller {
  readonly holder: Holder;
  readonly actor: Actor;
  /** Absent: by a key. */
  readonly session?: KeptSession;
}

/** Where one signs in: the owner's company, how it is set up, and what recognises people. */
export interface Desk {
  readonly settings: SignInSettings;
  /** Reached from other machines: then nothing is shown to those who have not signed in. */
  readonly isPublic: boolean;
  main(): Promise<Throughline>;
  auth(origin: string): Promise<Auth>;
  /** What signs cookies, encrypts second factors and makes addresses unreadable. */
  secret(): Promise<string>;
  /** `undefined`: somebody unknown. @throws HttpProblem session-expired, key-invalid, account-inactive */
  caller(asking: Asking): Promise<Caller | undefined>;
  /** The day in the company, and the roles that its flows name. */
  today(): Promise<Today>;
}

export interface Today {
  readonly now: Millis;
  /** In UTC. */
  readonly day: string;
  readonly all: readonly string[];
}

/** @throws HttpProblem sign-in-is-off */
export function requireSignIn({ settings }: Desk): void {
  if (settings.signIn === 'off') throw new HttpProblem('sign-in-is-off', 'This server runs without sign-in');
}

/** @throws HttpProblem sign-in-required */
export function requireSession(caller: Caller | undefined): Caller & { readonly session: KeptSession } {
  if (caller?.session !== undefined) return { ...caller, session: caller.session };
  throw new HttpProblem('sign-in-required', 'This is for somebody who has signed in');
}

/** Somebody in their own matters: the one role that nobody is granted. */
export function ownActor(person: string, ...more: readonly string[]): Actor {
  return { id: person, kind: 'person', principal: person, roles: [holderRole, ...more] };
}

/** Asks something of a case of the pack of access. @throws RefusedError */
export async function ask(
  { engine }: Throughline,
  address: Submission['case'],
  command: {
    readonly type: string;
    readonly data?: Readonly<Record<string, unknown>>;
    readonly reason?: string | undefined;
    readonly actor: Actor;
  },
): Promise<DispatchResult> {
  const { type, data = {}, reason, actor } = command;
  const input = { kind: 'command', type, data: data as JsonObject, actor, ...(reason === undefined ? {} : { reason }) } as const;
  const result = await engine.submit({ case: address, input });
  if (result.outcome === 'refused' || result.outcome === 'failed') throw new RefusedError(result.refusal);
  return result;
}

export function accessCase(flow: 'account' | 'delegation' | 'api-key', key: string) {
  return { flow, entity: accessEntity, key } as const;
}

/** `GET /session`, for whoever asks. */
export async function sessionOf(desk: Desk, caller: Caller | undefined, awaits: Session['awaits'] = null): Promise<Session> {
  const { settings, isPublic } = desk;
  const throughline = await desk.main();
  const isOn = settings.signIn === 'on';
  const [unclaimed, credentials] = await Promise.all([
    isOn ? isClaimed(throughline.pool).then((claimed) => !claimed) : false,
    caller === undefined ? undefined : readCredentials(throughline.pool, [caller.holder.person]),
  ]);
  return {
    signIn: settings.signIn,
    person: caller === undefined ? null : await signedIn(throughline, caller, credentials?.get(caller.holder.person)),
    awaits,
    unclaimed,
    ways: { password: isOn, singleSignOn: isOn ? (settings.singleSignOn?.title ?? null) : null },
    demoIsOpen: !isPublic,
  };
}
