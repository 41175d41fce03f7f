/** The templates a policy can start from, found by name, trade or rule. */
import { Button, Col, Flex, Input, Row, Tag } from 'antd';
import { useDeferredValue, useState } from 'react';
import { remote, type Schemas } from '../../api/client.ts';
import { useText, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { Page } from '../../ui/Page.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { useDrafting } from './drafting.ts';
import { words } from './words.ts';

type Template = Schemas['Starting'];

export function Component() {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/policy-templates', {});
  return (
    <Page title={t('templates')} hint={t('templatesHint')} back="/policies">
      <Loaded query={asked}>{({ items }) => <Templates items={items} />}</Loaded>
    </Page>
  );
}

const fits = (one: Template, typed: string): boolean =>
  [one.name, one.title.zh, one.title.en, one.summary.zh, one.summary.en, ...one.sources].some((text) =>
    text.toLowerCase().includes(typed),
  );

function Templates({ items }: { items: readonly Template[] }) {
  const t = useWords(words);
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const found = items.filter((one) => fits(one, wanted));
  return (
    <>
      <Flex gap={12} align="center" wrap style={{ marginBottom: 16 }}>
        <Input.Search
          allowClear
          value={typed}
          placeholder={t('searchTemplates')}
          aria-label={t('searchTemplates')}
          style={{ maxWidth: 380 }}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span className="muted" role="status">
          {t('templatesShown', { n: found.length })}
        </span>
      </Flex>
      {!found.length && (
        <Nothing title={t('noTemplate')} action={<Button onClick={() => setTyped('')}>{t('clearSearch')}</Button>} />
      )}
      <Row gutter={[16, 16]}>
        {found.map((one) => (
          <Col key={one.name} xs={24} md={12} xl={8}>
            <TemplateCard one={one} />
          </Col>
        ))}
      </Row>
    </>
  );
}

function TemplateCard({ one }: { one: Template }) {
  const t = useWords(words);
  const text = useText();
  const drafting = useDrafting();
  const open = one.open_parameters.length;
  return (
    <Card size="small" title={text(one.title)} style={{ height: '100%' }}>
      <Flex vertical gap={10}>
        <span className="muted">{text(one.summary)}</span>
        <Flex gap={8} align="center" justify="space-between" wrap>
          <Tag color={open ? 'warning' : 'success'}>{open ? t('openParameters', { n: open }) : t('ready')}</Tag>
          <Button
            loading={drafting.isPending}
            aria-label={`${t('start')} ${text(one.title)}`}
            onClick={() => drafting.mutate({ template: one.name })}
          >
            {t('start')}
          </Button>
        </Flex>
      </Flex>
    </Card>
  );
}
