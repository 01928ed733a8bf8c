import type { CompiledFlow, JsonObject } from '@throughline/language';
import { dataFields } from './fields.ts';

/**
 * The field that says what a case is about, beside its key: its title, else a text that lists show, one that every case has before
 * others (the customer, not the country). The order in which a flow was written is not kept where it is stored.
 */
export function subjectField(flow: CompiledFlow): { readonly name: string; readonly title: string } | undefined {
  const fields = dataFields(flow).filter(({ personal }) => !personal);
  const listed = new Set(flow.listed.map(({ name }) => name));
  const required = new Set(flow.data.schema['required'] as readonly string[] | undefined);
  const texts = fields.filter(
    ({ name, kind, schema }) =>
      name !== flow.definition.key && kind === 'text' && schema['kind'] === undefined && listed.has(name),
  );
  return fields.find(({ name }) => name === 'title') ?? texts.find(({ name }) => required.has(name)) ?? texts[0];
}

/** The same for somebody who may not see it. */
export function subjectSeen(
  flow: CompiledFlow,
  { data }: { readonly data: JsonObject },
  kept: ReadonlyMap<string, unknown>,
): string | null {
  return kept.has(subjectField(flow)?.name ?? '') ? null : (subjectOf(flow, data) ?? null);
}

/** What a case is about; `undefined` where it does not say. */
export function subjectOf(flow: CompiledFlow, data: JsonObject): string | undefined {
  const value = data[subjectField(flow)?.name ?? ''];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
