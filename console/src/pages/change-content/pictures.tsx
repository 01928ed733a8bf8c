import { Button, Group, SegmentedControl, useComputedColorScheme } from '@mantine/core';
import type { ContentPicture } from '@throughline/api';
import { useState } from 'react';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { saveAs } from '../../data/csv.ts';
import { Picture } from '../../parts/picture/picture.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { words } from './words.ts';

const parts = ['changes', 'whole'] as const;
type Part = (typeof parts)[number];

const route = 'GET /{database}/changes/{number}/pictures';

/** Each flow of a change, drawn against what was there before it. */
export function Pictures({ number }: { readonly number: string }) {
  const { database } = useCompany();
  const scheme = useComputedColorScheme('light');
  const [part, setPart] = useState<Part>('changes');
  const params = { database, number };
  const light = useApi(route, { params, query: { part, theme: 'light' } });
  const dark = useApi(route, { params, query: { part, theme: 'dark' } }, { enabled: scheme === 'dark' });
  return (
    <Answer query={light} what={words.pictures}>
      {({ items }) =>
        items.map((picture, index) => (
          <Drawn
            key={picture.flow}
            {...{ picture, part }}
            onPart={setPart}
            onScreen={scheme === 'dark' ? dark.data?.items[index]?.svg : picture.svg}
            name={`${number}-${picture.flow}.svg`}
          />
        ))
      }
    </Answer>
  );
}

interface DrawnProps {
  readonly picture: ContentPicture;
  /** In the colours of the screen. */
  readonly onScreen: string | null | undefined;
  readonly part: Part;
  readonly onPart: (part: Part) => void;
  /** Of its file. */
  readonly name: string;
}

function Drawn({ picture: { title, svg, whyNot }, onScreen, part, onPart, name }: DrawnProps) {
  const save = svg === null ? undefined : () => saveAs(new Blob([svg], { type: 'image/svg+xml' }), name);
  return (
    <Section
      title={words.pictureOf(title)}
      aside={words.pictureSigns}
      note={
        save === undefined ? undefined : (
          <Group gap="xs" data-screen-only>
            <SegmentedControl
              size="xs"
              aria-label={words.pictures}
              data={parts.map((value) => ({ value, label: words.pictureParts[value] }))}
              value={part}
              onChange={(chosen) => onPart(chosen as Part)}
            />
            <Button variant="subtle" size="compact-sm" onClick={save}>
              {words.savePicture}
            </Button>
          </Group>
        )
      }
    >
      {svg === null ? (
        <StateNotice kind="empty">{whyNot}</StateNotice>
      ) : (
        <Picture onPaper={svg} onScreen={onScreen ?? undefined} title={words.pictureOf(title)} />
      )}
    </Section>
  );
}
