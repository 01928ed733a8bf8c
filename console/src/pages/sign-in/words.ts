import { wordsOf } from '../../words/language.ts';

/* All that this page says, apart from what comes from the server. */

const english = {
  title: 'Sign in',
  out: 'Sign out',
  email: 'E-mail',
  password: 'Password',
  go: 'Sign in',
  singleSignOn: (name: string) => `Sign in with ${name}`,
  or: 'or',
  code: 'Code of your second factor',
  codeHint: 'Six digits from your authenticator, or a backup code.',
  codeTitle: 'Second factor',
  codeGo: 'Continue',
  again: 'Begin again',
  session: 'How one signs in',
  lost: 'A lost password is set anew by a one-time link, which an administrator gives.',
  off: 'This server runs without sign-in: whoever asks on this machine is the owner.',
  open: 'Open Throughline',
  signedIn: (name: string) => `You are signed in as ${name}.`,
  unclaimed: 'Nobody has an account yet. The server printed a one-time link when it started: open it to make yours.',
  ssoFailed: 'The single sign-on did not let you in. Try again, or ask an administrator.',
  link: {
    what: 'The one-time link',
    owner: 'You are the first',
    ownerLead: 'Say who you are. This account may do everything, and invites the others.',
    invitation: 'Welcome',
    invitationLead: (name: string) => `${name}, choose a password. The link works once.`,
    password: 'A new password',
    passwordLead: (name: string) => `For ${name}. All other sessions end. The link works once.`,
    name: 'Your name',
    password12: 'Password, at least 12 characters',
    repeat: 'The same again',
    differs: 'The two are not the same.',
    short: 'A password has at least 12 characters.',
    go: 'Set the password and sign in',
  },
} as const;

export const words = wordsOf({ en: english });
