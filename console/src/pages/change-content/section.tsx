import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Content } from './content.tsx';
import { words } from './words.ts';

/** What a change of our own definitions puts in force, on the page of the change. */
export function ChangeContent({ number }: { readonly number: string }) {
  const { database } = useCompany();
  const found = useApi('GET /{database}/changes/{number}/content', { params: { database, number } });
  return (
    <Answer query={found} what={words.what}>
      {(change) => <Content content={change.content} change={change} />}
    </Answer>
  );
}
