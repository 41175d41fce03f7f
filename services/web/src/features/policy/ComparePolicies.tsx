/** Two versions side by side: every clause that one says otherwise than the other. */
import { SwapOutlined } from '@ant-design/icons';
import { Button, Flex, Select, Tag } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { remote, type Schemas } from '../../api/client.ts';
import { useSay, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { useFilters } from '../../ui/filters.ts';
import { Page } from '../../ui/Page.tsx';
import { Loaded, Nothing } from '../../ui/states.tsx';
import { isFields, type Json } from './editor/document.ts';
import { useNames } from './editor/say.ts';
import { Parts, Value } from './editor/Value.tsx';
import { FIELDS } from './names.fields.ts';
import { sectionOf, SECTIONS } from './names.sections.ts';
import './policy.css';
import { useInForce } from './StateTag.tsx';
import { words } from './words.ts';

type Change = Schemas['ClauseChange'];
const TONES = { added: 'success', removed: 'error', changed: 'processing', reordered: 'warning' } as const;
const MOST = 200;

export function Component() {
  const t = useWords(words);
  const { id = '' } = useParams();
  const go = useNavigate();
  const filters = useFilters(['with']);
  const inForce = useInForce();
  const other = filters.values.with ?? (inForce === id ? undefined : inForce);
  const swap = () => void (other && go(`/policies/${other}/comparison?with=${id}`, { replace: true }));
  return (
    <Page title={t('compare')} hint={t('compareHint')} back={`/policies/${id}`}>
      <Flex gap={12} wrap align="end" style={{ marginBottom: 16 }}>
        <Choice label={t('before')} value={other} onChoose={(chosen) => filters.set({ with: chosen })} />
        <Button icon={<SwapOutlined aria-hidden />} disabled={!other} aria-label={t('swap')} onClick={swap} />
        <Choice
          label={t('after')}
          value={id}
          onChoose={(chosen) => void go(`/policies/${chosen}/comparison${other ? `?with=${other}` : ''}`)}
        />
      </Flex>
      {other ? <Compared before={other} after={id} /> : <Nothing title={t('chooseTwo')} />}
    </Page>
  );
}

interface ChoiceProps {
  label: string;
  value: string | undefined;
  onChoose: (id: string) => void;
}

function Choice({ label, value, onChoose }: ChoiceProps) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/policies', { params: { query: { limit: MOST } } });
  const options = asked.data?.items.map((one) => ({
    value: one.id,
    label: `v${one.number} ${one.name}${one.state === 'draft' ? ` · ${t('draft')}` : ''}`,
  }));
  return (
    <Flex vertical gap={4}>
      <span className="muted">{label}</span>
      <Select
        value={value ?? null}
        loading={asked.isFetching}
        placeholder={t('choose')}
        aria-label={label}
        style={{ width: 280, maxWidth: '82vw' }}
        options={options ?? []}
        onChange={(chosen: string | null) => chosen && onChoose(chosen)}
      />
    </Flex>
  );
}

function Compared({ before, after }: { before: string; after: string }) {
  const t = useWords(words);
  const asked = remote.useQuery('get', '/v1/policies/{policy_id}/comparison', {
    params: { path: { policy_id: before }, query: { with: after } },
  });
  return (
    <Loaded query={asked}>
      {({ changes }) =>
        changes.length ? (
          <Flex vertical gap={12}>
            <span className="muted" role="status">
              {t('changes', { n: changes.length })}
            </span>
            {changes.map((change) => (
              <ChangeCard key={`${change.section} ${change.key} ${change.kind}`} change={change} />
            ))}
          </Flex>
        ) : (
          <Nothing title={t('same')} />
        )
      }
    </Loaded>
  );
}

function ChangeCard({ change }: { change: Change }) {
  const t = useWords(words);
  const say = useSay();
  const names = useNames();
  const section = say(SECTIONS[sectionOf(change.section)]);
  const key = change.key in FIELDS ? names.field(change.key) : change.key;
  const [before, after] = differing(change.before as Json, change.after as Json);
  return (
    <Card size="small" title={`${section} ${key}`} extra={<Tag color={TONES[change.kind]}>{t(change.kind)}</Tag>}>
      <div className="change">
        <Side side="before" title={t('before')} value={before} />
        <Side side="after" title={t('after')} value={after} />
      </div>
    </Card>
  );
}

/** Of two parts only the fields that differ; of anything else, all. */
function differing(before: Json, after: Json): [Json, Json] {
  if (!isFields(before) || !isFields(after)) return [before, after];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const only = (side: typeof before) => Object.fromEntries(changed.map((key) => [key, side[key] ?? '']));
  return [only(before), only(after)];
}

function Side({ side, title, value }: { side: 'before' | 'after'; title: string; value: Json }) {
  return (
    <div data-side={side}>
      <div className="muted">{title}</div>
      {isFields(value) ? <Parts fields={value} /> : <Value value={value} />}
    </div>
  );
}
