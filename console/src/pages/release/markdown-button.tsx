import { Button } from '@mantine/core';
import { saveAs } from '../../data/csv.ts';
import { words } from '../changes/words.ts';

/** Saves the package as a document. */
export function MarkdownButton({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <Button variant="subtle" onClick={() => saveAs(new Blob([text], { type: 'text/markdown' }), `${name}.md`)} data-screen-only>
      {words.markdown}
    </Button>
  );
}
