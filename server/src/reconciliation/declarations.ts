import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { checkReconciliation, type ReconciliationDeclaration, type ReconciliationFault } from '@throughline/connect';
import { readDefinition, type SourceFormat } from '@throughline/language';
import { ThroughlineError } from '../errors.ts';
import { defaultHome } from '../postgres/index.ts';

/** A file of the folder of reconciliations, and what is wrong with it. */
export interface DeclaredReconciliation {
  readonly file: string;
  readonly id: string;
  readonly checked:
    | { readonly ok: true; readonly declaration: ReconciliationDeclaration }
    | { readonly ok: false; readonly faults: readonly ReconciliationFault[] };
}

const filesMax = 200;
const formats: Readonly<Record<string, SourceFormat>> = { '.json': 'json', '.yaml': 'yaml', '.yml': 'yaml' };
type Settings = Readonly<Record<string, string | undefined>>;

/** Where declarations lie: THROUGHLINE_RECONCILIATIONS, or `reconciliations` in the home. */
export function reconciliationsFolder(env: Settings): string {
  const chosen = env['THROUGHLINE_RECONCILIATIONS'];
  return chosen === undefined || chosen === '' ? join(defaultHome(env), 'reconciliations') : chosen;
}

/** Files of whoever runs the server, as connections are; read at each look, so that a change needs no restart. */
export async function declaredReconciliations(env: Settings): Promise<readonly DeclaredReconciliation[]> {
  const folder = reconciliationsFolder(env);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new ThroughlineError('file-unreadable', 'The folder of reconciliations cannot be read', {
      place: folder,
      cause: error,
    });
  });
  const files = names.filter((name) => formats[extname(name)] !== undefined && !name.startsWith('.')).sort();
  const found: DeclaredReconciliation[] = [];
  for (const name of files.slice(0, filesMax)) {
    const one = await readOne(join(folder, name), name);
    const other = found.find(({ id }) => id === one.id);
    found.push(other === undefined ? one : broken(one.file, one.id, 'id', `${other.file} declares ${one.id} already`));
  }
  return found;
}

async function readOne(file: string, name: string): Promise<DeclaredReconciliation> {
  const id = name.slice(0, name.length - extname(name).length);
  try {
    const read = readDefinition(await readFile(file, 'utf8'), { format: formats[extname(name)] ?? 'json' });
    if (read.kind === 'broken') return broken(file, id, `line ${read.place.line}`, read.message);
    const declared = (read.value as { readonly id?: unknown } | null)?.id;
    return { file, id: typeof declared === 'string' ? declared : id, checked: checkReconciliation(read.value) };
  } catch (error) {
    return broken(file, id, '', `The file cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
  }
}

function broken(file: string, id: string, place: string, message: string): DeclaredReconciliation {
  return { file, id, checked: { ok: false, faults: [{ code: 'reconciliation-invalid', place, message }] } };
}

/** @throws ThroughlineError reconciliation-unknown */
export async function findReconciliation(env: Settings, id: string): Promise<DeclaredReconciliation> {
  const all = await declaredReconciliations(env);
  const found = all.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new ThroughlineError('reconciliation-unknown', `No reconciliation ${id} is declared`, {
    place: 'reconciliation',
    expected: all.map((one) => one.id).join(', '),
  });
}

/** @throws ThroughlineError reconciliation-unknown, reconciliation-invalid */
export async function soundReconciliation(env: Settings, id: string): Promise<ReconciliationDeclaration> {
  const { checked, file } = await findReconciliation(env, id);
  if (checked.ok) return checked.declaration;
  const [first] = checked.faults;
  throw new ThroughlineError('reconciliation-invalid', first?.message ?? 'The declaration is not sound', {
    place: `${file.split('/').at(-1)} ${first?.place ?? ''}`.trim(),
    details: checked.faults,
    ...(first?.expected === undefined ? {} : { expected: first.expected }),
  });
}
