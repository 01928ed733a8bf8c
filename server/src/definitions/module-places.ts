import { segmentsOf } from '@throughline/language';
import type { CallExpression, Expression, ObjectExpression, Pattern, SpreadElement } from 'acorn';
import type { ModuleText } from './module-answer.ts';
import { type Binding, type Code, type ModuleCode, readCode } from './module-code.ts';

/** A stretch of the text of a module. */
export interface ModuleSpan {
  readonly path: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Code that gives a value, with the name that it was given and what the names of a function's parameters stand for. */
interface Site {
  readonly module: ModuleCode;
  readonly node: Code;
  readonly name?: { readonly module: ModuleCode; readonly node: Code } | undefined;
  readonly scope?: ReadonlyMap<string, Site> | undefined;
}

/** Names can stand for names in a circle. */
const stepsMax = 20_000;
const hopsMax = 40;
const depthMax = 200;

/** Helpers of the language whose result is another value than their arguments: by member, the argument that gives it. */
const helpers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  days: { default: 0, days: 0 },
  hours: { default: 0, hours: 0 },
  minutes: { default: 0, minutes: 0 },
  businessDays: { default: 0, businessDays: 0 },
  businessHours: { default: 0, businessHours: 0 },
  mail: { template: 0 },
  Fields: { properties: 0 },
  Object: { properties: 0 },
  List: { items: 0 },
  Array: { items: 0 },
};

/**
 * Where in the text of modules the value stands that a JSON Pointer into an export names. The code is read, not run: names are
 * followed to their `const`, also in modules imported by a relative path, through spreads, helpers and functions that return a
 * literal; what cannot be followed has the place of the nearest around it.
 */
export class ModulePlaces {
  readonly #texts: ReadonlyMap<string, ModuleText>;
  readonly #modules = new Map<string, ModuleCode | undefined>();
  #steps = 0;
  #depth = 0;

  constructor(texts: readonly ModuleText[]) {
    this.#texts = new Map(texts.map((text) => [text.path, text]));
  }

  find(path: string, exportName: string, pointer: string): ModuleSpan | undefined {
    this.#steps = 0;
    let site = this.#exported(path, exportName, 0);
    if (site === undefined) return undefined;
    for (const segment of segmentsOf(pointer)) {
      const next = this.#step(site, segment);
      if (next === undefined) break;
      site = next;
    }
    return this.#spanOf(site);
  }

