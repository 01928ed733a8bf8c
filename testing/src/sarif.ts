import { Ajv2020 } from 'ajv/dist/2020.js';

/*
 * The parts of SARIF 2.1.0 (OASIS Standard, errata 01, sections 3.13 to 3.49) that we write, and nothing else: what is misspelt or
 * of another form is an error. Written from the text of the standard; its own schema is not ours to ship.
 */

const text = { type: 'string', minLength: 1 };
const closed = (properties: object, required: readonly string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const message = closed({ text }, ['text']);
const level = { enum: ['none', 'note', 'warning', 'error'] };
const position = { type: 'integer', minimum: 1 };

const artifactLocation = closed({ uri: { type: 'string', pattern: '^[^\\s\\\\<>"{}|^`]+$' }, uriBaseId: text }, ['uri']);
const region = closed(
  {
    ...{ startLine: position, startColumn: position, endLine: position, endColumn: position },
    snippet: closed({ text: { type: 'string' } }, ['text']),
  },
  ['startLine'],
);
const physicalLocation = closed({ artifactLocation, region }, ['artifactLocation']);
const logicalLocation = closed({ fullyQualifiedName: text, kind: text }, ['fullyQualifiedName']);
const location = closed({ physicalLocation, logicalLocations: { type: 'array', items: logicalLocation }, message }, []);

const rule = closed({ id: text, shortDescription: message, help: message, defaultConfiguration: closed({ level }, ['level']) }, [
  'id',
  'shortDescription',
  'help',
  'defaultConfiguration',
]);
const list = (items: object, minItems = 0) => ({ type: 'array', items, minItems });
const threadFlow = closed({ locations: list(closed({ location }, ['location']), 1) }, ['locations']);
const result = closed(
  {
    ...{ ruleId: text, ruleIndex: { type: 'integer', minimum: 0 }, level, message },
    locations: list(location, 1),
    codeFlows: list(closed({ message, threadFlows: list(threadFlow, 1) }, ['threadFlows']), 1),
    partialFingerprints: { type: 'object', additionalProperties: text },
    properties: { type: 'object' },
  },
  ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints'],
);
const driver = closed({ name: text, semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+$' }, rules: list(rule) }, [
  'name',
  'rules',
]);
const run = closed(
  {
    tool: closed({ driver }, ['driver']),
    columnKind: { const: 'utf16CodeUnits' },
    originalUriBaseIds: { type: 'object', additionalProperties: closed({ uri: text, description: message }, []) },
    invocations: list(closed({ executionSuccessful: { type: 'boolean' } }, ['executionSuccessful']), 1),
    results: list(result),
  },
  ['tool', 'results'],
);
const sarif = closed({ $schema: text, version: { const: '2.1.0' }, runs: { ...list(run, 1), maxItems: 1 } }, ['version', 'runs']);

const validate = new Ajv2020({ allErrors: true }).compile(sarif);

/** What is wrong with a document as SARIF 2.1.0, beside what a schema can say: each result has the rule that its index names. */
export function sarifErrors(document: unknown): readonly string[] {
  if (!validate(document))
    return (validate.errors ?? []).map(({ instancePath, message: said = '' }) => `${instancePath} ${said}`);
  const { runs } = document as unknown as SarifLog;
  return runs.flatMap(({ tool, results }) => {
    const ids = tool.driver.rules.map(({ id }) => id);
    return [
      ...(new Set(ids).size === ids.length ? [] : ['two rules have one id']),
      ...results
        .filter(({ ruleId, ruleIndex }) => ids[ruleIndex] !== ruleId)
        .map(({ ruleId }) => `${ruleId} is not the rule of its index`),
    ];
  });
}

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number }[];
  }[];
}
