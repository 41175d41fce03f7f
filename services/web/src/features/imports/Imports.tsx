/** Bringing the network on board: choose what, prepare the sheet, upload it; and what was imported before. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button, Flex, Tag } from 'antd';
import type { Schemas } from '../../api/client.ts';
import { useLanguage, useText, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { useFilters } from '../../ui/filters.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import './imports.css';
import { JobList } from './JobList.tsx';
import { useKinds } from './kinds.ts';
import { SheetDrop } from './SheetDrop.tsx';
import { words } from './words.ts';

type Template = Schemas['Template'];

export function Component() {
  const t = useWords(words);
  const kinds = useKinds();
  return (
    <Page title={t('imports')} hint={t('importsHint')}>
      <Flex vertical gap={16}>
        <Loaded query={kinds} rows={3}>
          {({ items }) =>
            items.length ? (
              <Steps items={items} />
            ) : (
              <Nothing title={t('nothingToImport')} hint={t('nothingToImportHint')} />
            )
          }
        </Loaded>
        <section>
          <h2 className="part-title">{t('past')}</h2>
          <JobList />
        </section>
      </Flex>
    </Page>
  );
}

function Steps({ items }: { items: readonly Template[] }) {
  const t = useWords(words);
  const text = useText();
  const filters = useFilters(['kind']);
  const chosen = items.find((one) => one.kind === filters.values.kind) ?? items[0];
  if (!chosen) return null;
  return (
    <>
      <Card title={t('whatStep')}>
        <ul className="kinds" aria-label={t('what')}>
          {items.map((one) => (
            <li key={one.kind}>
              <button
                type="button"
                aria-pressed={one.kind === chosen.kind}
                onClick={() => filters.set({ kind: one.kind })}
              >
                {text(one)}
              </button>
            </li>
          ))}
        </ul>
      </Card>
      <div className="import-steps">
        <Card title={t('sheetStep')}>
          <Sheet template={chosen} />
        </Card>
        <Card title={t('sendStep')}>
          <SheetDrop key={chosen.kind} kind={chosen.kind} />
          <p className="muted" style={{ marginBottom: 0 }}>
            {t('law')}
          </p>
        </Card>
      </div>
    </>
  );
}

/** The columns of a sheet, and an empty one to fill in. */
function Sheet({ template }: { template: Template }) {
  const t = useWords(words);
  const text = useText();
  const language = useLanguage();
  return (
    <>
      <p style={{ marginTop: 0 }}>{t('sheetHint')}</p>
      <Button
        icon={<DownloadOutlined aria-hidden />}
        href={`/v1/import-templates/${template.kind}?language=${language}`}
        download={`${text(template)}.xlsx`}
      >
        {t('template')}
      </Button>
      <ul className="sheet-columns" aria-label={t('columns')}>
        {template.columns.map((one) => (
          <li key={one.name}>
            <Tag color={one.required ? 'processing' : 'default'}>
              {text(one)}
              {one.required && ` · ${t('required')}`}
            </Tag>
          </li>
        ))}
      </ul>
    </>
  );
}