  /** A plain value itself; of an object or list its name; of a call the call. */
  #spanOf(site: Site): ModuleSpan {
    const value = this.#followed(site);
    const { module, node } = isPlain(value.node)
      ? value
      : site.node.type === 'CallExpression' && !isDefinition(site.node)
        ? site
        : (site.name ?? site);
    return { path: module.path, text: module.text, start: node.start, end: node.end };
  }

  #module(path: string): ModuleCode | undefined {
    if (!this.#modules.has(path)) {
      const text = this.#texts.get(path);
      this.#modules.set(path, text === undefined ? undefined : readCode(text));
    }
    return this.#modules.get(path);
  }

  #exported(path: string, name: string, hops: number): Site | undefined {
    const module = this.#module(path);
    if (module === undefined || hops > hopsMax) return undefined;
    const binding = module.exports.get(name);
    if (binding !== undefined) return this.#bound(module, binding, hops + 1);
    for (const other of module.alsoFrom) {
      const found = this.#exported(other, name, hops + 1);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #bound(module: ModuleCode, binding: Binding, hops: number): Site | undefined {
    if (binding.kind === 'value') return { module, node: binding.node, name: { module, node: binding.name } };
    if (binding.kind === 'function') return { module, node: binding.node };
    return binding.kind === 'import' ? this.#exported(binding.path, binding.imported, hops) : undefined;
  }

  /** What names and selections stand for. */
  #followed(site: Site): Site {
    let found = site;
    for (let hops = 0; hops < hopsMax; hops++) {
      const next = this.#meant(found);
      if (next === undefined) return found;
      found = next;
    }
    return found;
  }

  #meant({ module, node, scope }: Site): Site | undefined {
    this.#steps += 1;
    if (this.#steps > stepsMax) return undefined;
    if (node.type === 'Identifier') {
      const given = scope?.get(node.name);
      if (given !== undefined) return given;
      const binding = module.names.get(node.name);
      return binding === undefined ? undefined : this.#bound(module, binding, 0);
    }
    if (node.type === 'CallExpression' && isDefinition(node)) return this.#argument({ module, node, scope }, 0);
    if (node.type === 'MemberExpression' && node.object.type !== 'Super') {
      const member = !node.computed && node.property.type === 'Identifier' ? node.property.name : literalText(node.property);
      if (member === undefined) return undefined;
      const binding = node.object.type === 'Identifier' ? module.names.get(node.object.name) : undefined;
      if (binding?.kind === 'module') return this.#exported(binding.path, member, 0);
      return this.#step({ module, node: node.object, scope }, member);
    }
    return undefined;
  }

  #step(site: Site, segment: string): Site | undefined {
    this.#steps += 1;
    if (this.#steps > stepsMax || this.#depth > depthMax) return undefined;
    this.#depth += 1;
    const found = this.#stepFrom(site, segment);
    this.#depth -= 1;
    return found;
  }

  #stepFrom(site: Site, segment: string): Site | undefined {
    const value = this.#followed(site);
    const { module, node, scope } = value;
    switch (node.type) {
      case 'ObjectExpression':
        return this.#memberOf(value, node, segment);
      case 'ArrayExpression':
        return this.#itemOf(value, segment);
      case 'CallExpression':
        return this.#resultOf(value, node, segment);
      case 'ConditionalExpression':
        return (
          this.#step({ module, node: node.consequent, scope }, segment) ??
          this.#step({ module, node: node.alternate, scope }, segment)
        );
      case 'LogicalExpression':
        return (
          this.#step({ module, node: node.right, scope }, segment) ??
          this.#step({ module, node: node.left as Expression, scope }, segment)
        );
      case 'Literal':
        // A state's name is short for the transition that leads to it.
        return segment === 'to' && typeof node.value === 'string' ? { ...value, name: site.name } : undefined;
      default:
        return undefined;
    }
  }

  /** Of members of one name the last counts; a spread may hold it too. */
  #memberOf({ module, scope }: Site, object: ObjectExpression, segment: string): Site | undefined {
    for (const property of object.properties.toReversed()) {
      if (property.type === 'SpreadElement') {
        const found = this.#step({ module, node: property.argument, scope }, segment);
        if (found !== undefined) return found;
      } else if (keyOf(property) === segment) {
        return { module, node: property.value, scope, name: { module, node: property.key as Expression } };
      }
    }
    return undefined;
  }

  #itemOf(list: Site, segment: string): Site | undefined {
    const wanted = Number(segment);
    let passed = 0;
    for (const element of (list.node as { elements: (Expression | SpreadElement | null)[] }).elements) {
      if (element?.type !== 'SpreadElement') {
        if (passed === wanted) return element === null ? undefined : { module: list.module, node: element, scope: list.scope };
        passed += 1;
        continue;
      }
      const spread: Site = { module: list.module, node: element.argument, scope: list.scope };
      const length = this.#lengthOf(spread);
      // How many it gives is not in the text: what comes after could be any of them.
      if (length === undefined) return spread;
      if (wanted < passed + length) return this.#step(spread, String(wanted - passed));
      passed += length;
    }
    return undefined;
  }

  #lengthOf(site: Site): number | undefined {
    const value = this.#followed(site);
    const list = value.node.type === 'CallExpression' ? this.#followed(this.#returned(value, value.node) ?? value) : value;
    if (list.node.type !== 'ArrayExpression') return undefined;
    let length = 0;
    for (const element of list.node.elements) {
      const more = element?.type === 'SpreadElement' ? this.#lengthOf({ ...list, node: element.argument }) : 1;
      if (more === undefined || this.#steps > stepsMax) return undefined;
      this.#steps += 1;
      length += more;
    }
    return length;
  }

  #resultOf(site: Site, call: CallExpression, segment: string): Site | undefined {
    const fixed = helpers[calleeName(call)]?.[segment];
    if (fixed !== undefined) return this.#argument(site, fixed);
    const returned = this.#returned(site, call);
    const inside = returned === undefined ? undefined : this.#step(returned, segment);
    if (inside !== undefined) return inside;
    // `Optional(Text())`, `Money({ list: true })`, `mail('reminder', { to })`: what an argument has, the result has too.
    for (let index = 0; index < call.arguments.length; index++) {
      const argument = this.#argument(site, index);
      const type = argument === undefined ? '' : this.#followed(argument).node.type;
      const found = argument === undefined || type === 'Literal' ? undefined : this.#step(argument, segment);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #argument({ module, node, scope }: Site, index: number): Site | undefined {
    const argument = node.type === 'CallExpression' ? node.arguments[index] : undefined;
    return argument === undefined || argument.type === 'SpreadElement' ? undefined : { module, node: argument, scope };
  }

  /** What a function in the text returns, its parameters standing for the arguments. */
  #returned(site: Site, call: CallExpression): Site | undefined {
    if (call.callee.type === 'Super') return undefined;
    const { module, node } = this.#followed({ module: site.module, node: call.callee, scope: site.scope });
    if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression' && node.type !== 'FunctionDeclaration')
      return undefined;
    const scope = new Map<string, Site>();
    for (const [index, parameter] of (node.params as Pattern[]).entries()) {
      const argument = this.#argument(site, index);
      if (parameter.type === 'Identifier' && argument !== undefined) scope.set(parameter.name, argument);
    }
    if (node.body.type !== 'BlockStatement') return { module, node: node.body, scope };
    for (const statement of node.body.body) {
      if (statement.type === 'ReturnStatement' && statement.argument) return { module, node: statement.argument, scope };
    }
    return undefined;
  }
}

function isPlain(node: Code): boolean {
  return (
    node.type === 'Literal' ||
    node.type === 'TemplateLiteral' ||
    node.type === 'BinaryExpression' ||
    node.type === 'UnaryExpression'
  );
}

/** `defineFlow` and its like give what they are given. */
function isDefinition(call: CallExpression): boolean {
  return /^define[A-Z]/.test(calleeName(call));
}

function calleeName({ callee }: CallExpression): string {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier' ? callee.property.name : '';
}

function keyOf({ key, computed }: { readonly key: Code; readonly computed: boolean }): string | undefined {
  return !computed && key.type === 'Identifier' ? key.name : literalText(key);
}

function literalText(node: Code): string | undefined {
  if (node.type === 'Literal' && (typeof node.value === 'string' || typeof node.value === 'number')) return String(node.value);
  return undefined;
}
