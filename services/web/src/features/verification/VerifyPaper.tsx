/** For everybody who holds a paper: scan or paste its code, and see whether it is genuine and still counts. */
import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { Alert, Button, Descriptions, Flex, Form, Input } from 'antd';
import { remote, type Schemas } from '../../api/client.ts';
import { useLanguage, useSay, useWords } from '../../app/language.ts';
import { Card } from '../../ui/Card.tsx';
import { PAPERS, useDomain } from '../../ui/domain.ts';
import { useFilters } from '../../ui/filters.ts';
import { useFormat } from '../../ui/format.ts';
import { ScanButton } from '../../ui/ScanButton.tsx';
import { serialOf } from '../../ui/scanner.ts';
import { Loaded } from '../../ui/states.tsx';
import { CHECKS, OUTCOMES } from './names.ts';
import { words } from './words.ts';

const WIDE = { width: '100%', maxWidth: 640 } as const;

export function Component() {
  const t = useWords(words);
  const filters = useFilters(['code']);
  const { code } = filters.values;
  const [form] = Form.useForm<{ code: string }>();
  const look = (text: string) => {
    form.setFieldsValue({ code: text });
    filters.set({ code: codeOf(text) });
  };
  return (
    <Flex vertical gap={16} style={WIDE}>
      <Card>
        <h1 style={{ fontSize: 24, margin: '0 0 4px' }}>{t('verify')}</h1>
        <p className="muted" style={{ marginTop: 0 }}>
          {t('verifyHint')}
        </p>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={{ code: code ?? '' }}
          onFinish={(answers) => look(answers.code)}
        >
          <Form.Item
            name="code"
            label={t('code')}
            rules={[{ required: true, whitespace: true, max: 2000, message: t('codeNeeded') }]}
          >
            <Input size="large" autoComplete="off" />
          </Form.Item>
          <Flex gap={8} wrap>
            <Button type="primary" size="large" htmlType="submit">
              {t('check')}
            </Button>
            <ScanButton size="large" onCode={look} />
          </Flex>
        </Form>
      </Card>
      {code && <Answer code={code} />}
    </Flex>
  );
}

/** The code in what was scanned or pasted: the last part of an address, or all of it. */
function codeOf(text: string): string {
  try {
    return serialOf(text);
  } catch {
    return text.trim();
  }
}

function Answer({ code }: { code: string }) {
  const asked = remote.useQuery('get', '/v1/verifications/{code}', { params: { path: { code } } });
  return (
    <div aria-live="polite">
      <Loaded query={asked} rows={5}>
        {(found) => <Found found={found} />}
      </Loaded>
    </div>
  );
}

function Found({ found }: { found: Schemas['Verification'] }) {
  const t = useWords(words);
  const say = useSay();
  const { tone, title, advice } = OUTCOMES[found.outcome];
  return (
    <Flex vertical gap={16}>
      <Alert type={tone} showIcon title={<strong>{say(title)}</strong>} description={say(advice)} />
      {found.paper && <PaperOf paper={found.paper} />}
      {found.checks.length > 0 && (
        <Card title={t('checks')} size="small">
          <ul className="rows">
            {found.checks.map((one) => (
              <li key={one.check}>
                <span>{say(CHECKS[one.check])}</span>
                <span style={{ display: 'flex', gap: 6, color: one.passed ? 'var(--brand)' : 'var(--bad)' }}>
                  {one.passed ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />}
                  {t(one.passed ? 'holds' : 'fails')}
                </span>
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Flex>
  );
}

function PaperOf({ paper }: { paper: Schemas['PaperShown'] }) {
  const t = useWords(words);
  const domain = useDomain();
  const format = useFormat();
  const language = useLanguage();
  const [first, second] = language === 'zh' ? [paper.issuer_zh, paper.issuer_en] : [paper.issuer_en, paper.issuer_zh];
  const item = (key: keyof typeof words, children: string) => ({ key, label: t(key), children });
  const items = [
    item('paper', domain(PAPERS, paper.kind)),
    item('number', paper.number),
    item('issuer', first || second),
    item('issuedAt', format.instant(paper.issued_at)),
    item('policy', paper.policy_version),
    ...(paper.total_quantity === null || paper.total_quantity === undefined
      ? []
      : [item('quantity', format.number(paper.total_quantity))]),
    ...(paper.total_amount ? [item('amount', format.money(paper.total_amount))] : []),
    ...(paper.superseded_at ? [item('supersededAt', format.instant(paper.superseded_at))] : []),
    ...(paper.revoked_at ? [item('revokedAt', format.instant(paper.revoked_at))] : []),
  ];
  return (
    <Card size="small">
      <p style={{ textAlign: 'center', margin: '0 0 12px' }}>
        <span className="muted">{t('fingerprint')}</span>
        <br />
        <code style={{ fontSize: 19, overflowWrap: 'anywhere' }}>{paper.fingerprint}</code>
      </p>
      <Descriptions column={1} size="small" bordered items={items} />
    </Card>
  );
}
