import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Account, canReach, serverAccount } from './account.ts';
import { DatabaseError, diskProblem } from './errors.ts';

/** Where root keeps data, and the part of it that stands in for homes which the server's user cannot enter. */
const rootHome = '/var/lib/throughline';
const outsideHomes = join(rootHome, 'homes');

/** A socket's path fits in 107 bytes, of which `/.s.PGSQL.5432` takes 14. */
const socketFolderBytesMax = 107 - 14;

/** The folders and files of one server. Only `data`, `sockets` and `log` are the server's own. */
export type ServerFolder = {
  /** The folder the user chose. */
  readonly home: string;
  /** `<home>/postgres`, with links resolved. */
  readonly root: string;
  readonly data: string;
  readonly sockets: string;
  readonly clients: string;
  readonly keeper: string;
  readonly log: string;
  readonly passwords: string;
  readonly binaries: string;
  readonly account: Account;
};

/** THROUGHLINE_HOME, or the place that suits the user: /var/lib/throughline for root, else ~/.local/share/throughline. */
export function defaultHome(env: Readonly<Record<string, string | undefined>>): string {
  const chosen = env['THROUGHLINE_HOME'];
  if (chosen !== undefined && chosen !== '') return resolve(chosen);
  return process.getuid?.() === 0 ? rootHome : join(homedir(), '.local/share/throughline');
}

/** Makes the home itself, which must exist before it can be locked. */
export function makeHome(path: string): string {
  const home = resolve(path);
  try {
    makeFolder(home);
    return realpathSync(home);
  } catch (cause) {
    throw diskProblem(home, String(cause), cause, 'POSTGRES_HOME_ACCESS');
  }
}

/** One by one from the top: where a folder cannot be made, Node's recursive mkdir gives another reason, or (in /proc) never ends. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if (!existsSync(path)) throw error; // Another process was quicker.
  }
}

/** Makes what is missing of the server's folder. The home's lock must be held. */
export function openServerFolder(home: string): ServerFolder {
  try {
    const entry = join(home, 'postgres');
    const there = lstatSync(entry, { throwIfNoEntry: false });
    const account = serverAccount(there && statSync(join(entry, 'data'), { throwIfNoEntry: false })?.uid);
    if (there === undefined) makeRoot(home, entry, account);
    const root = realpathSync(entry);
    mkdirSync(join(root, 'clients'), { recursive: true, mode: 0o700 });
    return {
      home,
      root,
      account,
      data: join(root, 'data'),
      sockets: socketFolder(root, account),
      clients: join(root, 'clients'),
      keeper: join(root, 'keeper'),
      log: join(root, 'server.log'),
      passwords: join(root, 'passwords.json'),
      binaries: join(root, 'binaries'),
    };
  } catch (cause) {
    throw cause instanceof DatabaseError ? cause : diskProblem(home, String(cause), cause);
  }
}

function makeRoot(home: string, entry: string, account: Account): void {
  if (account.uid !== undefined) {
    // The server's user must be able to pass through the home (not to list it). Folders above are not ours to open.
    chmodSync(home, statSync(home).mode | 0o011);
    if (!canReach(account, home)) {
      mkdirSync(outsideHomes, { recursive: true });
      for (const folder of [rootHome, outsideHomes]) chmodSync(folder, statSync(folder).mode | 0o011);
      const outside = join(outsideHomes, randomBytes(8).toString('hex'));
      mkdirSync(outside);
      chmodSync(outside, 0o711);
      symlinkSync(outside, entry);
      return;
    }
  }
  mkdirSync(entry);
  chmodSync(entry, account.uid === undefined ? 0o700 : 0o711);
}

/** The folder of the socket, open to the server's user alone; under the system's temporary folder where the path would be too long. */
function socketFolder(root: string, account: Account): string {
  const near = join(root, 'run');
  if (Buffer.byteLength(near) <= socketFolderBytesMax) {
    ownFolder(near, account);
    return near;
  }
  const note = join(root, 'socket-folder');
  const noted = lstatSync(note, { throwIfNoEntry: false }) && readFileSync(note, 'utf8');
  if (noted !== undefined && isOwn(noted, account)) return noted;
  const parent = [tmpdir(), '/tmp', '/var/tmp'].find((path) => path.length < 60 && canReach(account, path)) ?? '/tmp';
  const far = mkdtempSync(join(parent, 'throughline-'));
  ownFolder(far, account);
  writeFileSync(note, far, { mode: 0o600 });
  return far;
}

/** Anyone may write in a temporary folder: what we noted there is used only while it is still ours. */
function isOwn(folder: string, account: Account): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat?.isDirectory() === true && stat.uid === (account.uid ?? process.getuid?.()) && (stat.mode & 0o077) === 0;
}

/** Makes a folder that only the server's user may enter (root may too). */
export function ownFolder(path: string, account: Account): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  chmodSync(path, 0o700);
  if (account.uid !== undefined) chownSync(path, account.uid, account.gid ?? account.uid);
}
