import type { FlowDetail } from '@throughline/api';
import { sortOf } from './case-data.ts';
import type { CasesSearch } from './search.ts';
import { words as said } from './words.ts';

/** By what a list is sorted, in words. */
export function sortWords(search: CasesSearch, flow: FlowDetail): string {
  if (search.as === 'board') return said.eachStateByWhatNext;
  const sort = sortOf(search, flow);
  const name = sort.replace(/^-/, '');
  const down = sort.startsWith('-');
  if (name === '$due') return down ? said.sortedByNextLatest : said.sortedByNext;
  const column = flow.columns.find((each) => each.name === name);
  const title = name === '$key' ? flow.key.title : (column?.title ?? name);
  const words = title.slice(0, 1).toLowerCase() + title.slice(1);
  return said.sortedBy(words, down ? directionWords(column?.kind) : '');
}

function directionWords(kind: FlowDetail['columns'][number]['kind'] | undefined): string {
  if (kind === 'money' || kind === 'number') return said.highestFirst;
  return kind === 'day' || kind === 'instant' ? said.latestFirst : said.fromEnd;
}
