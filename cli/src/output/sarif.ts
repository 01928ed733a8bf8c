import { createHash } from 'node:crypto';
import { isAbsolute, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findingCatalogue, sourceFaults } from '@throughline/language';
import type { CheckReport, PlacedFinding } from '@throughline/server';

/** The codes that no catalogue of the language has: they are about files. */
const fileFaults: Readonly<Record<string, string>> = {
  'module-failed': 'The module cannot be run, and so not be read',
  'pack-malformed': 'The pack has no lists of flows and metrics, or no roles',
};

/**
 * The report as SARIF 2.1.0 (OASIS Standard): each finding a result with its region, its witness as a code flow, and what to do in its
 * message. All codes are rules, so that a tool can show what was looked for and not found.
 */
export function sarifOf({ findings }: CheckReport): object {
  const rules = rulesFor(findings);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Throughline', semanticVersion: '0.1.0', rules } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { description: { text: 'The folder in which the check was run' } } },
        invocations: [{ executionSuccessful: true }],
        results: findings.map((found) => resultOf(found, indexes.get(found.code) ?? -1)),
      },
    ],
  };
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: 'error' | 'warning' };
}

function rulesFor(findings: readonly PlacedFinding[]): readonly Rule[] {
  const rule = (id: string, text: string, level: 'error' | 'warning'): Rule => ({
    id,
    shortDescription: { text: `${text}.` },
    help: { text: `${text}. The result says where, what shows it, and what to do; docs/guide/check.md explains how to read it.` },
    defaultConfiguration: { level },
  });
  const known = [
    ...Object.entries(findingCatalogue).map(([id, { meaning, severity }]) => rule(id, meaning, severity)),
    ...Object.entries({ ...sourceFaults, ...fileFaults }).map(([id, meaning]) => rule(id, meaning, 'error')),
  ];
  const ids = new Set(known.map(({ id }) => id));
  const others = new Map(findings.filter(({ code }) => !ids.has(code)).map(({ code, severity }) => [code, severity]));
  return [...known, ...[...others].map(([code, severity]) => rule(code, code, severity))];
}

function resultOf(found: PlacedFinding, ruleIndex: number): object {
  const { code, severity, message, mend, witness, path, flow } = found;
  const physicalLocation = physicalOf(found);
  const name = `${flow ?? ''}${path}`;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${message}. ${mend}` },
    locations: [
      { physicalLocation, ...(name === '' ? {} : { logicalLocations: [{ fullyQualifiedName: name, kind: 'member' }] }) },
    ],
    codeFlows: [
      {
        message: { text: 'What shows it' },
        threadFlows: [{ locations: witness.map((text) => ({ location: { physicalLocation, message: { text } } })) }],
      },
    ],
    // The same slip is known again when the lines above it have moved.
    partialFingerprints: { 'throughline/v1': createHash('sha256').update(`${code} ${name}`).digest('hex').slice(0, 32) },
    properties: { mend, path },
  };
}

function physicalOf({ at, place }: PlacedFinding): object {
  if (at === undefined) return { artifactLocation: artifactOf(place.split(' ')[0] ?? place) };
  const { line, column, endLine, endColumn, text } = at;
  const region = {
    startLine: line,
    startColumn: column,
    endLine,
    endColumn: Math.max(endColumn, endLine === line ? column + 1 : 1),
  };
  return { artifactLocation: artifactOf(at.file), region: { ...region, snippet: { text } } };
}

function artifactOf(file: string): object {
  if (isAbsolute(file)) return { uri: pathToFileURL(file).href };
  return { uri: file.split(sep).map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
