/** One endpoint: what it is told, how that goes, what was sent and what came back. */
import { Alert, Descriptions, Flex, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Attempts } from './Attempts.tsx';
import { EndpointActions } from './EndpointActions.tsx';
import { useEventName } from './EventPicker.tsx';
import { Messages } from './Messages.tsx';
import { StateTag } from './StateTag.tsx';
import { words } from './words.ts';

type Endpoint = Schemas['Endpoint'];

export function Component() {
  const { id = '' } = useParams();
  const params = { path: { endpoint_id: id } };
  const asked = remote.useQuery('get', '/v1/webhook-endpoints/{endpoint_id}', { params });
  return <Loaded query={asked}>{(endpoint) => <Detail endpoint={endpoint} />}</Loaded>;
}

function Detail({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const format = useFormat();
  const event = useEventName();
  const filters = useFilters(['show', 'state', 'message']);
  const [testedAt, setTestedAt] = useState(0);
  const isAttempts = filters.values.show === 'attempts';
  const choices = [
    { value: 'messages', label: t('messages') },
    { value: 'attempts', label: t('attempts') },
  ];
  const items = [
    {
      key: 'events',
      label: t('events'),
      children: (
        <Flex gap={4} wrap>
          {endpoint.events.map((one) => (
            <Tag key={one} title={one} style={{ marginInlineEnd: 0 }}>
              {event(one)}
            </Tag>
          ))}
        </Flex>
      ),
    },
    { key: 'created', label: t('created'), children: format.instant(endpoint.created_at) },
    ...(endpoint.former_secret_until
      ? [
          {
            key: 'both',
            label: t('secret'),
            children: t('bothUntil', { until: format.instant(endpoint.former_secret_until) }),
          },
        ]
      : []),
  ];
  return (
    <Page
      title={endpoint.url}
      mark={<StateTag endpoint={endpoint} />}
      hint={endpoint.description}
      back="/webhook-endpoints"
      record={endpoint.id}
      actions={<EndpointActions endpoint={endpoint} onTest={() => setTestedAt(Date.now())} />}
    >
      <Health endpoint={endpoint} />
      <Card style={{ marginBottom: 16 }}>
        <Descriptions column={1} size="small" items={items} />
      </Card>
      <Segmented
        aria-label={t('which')}
        options={choices}
        value={isAttempts ? 'attempts' : 'messages'}
        onChange={(show) => filters.set({ show: show === 'attempts' ? show : null, message: null, state: null })}
        style={{ marginBottom: 12 }}
      />
      {isAttempts ? <Attempts endpoint={endpoint} /> : <Messages endpoint={endpoint} testedAt={testedAt} />}
    </Page>
  );
}

function Health({ endpoint }: { endpoint: Endpoint }) {
  const t = useWords(words);
  const format = useFormat();
  const { disabled_reason: reason, failing_since: since } = endpoint;
  if (reason) {
    const title = t(`why_${reason}`, { at: format.instant(endpoint.disabled_at) });
    return <Alert type={reason === 'by_hand' ? 'info' : 'error'} showIcon title={title} style={{ marginBottom: 16 }} />;
  }
  if (!since) return null;
  const title = t('failingLong', { since: format.instant(since) });
  return <Alert type="warning" showIcon title={title} style={{ marginBottom: 16 }} />;
}
