import { NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { formatCount } from '../../format/number.ts';
import { useFormat } from '../../format/settings-context.tsx';
import { casesAddress } from '../addresses.ts';
import { words } from './words.ts';

/** The flows that have cases, with how many are open: the list of each opens with those. */
export function FlowChoice({ current }: { readonly current: string }) {
  const { database, flows } = useCompany();
  const { locale } = useFormat();
  const navigate = useNavigate();
  const listed = flows.filter(({ name, cases }) => cases > 0 || name === current);
  if (listed.length < 2) return null;
  return (
    <NativeSelect
      size="xs"
      wrapperProps={{ 'data-screen-only': true }}
      style={{ maxWidth: 260 }}
      aria-label={words.flow}
      data={listed.map(({ name, title, open }) => ({ value: name, label: words.openIn(title, formatCount(open, locale)) }))}
      value={current}
      onChange={({ currentTarget: { value } }) => void navigate({ href: casesAddress(database, value, { open: 'true' }) })}
    />
  );
}
