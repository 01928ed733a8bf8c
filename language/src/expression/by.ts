import type { ASTNode, Environment } from '@marcbachmann/cel-js';

/* The parts of the library that a macro works with; it has no types for them. */
interface Checker {
  check(node: ASTNode, context: unknown): CheckedType;
  createError(code: string, message: string, node: ASTNode): Error;
  readonly dynType: CheckedType;
  readonly objectTypes: ReadonlyMap<string, { readonly fields?: Readonly<Record<string, CheckedType>> }>;
  readonly registry: { getListType(type: CheckedType): CheckedType };
}
interface CheckedType {
  readonly kind: string;
  readonly name: string;
  readonly valueType?: CheckedType;
}
interface Evaluator {
  run(node: ASTNode, context: unknown): unknown;
}

/**
 * `by(list, "field")`: the values of one field of the items of a list, in their order, so that `sum(by(data.lines, "amount"))` adds them up.
 * The field is a constant, and is held against the schema of the items. An item without it is a failure.
 */
export function registerBy(environment: Environment): Environment {
  return environment.registerFunction('by(ast, ast): dyn', ({ args }: { args: readonly [ASTNode, ASTNode] }) => {
    const [list, field] = args;
    return {
      typeCheck: (checker: Checker, _: unknown, context: unknown) => checkBy(checker, list, field, context),
      evaluate: (evaluator: Evaluator, _: unknown, context: unknown) =>
        evaluateBy(evaluator.run(list, context), field.args as string),
    };
  });
}

function checkBy(checker: Checker, list: ASTNode, field: ASTNode, context: unknown): CheckedType {
  if (field.op !== 'value' || typeof field.args !== 'string')
    throw checker.createError('invalid_macro_argument', 'by(list, "field") needs the name of a field in quotation marks', field);
  const type = checker.check(list, context);
  if (type.kind === 'dyn') return checker.registry.getListType(checker.dynType);
  if (type.kind !== 'list')
    throw checker.createError('no_matching_overload', `by(list, "field") needs a list, got '${type.name}'`, list);
  const fields = checker.objectTypes.get(type.valueType?.name ?? '')?.fields;
  if (fields === undefined) return checker.registry.getListType(checker.dynType);
  const found = Object.hasOwn(fields, field.args) ? fields[field.args] : undefined;
  if (found === undefined) throw checker.createError('no_such_key', `No such key: ${field.args}`, field);
  return checker.registry.getListType(found);
}

function evaluateBy(list: unknown, field: string): unknown {
  if (!Array.isArray(list)) throw new Error('by(list, "field") needs a list');
  return list.map((item: unknown) => {
    const isObject = typeof item === 'object' && item !== null;
    const value = isObject && Object.hasOwn(item, field) ? (item as Record<string, unknown>)[field] : undefined;
    if (value === undefined) throw new Error(`No such key: ${field}`);
    return value;
  });
}
