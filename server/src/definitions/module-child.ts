import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname, extname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'acorn';
import { type Exported, looksDeclared, type ModuleAnswer, type ModuleText } from './module-answer.ts';

/*
 * Runs one module, in a process of its own, and says what it declares. That keeps out of the program what a definition has no
 * business with: a loop that never ends, all memory, `process.exit`, what it prints. (Of a thread, the limit on memory ends the
 * whole process where one allocation passes it.)
 */

const filesMax = 200;
const charactersMax = 5_000_000;

// A file outside of any project may be checked too: what it names of ours is then what is running here.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (!specifier.startsWith('@throughline/')) throw error;
      return next(specifier, { ...context, parentURL: import.meta.url });
    }
  },
});

const answer = await run(String(process.argv[2]));
// Whatever the module has left running ends with this.
process.send?.(answer, undefined, undefined, () => process.exit(0));

async function run(path: string): Promise<ModuleAnswer> {
  let exported: Readonly<Record<string, unknown>>;
  try {
    exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    const { message, stack = '' }: { message: string; stack?: string } =
      error instanceof Error ? error : { message: String(error) };
    return { kind: 'failed', message, stack };
  }
  const declared: Exported[] = [];
  for (const [name, value] of Object.entries(exported)) {
    if (!looksDeclared(value)) continue;
    try {
      declared.push({ name, json: JSON.stringify(value) });
    } catch (error) {
      return { kind: 'failed', message: `the export "${name}" is not plain data: ${(error as Error).message}`, stack: '' };
    }
  }
  return { kind: 'ran', exported: declared, texts: textsFrom(path) };
}

/** The module and those that it imports by relative paths, with their types blanked out: every character keeps its place. */
function textsFrom(entry: string): readonly ModuleText[] {
  const texts = new Map<string, ModuleText>();
  const waiting = [entry];
  let characters = 0;
  for (let path = waiting.shift(); path !== undefined && texts.size < filesMax; path = waiting.shift()) {
    if (texts.has(path)) continue;
    try {
      const text = readFileSync(path, 'utf8');
      characters += text.length;
      if (characters > charactersMax) break;
      const plain = extname(path).endsWith('ts') ? stripTypeScriptTypes(text) : text;
      if (plain.length !== text.length) continue;
      texts.set(path, { path, text, plain });
      waiting.push(...importsOf(plain).map((specifier) => targetOf(specifier, path)));
    } catch {
      // Places are a service: what cannot be read so has none.
    }
  }
  return [...texts.values()];
}

function targetOf(specifier: string, path: string): string {
  return specifier.startsWith('file:') ? fileURLToPath(specifier) : resolve(dirname(path), specifier);
}

function importsOf(plain: string): readonly string[] {
  return parse(plain, { ecmaVersion: 'latest', sourceType: 'module' }).body.flatMap((statement) => {
    const source = 'source' in statement ? statement.source?.value : undefined;
    return typeof source === 'string' && /^(\.|file:)/.test(source) ? [source] : [];
  });
}
