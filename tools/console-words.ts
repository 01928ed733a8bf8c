import { parseAst } from 'rolldown/parseAst';

/*
 * What a person reads in the console stands in the `words.ts` of its folder, so that it can be translated. Everywhere else, these
 * are looked for: text between tags, texts in properties that are shown (`title`, `label`), and whatever reads as a sentence.
 */

/** A text that is shown to people: where it is, and how it was found. Offsets are of the file's text. */
export interface ShownText {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly kind: 'between tags' | 'attribute' | 'property' | 'child' | 'sentence';
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** Properties whose value is shown. */
const shownNames: ReadonlySet<string> = new Set([
  'title',
  'label',
  'aria-label',
  'placeholder',
  'note',
  'alt',
  'description',
  'what',
  'aside',
  'text',
  'empty',
  'hint',
  'one',
  'many',
  'why',
  'crumb',
  'windowTitle',
  'notice',
  'message',
  'caption',
  'summary',
  'legend',
  'action',
  'word',
  'words',
  'tool',
]);
/** Attributes that hold several names with blanks between them, and are never shown. */
const technicalNames: ReadonlySet<string> = new Set([
  'className',
  'classNames',
  'style',
  'd',
  'viewBox',
  'transform',
  'points',
  'strokeDasharray',
  'rel',
  'keys',
  'size',
  'gridArea',
  'aria-labelledby',
  'aria-describedby',
  'aria-keyshortcuts',
  'as',
  'id',
  'key',
  'name',
  'type',
  'href',
  'to',
]);
/** Files that hold names only, which are the same in every language: of keys, of browsers. */
const technicalFiles = /\/src\/(keys\/(stroke|registry)|pages\/account\/browser-words)\.ts$/;
const technicalCalls =
  /^(querySelector|querySelectorAll|closest|matches|matchMedia|getPropertyValue|setProperty|split|join|replace|replaceAll|startsWith|endsWith|includes|useApi|useCommand|send|apiQuery|getRouteApi|assert\w*)$/;
const letters = /\p{L}/u;
const sentence = /\p{L}{2,}[,.:;]? +\p{L}{1,}|^\p{Lu}\p{Ll}+\S?( \S+)*$|^ \p{L}+|\p{L}+ $/u;
/** Of machines: routes, lengths and functions of style sheets. */
const technical = /^(GET|POST|PUT|PATCH|DELETE) \/|^application\/|^(max|min|calc|url)\(|\dpx/;

/** Whether the rule is for the file: the console's own sources, without its words, its tests, and the gallery with its made-up data. */
export function isHeld(path: string): boolean {
  if (!/^console\/src\/.*\.tsx?$/.test(path)) return false;
  return !/\/words\.ts$|\.test\.ts$|\/gallery(\/|\.tsx$)/.test(path) && !technicalFiles.test(path);
}

/** Every text for people in a file of the console, in its order. */
export function shownTexts(path: string, text: string): readonly ShownText[] {
  const found: ShownText[] = [];
  const add = (node: Node, kind: ShownText['kind']) =>
    found.push({ start: node.start, end: node.end, text: text.slice(node.start, node.end), kind });
  const program = parseAst(text, { lang: path.endsWith('x') ? 'tsx' : 'ts' }) as unknown as Node;
  visit(program, 'sentence', add);
  return found.toSorted((a, b) => a.start - b.start);
}

type Add = (node: Node, kind: ShownText['kind']) => void;

/** `how` is by which rule a text here would be one for people; a sentence is one anywhere. */
function visit(node: Node, how: ShownText['kind'] | 'technical', add: Add): void {
  if (node.type === 'JSXText') {
    if (letters.test(String(node['value']))) add(node, 'between tags');
    return;
  }
  const said = saidBy(node);
  if (said !== undefined) {
    if (
      how !== 'technical' &&
      said.some((part) => (how === 'sentence' ? sentence : letters).test(part)) &&
      !said.some((part) => technical.test(part))
    ) {
      add(node, how);
      return;
    }
  }
  for (const [key, child] of Object.entries(node)) {
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one, howBelow(node, key, one, how), add);
  }
}

/** The texts of a literal or a template. */
function saidBy(node: Node): readonly string[] | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? [node['value']] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  return (node['quasis'] as readonly { readonly value: { readonly cooked: string } }[]).map(({ value }) => value.cooked);
}

function howBelow(node: Node, key: string, child: Node, how: ShownText['kind'] | 'technical'): ShownText['kind'] | 'technical' {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return key === 'source' ? 'technical' : how;
    case 'JSXAttribute':
      return byName(nameOf(node['name']), 'attribute');
    case 'JSXExpressionContainer':
      return how;
    case 'JSXElement':
    case 'JSXFragment':
      return child.type === 'JSXExpressionContainer' ? 'child' : 'sentence';
    case 'VariableDeclarator':
      return key === 'init' && ofTexts(node) ? 'property' : 'sentence';
    case 'Property':
      if (key === 'value' && how === 'property' && !technicalNames.has(nameOf(node['key']))) return how;
      return key === 'key' ? 'technical' : byName(nameOf(node['key']), 'property');
    case 'ConditionalExpression':
      return key === 'test' ? 'sentence' : how;
    case 'LogicalExpression':
      return key === 'left' && node['operator'] === '&&' ? 'sentence' : how;
    case 'BinaryExpression':
      return node['operator'] === '+' ? how : 'technical';
    case 'ParenthesizedExpression':
    case 'TemplateLiteral':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return how;
    case 'CallExpression':
    case 'NewExpression':
      return isTechnical(node) ? 'technical' : 'sentence';
    case 'MemberExpression':
      return key === 'object' && child.type === 'ArrayExpression' ? 'technical' : 'sentence';
    case 'ObjectExpression':
      return how === 'technical' || how === 'property' ? how : 'sentence';
    case 'ArrayExpression':
    case 'SpreadElement':
      return how === 'technical' ? how : 'sentence';
    default:
      return node.type.startsWith('TS') || child.type.startsWith('TS') ? 'technical' : 'sentence';
  }
}

function byName(name: string, shown: 'attribute' | 'property'): ShownText['kind'] | 'technical' {
  if (technicalNames.has(name) || name.startsWith('data-')) return 'technical';
  return shownNames.has(name) ? shown : 'sentence';
}

function isTechnical(node: Node): boolean {
  const callee = node['callee'] as Node;
  const name = callee.type === 'MemberExpression' ? nameOf(callee['property']) : nameOf(callee);
  return node.type === 'NewExpression' || technicalCalls.test(name);
}

/** A table of texts: `const standings: Readonly<Record<Standing, string>> = ...`. */
function ofTexts(declarator: Node): boolean {
  const annotation = (declarator['id'] as Node)['typeAnnotation'];
  return isNode(annotation) && isTextTable(annotation['typeAnnotation'] as Node);
}

function isTextTable(type: Node): boolean {
  if (type.type !== 'TSTypeReference') return false;
  const given = (type['typeArguments'] as { readonly params?: readonly Node[] } | null)?.params ?? [];
  const name = nameOf(type['typeName']);
  if (name === 'Readonly' || name === 'Partial') return given[0] !== undefined && isTextTable(given[0]);
  return name === 'Record' && given[1]?.type === 'TSStringKeyword';
}

function nameOf(node: unknown): string {
  if (!isNode(node)) return '';
  return String(node['name'] ?? node['value'] ?? '');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
