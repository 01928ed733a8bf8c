import { NativeSelect } from '@mantine/core';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Choices } from '../../parts/access/choices.tsx';
import { words } from './words.ts';

export interface GrantFieldsProps {
  readonly role: string;
  readonly entities: readonly string[];
  /** What stands where no role is chosen. */
  readonly none: string;
  readonly required: boolean;
  readonly onRole: (role: string) => void;
  readonly onEntities: (entities: string[]) => void;
}

/** A role, and where it holds. */
export function GrantFields({ role, entities, none, required, onRole, onEntities }: GrantFieldsProps) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/roles', { params: { database } }).data;
  const roles = (found?.items ?? []).map((one) => ({ value: one.role, label: one.title }));
  const units = (found?.entities ?? []).map(({ id, name }) => ({ value: id, label: name }));
  return (
    <>
      <NativeSelect
        label={words.role}
        required={required}
        data={[{ value: '', label: none }, ...roles]}
        value={role}
        onChange={(event) => onRole(event.currentTarget.value)}
      />
      {role === '' || units.length === 0 ? null : (
        <Choices legend={words.entities} note={words.entitiesNote} options={units} chosen={entities} onChange={onEntities} />
      )}
    </>
  );
}
