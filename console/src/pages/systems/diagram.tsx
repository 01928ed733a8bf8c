import { Button, SegmentedControl, useComputedColorScheme } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { SystemDiagram, SystemGap } from '@throughline/api';
import { useApi } from '../../data/api.ts';
import { useCompany } from '../../data/company.tsx';
import { saveAs } from '../../data/csv.ts';
import { Picture } from '../../parts/picture/picture.tsx';
import { PlainTable } from '../../parts/table/plain-table.tsx';
import { Anchor } from '../../parts/text/anchor.tsx';
import { Answer } from '../../shell/answer.tsx';
import { Section } from '../../shell/section.tsx';
import { StateNotice } from '../../shell/state-notice.tsx';
import { integrationAddress, systemAddress, systemsAddress } from '../addresses.ts';
import { RowsCsv } from '../rows-csv.tsx';
import { ChoiceBar } from '../tasks/choice-bar.tsx';
import { NoneRegistered } from './register.tsx';
import styles from './systems.module.css';
import { words } from './words.ts';

const route = getRouteApi('/$database/systems');

/** Systems and what moves between them, as it is or as it is to be, with a list of the same beside it. */
export function Diagram() {
  const { database } = useCompany();
  const { as } = route.useSearch();
  const navigate = useNavigate();
  const scheme = useComputedColorScheme('light');
  const show = as ?? 'current';
  const found = useApi('GET /{database}/system-diagram', { params: { database }, query: { show, theme: 'light' } });
  const dark = useApi(
    'GET /{database}/system-diagram',
    { params: { database }, query: { show, theme: 'dark' } },
    { enabled: scheme === 'dark' },
  );
  return (
    <Answer query={found} what={words.diagramWhat}>
      {(drawn) =>
        drawn.systems.length === 0 ? (
          <NoneRegistered what={words.noDiagram} />
        ) : (
          <>
            <ChoiceBar>
              <SegmentedControl
                size="xs"
                aria-label={words.diagramWhat}
                data={[
                  { value: 'current', label: words.current },
                  { value: 'target', label: words.target },
                ]}
                value={show}
                onChange={(value) =>
                  void navigate({
                    href: systemsAddress(database, { show: 'diagram', ...(value === 'target' ? { as: 'target' } : {}) }),
                    replace: true,
                  })
                }
              />
              <Button
                variant="subtle"
                data-screen-only
                onClick={() => saveAs(new Blob([drawn.svg], { type: 'image/svg+xml' }), `systems-${show}.svg`)}
              >
                {words.savePicture}
              </Button>
            </ChoiceBar>
            <div className={styles['drawn']}>
              <Picture
                onPaper={drawn.svg}
                onScreen={scheme === 'dark' ? dark.data?.svg : drawn.svg}
                title={show === 'target' ? words.target : words.current}
              />
              <Listed drawn={drawn} />
            </div>
            <Gaps gaps={drawn.gaps} />
          </>
        )
      }
    </Answer>
  );
}

function Listed({ drawn: { systems, lines } }: { readonly drawn: SystemDiagram }) {
  const { database } = useCompany();
  const titles = new Map(systems.map(({ name, title }) => [name, title]));
  return (
    <Section title={words.listed} plain>
      <ul className={styles['list']}>
        {systems.map(({ name, title, tier, isNamedOnly }) => (
          <li key={name}>
            {isNamedOnly ? (
              title
            ) : (
              <Anchor className="link" href={systemAddress(database, name)}>
                {title}
              </Anchor>
            )}{' '}
            <span className={styles['quiet']}>{isNamedOnly ? words.notRegistered : words.tierOf(tier ?? '')}</span>
          </li>
        ))}
        {lines.map(({ name, title, from, to, moves }) => (
          <li key={name}>
            <Anchor className="link" href={integrationAddress(database, name)}>
              {words.fromTo(titles.get(from) ?? from, titles.get(to) ?? to)}
            </Anchor>{' '}
            <span className={styles['quiet']}>{moves === '' ? title : moves}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Gaps({ gaps }: { readonly gaps: readonly SystemGap[] }) {
  const { database } = useCompany();
  const hrefOf = ({ kind, of }: SystemGap) => {
    if (kind === 'register') return undefined;
    return of.kind === 'system' ? systemAddress(database, of.name) : integrationAddress(database, of.name);
  };
  return (
    <Section
      title={words.gaps}
      aside={words.gapsNote}
      note={
        <RowsCsv
          name="system-gaps"
          rows={gaps}
          columns={[
            ['kind', ({ kind }) => kind],
            ['of', ({ of }) => of.kind],
            ['name', ({ of }) => of.name],
            ['what', ({ what }) => what],
          ]}
        />
      }
    >
      <PlainTable
        caption={words.gaps}
        rows={gaps}
        idOf={({ kind, of }) => `${kind} ${of.kind} ${of.name}`}
        empty={<StateNotice kind="empty">{words.noGaps}</StateNotice>}
        columns={[
          {
            key: 'of',
            title: words.item,
            kind: 'key',
            render: (gap) => {
              const href = hrefOf(gap);
              return href === undefined ? (
                gap.of.title
              ) : (
                <Anchor className="link" href={href}>
                  {gap.of.title}
                </Anchor>
              );
            },
          },
          { key: 'kind', title: words.gapKind, render: ({ kind }) => words.gapKinds[kind] },
          { key: 'what', title: words.gap, kind: 'words', render: ({ what }) => what },
        ]}
      />
    </Section>
  );
}
