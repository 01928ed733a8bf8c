import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { DatabaseError } from './errors.ts';

/** Who runs the server. Undefined numbers mean: the user of this process. */
export type Account = { readonly uid?: number; readonly gid?: number };

/** PostgreSQL refuses to run as root; as root the server therefore runs as this system user. */
const serverUser = 'postgres';

/** The account for the server; `ownerUid` is the owner of data that exists already, which then decides. */
export function serverAccount(ownerUid: number | undefined): Account {
  if (process.getuid?.() !== 0) return {};
  if (ownerUid !== undefined && ownerUid !== 0)
    return accountWhere((fields) => fields[2] === String(ownerUid)) ?? { uid: ownerUid };
  const found = accountWhere((fields) => fields[0] === serverUser);
  if (found !== undefined) return found;
  createServerUser();
  const created = accountWhere((fields) => fields[0] === serverUser);
  if (created === undefined) throw new DatabaseError('POSTGRES_NO_ACCOUNT', '/etc/passwd', `No user ${serverUser}.`);
  return created;
}

function accountWhere(matches: (fields: readonly string[]) => boolean): Account | undefined {
  const fields = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find((line) => line.length >= 4 && matches(line));
  return fields === undefined ? undefined : { uid: Number(fields[2]), gid: Number(fields[3]) };
}

function createServerUser(): void {
  // useradd is everywhere but on Alpine and busybox, whose adduser takes other options.
  const ways: readonly (readonly [string, readonly string[]])[] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/bin/false', serverUser]],
    ['adduser', ['-S', '-D', '-H', '-s', '/bin/false', serverUser]],
  ];
  const env = { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin:/usr/bin:/bin` };
  const said = ways.map(([command, options]) => {
    const run = spawnSync(command, [...options], { encoding: 'utf8', env });
    return run.status === 0 ? undefined : `${command}: ${run.error?.message ?? run.stderr.trim()}`;
  });
  // Two processes may create it at once: then one of them is told that it exists, and the look-up after this finds it.
  if (said.every((words) => words !== undefined) && accountWhere((fields) => fields[0] === serverUser) === undefined) {
    throw new DatabaseError('POSTGRES_NO_ACCOUNT', '/etc/passwd', `Could not create user ${serverUser} (${said.join('; ')}).`);
  }
}

/** Whether the account can do `test -x path` (enter the folder, run the file): asked of the kernel, so ACLs count too. */
export function canReach(account: Account, path: string): boolean {
  return spawnSync('test', ['-x', path], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}
