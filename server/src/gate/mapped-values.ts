import type { ContentFinding, ContentIntegration } from '@throughline/api';
import { type FlowDefinition, isJsonObject, type Json } from '@throughline/language';
import { readCatalogue } from '../catalogue/read-catalogue.ts';
import { titleOfRole } from '../http/roles.ts';
import type { Throughline } from '../throughline.ts';
import type { Visible } from '../visible/visible.ts';
import type { Compared } from './about.ts';

/**
 * The integrations that map values of what changes, as the register has them: values that are new and that one does not know, and values that it knows and
 * that are gone. Values that it never knew are none of the change.
 */
export async function mappedValues(
  throughline: Throughline,
  pairs: readonly Compared[],
  visible: Visible,
): Promise<{ readonly mapped: readonly ContentIntegration[]; readonly findings: readonly ContentFinding[] }> {
  if (pairs.every(({ before }) => before === undefined)) return { mapped: [], findings: [] };
  const { integrations } = await readCatalogue(throughline, { visible });
  const mapped = integrations.flatMap(({ name, title, owner, maps = [] }) =>
    maps.flatMap(({ flow, field, values }): readonly ContentIntegration[] => {
      const pair = pairs.find(({ after }) => after.name === flow);
      if (pair?.before === undefined) return [];
      const [was, is] = [valuesOf(pair.before.definition, field), valuesOf(pair.after, field)];
      const unmapped = is.filter((value) => !was.includes(value) && !values.includes(value));
      const gone = values.filter((value) => was.includes(value) && !is.includes(value));
      if (unmapped.length + gone.length === 0) return [];
      return [
        { name, title, owner: titleOfRole(owner), flow, field, unmapped: unmapped.slice(0, 100), gone: gone.slice(0, 100) },
      ];
    }),
  );
  return { mapped: mapped.slice(0, 100), findings: mapped.slice(0, 100).flatMap(findingsOf) };
}

/** What a state or a field can be; of a field without a list of values, nothing. */
function valuesOf({ data, states }: FlowDefinition, field: string): readonly string[] {
  if (field === 'state') return Object.keys(states);
  const { properties } = data as Readonly<Record<string, Json>>;
  const schema = isJsonObject(properties ?? null) ? (properties as Readonly<Record<string, Json>>)[field] : undefined;
  if (!isJsonObject(schema ?? null)) return [];
  const { enum: listed, anyOf } = schema as Readonly<Record<string, Json>>;
  if (Array.isArray(listed)) return listed.map(String);
  return Array.isArray(anyOf) ? anyOf.flatMap((one) => (isJsonObject(one) && 'const' in one ? [String(one['const'])] : [])) : [];
}

function findingsOf({ name, owner, flow, field, unmapped, gone }: ContentIntegration): readonly ContentFinding[] {
  const about = field === 'state' ? 'states' : `values of ${field}`;
  const place = (value: string) => (field === 'state' ? `/states/${value}` : `/data/properties/${field}`);
  const finding = (value: string) => ({ severity: 'warning' as const, flow, path: place(value) });
  return [
    ...unmapped.map((value) => ({
      ...{ code: 'value-unmapped', ...finding(value) },
      message: `The integration ${name} maps ${about} of ${flow}, and has nothing for ${value}`,
      witness: [`${value} is new, and not among what the register says that ${name} maps`],
      mend: `Let whoever answers for it (${owner}) map ${value}, and add it to what is registered.`,
    })),
    ...gone.map((value) => ({
      ...{ code: 'value-gone', ...finding(value), path: field === 'state' ? '/states' : place(value) },
      message: `The integration ${name} maps ${value}, which ${flow} no longer has`,
      witness: [`${value} is among what the register says that ${name} maps`],
      mend: `Let whoever answers for it (${owner}) say what becomes of ${value}.`,
    })),
  ];
}
