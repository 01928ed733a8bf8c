import { useNavigate } from '@tanstack/react-router';
import { useCompany } from '../../data/company.tsx';
import { KeyButton } from '../../keys/key-hint.tsx';
import { periodsOf } from '../diagnoses/periods.ts';
import { diagnosesAddress } from '../diagnoses/search.ts';
import { isDay, type MetricSearch } from './search.ts';
import { words } from './words.ts';

/** Leads to the question why it moved: of the days and the part that are looked at, against as long just before. */
export function DiagnoseButton({ metric, search }: { readonly metric: string; readonly search: MetricSearch }) {
  const { database } = useCompany();
  const navigate = useNavigate();
  const { from, to, where } = search;
  const periods = isDay(from) && isDay(to) && from < to ? periodsOf(from, to) : {};
  const href = diagnosesAddress(database, { metric, ...periods, ...(where === undefined ? {} : { where }) });
  return (
    <KeyButton variant="filled" keys="p" label={words.diagnoseKey} onClick={() => void navigate({ href })}>
      {words.diagnose}
    </KeyButton>
  );
}
