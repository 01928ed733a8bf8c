import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import {
  type ConnectionDeclaration,
  type Connector,
  checkDeclaration,
  connectionKinds,
  type DeclarationFault,
} from '@throughline/connect';
import { gathered } from '@throughline/engine';
import { readDefinition, type SourceFormat, sourceLengthMax } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { defaultHome } from '../postgres/index.ts';

/** A file of the folder of connections, and what is wrong with it. */
export interface DeclaredConnection {
  readonly file: string;
  /** As the file says, or is called where it cannot be read. */
  readonly id: string;
  readonly checked:
    | { readonly ok: true; readonly declaration: ConnectionDeclaration; readonly connector: Connector }
    | { readonly ok: false; readonly faults: readonly DeclarationFault[] };
}

const filesMax = 200;
const formats: Readonly<Record<string, SourceFormat>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };
type Settings = Readonly<Record<string, string | undefined>>;

/** Where declarations lie: THROUGHLINE_CONNECTIONS, or `connections` in the home. */
export function connectionsFolder(env: Settings): string {
  const chosen = env['THROUGHLINE_CONNECTIONS'];
  return chosen === undefined || chosen === '' ? join(defaultHome(env), 'connections') : chosen;
}

/**
 * The connections of a house. They are files of whoever runs the server, and come by no request: a declaration says which programs are run, which
 * secrets are read and which hosts are reached. Read at each look, so that a change needs no restart.
 */
export async function declaredConnections(env: Settings): Promise<readonly DeclaredConnection[]> {
  const look = await readFolder(connectionsFolder(env));
  if ('error' in look) throw look.error;
  return look.found;
}

type Look = { readonly found: readonly DeclaredConnection[] } | { readonly error: unknown };

/** Each delivery looks: those that come while a look is under way share the next one, so what each sees is no older than its question. */
const readFolder = gathered(
  (folders: readonly string[]) =>
    Promise.all(
      folders.map((folder) =>
        lookInto(folder).then<Look, Look>(
          (found) => ({ found }),
          (error: unknown) => ({ error }),
        ),
      ),
    ),
  100,
);

async function lookInto(folder: string): Promise<readonly DeclaredConnection[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ThroughlineError('file-unreadable', 'The folder of connections cannot be read', { place: folder, cause: error });
  });
  const files = names.filter((name) => formats[extname(name)] !== undefined && !name.startsWith('.')).sort();
  const found: DeclaredConnection[] = [];
  for (const name of files.slice(0, filesMax)) {
    const one = await readDeclaration(join(folder, name));
    const other = found.find(({ id }) => id === one.id);
    found.push(other === undefined ? one : twice(one, other.file));
  }
  return found;
}

/** Files as they were when they were read: each delivery looks at all of them. */
const knownFiles = new Map<string, { readonly stamp: string; readonly declared: DeclaredConnection }>();

/** One file, wherever it lies; read anew where its time or its size is another. */
export async function readDeclaration(file: string): Promise<DeclaredConnection> {
  const found = await stat(file, { bigint: true }).catch(() => undefined);
  const stamp = found === undefined ? '' : `${found.mtimeNs} ${found.ctimeNs} ${found.size} ${found.ino}`;
  const known = knownFiles.get(file);
  if (known !== undefined && stamp !== '' && known.stamp === stamp) return known.declared;
  const declared = await readAnew(file);
  if (knownFiles.size >= knownMax) knownFiles.clear();
  knownFiles.set(file, { stamp, declared });
  return declared;
}

const knownMax = 1000;

async function readAnew(file: string): Promise<DeclaredConnection> {
  const name = file.split('/').at(-1) ?? file;
  const id = name.slice(0, name.length - extname(name).length);
  const broken = (place: string, message: string): DeclaredConnection => ({
    ...{ file, id },
    checked: {
      ok: false,
      faults: [{ code: 'declaration-invalid', place, message, action: 'Correct the file at the place named.' }],
    },
  });
  const format = formats[extname(name)];
  if (format === undefined) return broken('', 'It is neither JSON nor YAML');
  try {
    const { size } = await stat(file);
    if (size > 4 * sourceLengthMax) return broken('', 'The file is too large');
    const read = readDefinition(await readFile(file, 'utf8'), { format });
    if (read.kind === 'broken') return broken(`line ${read.place.line}`, read.message);
    const declared = (read.value as { readonly id?: unknown } | null)?.id;
    return { file, id: typeof declared === 'string' ? declared : id, checked: checkDeclaration(read.value, connectionKinds) };
  } catch (error) {
    return broken('', `The file cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function twice({ file, id }: DeclaredConnection, other: string): DeclaredConnection {
  const fault = {
    ...({ code: 'declaration-invalid', place: 'id', message: `${other} declares ${id} already` } as const),
    ...{ expected: 'an id of its own', action: 'Correct the file at the place named.' },
  };
  return { file, id, checked: { ok: false, faults: [fault] } };
}

/** @throws ThroughlineError connection-unknown */
export async function findConnection(env: Settings, id: string): Promise<DeclaredConnection> {
  const all = await declaredConnections(env);
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new ThroughlineError('connection-unknown', `No connection ${id} is declared`, {
    place: 'connection',
    expected: all.map((one) => one.id).join(', '),
  });
}

export type SoundConnection = Extract<DeclaredConnection['checked'], { readonly ok: true }>;

/** @throws ThroughlineError connection-unknown, connection-invalid */
export async function soundConnection(env: Settings, id: string): Promise<SoundConnection> {
  const { checked, file } = await findConnection(env, id);
  if (checked.ok) return checked;
  const [first] = checked.faults;
  throw new ThroughlineError('connection-invalid', first?.message ?? 'The declaration is not sound', {
    place: `${file.split('/').at(-1)} ${first?.place ?? ''}`.trim(),
    details: checked.faults,
    ...(first?.expected === undefined ? {} : { expected: first.expected }),
  });
}
