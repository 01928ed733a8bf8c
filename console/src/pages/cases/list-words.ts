import type { FlowDetail } from '@throughline/api';
import { sortOf } from './case-data.ts';
import type { CasesSearch } from './search.ts';

/** By what a list is sorted, in words. */
export function sortWords(search: CasesSearch, flow: FlowDetail): string {
  if (search.as === 'board') return 'Each state by what is next';
  const sort = sortOf(search, flow);
  const name = sort.replace(/^-/, '');
  const down = sort.startsWith('-');
  if (name === '$due') return down ? 'Sorted by what is next, the latest first' : 'Sorted by what is next';
  const column = flow.columns.find((each) => each.name === name);
  const title = name === '$key' ? flow.key.title : (column?.title ?? name);
  const words = title.slice(0, 1).toLowerCase() + title.slice(1);
  return `Sorted by ${words}${down ? directionWords(column?.kind) : ''}`;
}

function directionWords(kind: FlowDetail['columns'][number]['kind'] | undefined): string {
  if (kind === 'money' || kind === 'number') return ', the highest first';
  return kind === 'day' || kind === 'instant' ? ', the latest first' : ', from the end';
}
