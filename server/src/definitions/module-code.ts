import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Expression, type ModuleDeclaration, type Pattern, type Program, parse, type Statement } from 'acorn';
import type { ModuleText } from './module-answer.ts';

/** A name at the top of a module, or what it exports under one. */
export type Binding =
  | { readonly kind: 'value'; readonly node: Code; readonly name: Code }
  | { readonly kind: 'function'; readonly node: Code }
  | { readonly kind: 'import'; readonly path: string; readonly imported: string }
  | { readonly kind: 'module'; readonly path: string };

/** A node of the syntax tree, as far as places need it. */
export type Code =
  | Expression
  | Pattern
  | Statement
  | Program['body'][number]
  | { type: 'PrivateIdentifier'; start: number; end: number };

export interface ModuleCode {
  readonly path: string;
  readonly text: string;
  readonly names: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Binding>;
  /** `export * from`. */
  readonly alsoFrom: readonly string[];
}

/** The declarations of a module. Undefined where it cannot be parsed. */
export function readCode({ path, text, plain }: ModuleText): ModuleCode | undefined {
  let program: Program;
  try {
    program = parse(plain, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  } catch {
    return undefined;
  }
  const names = new Map<string, Binding>();
  const exports = new Map<string, Binding>();
  const alsoFrom: string[] = [];
  for (const statement of program.body) readStatement(statement, { path, names, exports, alsoFrom });
  return { path, text, names, exports, alsoFrom };
}

interface Reading {
  readonly path: string;
  readonly names: Map<string, Binding>;
  readonly exports: Map<string, Binding>;
  readonly alsoFrom: string[];
}

function readStatement(statement: Statement | ModuleDeclaration, reading: Reading): void {
  const { names, exports, path } = reading;
  const target = (source: unknown) => targetOf(String(source), path);
  switch (statement.type) {
    case 'ImportDeclaration':
      for (const one of statement.specifiers) {
        const from = target(statement.source.value);
        if (one.type === 'ImportNamespaceSpecifier') names.set(one.local.name, { kind: 'module', path: from });
        else {
          const imported = one.type === 'ImportDefaultSpecifier' ? 'default' : nameOf(one.imported);
          names.set(one.local.name, { kind: 'import', path: from, imported });
        }
      }
      return;
    case 'ExportAllDeclaration':
      if (statement.exported) exports.set(nameOf(statement.exported), { kind: 'module', path: target(statement.source.value) });
      else reading.alsoFrom.push(target(statement.source.value));
      return;
    case 'ExportDefaultDeclaration':
      exports.set('default', { kind: 'value', node: statement.declaration as Expression, name: statement });
      return;
    case 'ExportNamedDeclaration': {
      if (statement.declaration) {
        for (const [name, binding] of declared(statement.declaration)) {
          names.set(name, binding);
          exports.set(name, binding);
        }
      }
      for (const { local, exported } of statement.specifiers) {
        const imported = nameOf(local);
        const from = statement.source?.value;
        exports.set(
          nameOf(exported),
          from === undefined
            ? { kind: 'value', node: local as Expression, name: exported as Expression }
            : { kind: 'import', path: target(from), imported },
        );
      }
      return;
    }
    default:
      for (const [name, binding] of declared(statement)) names.set(name, binding);
  }
}

function declared(statement: Statement): readonly (readonly [name: string, binding: Binding])[] {
  if (statement.type === 'FunctionDeclaration') return [[statement.id.name, { kind: 'function', node: statement }]];
  if (statement.type !== 'VariableDeclaration' || statement.kind !== 'const') return [];
  return statement.declarations.flatMap(({ id, init }): [string, Binding][] =>
    id.type === 'Identifier' && init ? [[id.name, { kind: 'value', node: init, name: id }]] : [],
  );
}

function nameOf(node: { readonly type: string; readonly name?: unknown; readonly value?: unknown }): string {
  return String(node.type === 'Identifier' ? node.name : node.value);
}

/** What is imported by the name of a package has no path, and no places. */
function targetOf(specifier: string, path: string): string {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  return specifier.startsWith('.') ? resolve(dirname(path), specifier) : specifier;
}
