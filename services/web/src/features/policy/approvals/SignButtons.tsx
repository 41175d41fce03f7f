/** Signing or rejecting a request; a return is decided at its own page. */
import { Button, Flex, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, body, ifMatch, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { words } from './words.ts';

type Row = Schemas['ApprovalRow'];
type Answer = Schemas['Sign']['answer'];
const CHANGES = ['/v1/approvals', '/v1/credits', '/v1/stock-counts', '/v1/tasks'];

export function SignButtons({ row }: { row: Row }) {
  const t = useWords(words);
  const [answer, setAnswer] = useState<Answer | null>(null);
  if (row.subject === 'return') return <Link to={`/returns/${row.subject_id}`}>{t('atReturn')}</Link>;
  return (
    <Flex gap={8}>
      <Button size="small" type="primary" onClick={() => setAnswer('approve')}>
        {t('approve')}
      </Button>
      <Button size="small" danger onClick={() => setAnswer('reject')}>
        {t('reject')}
      </Button>
      {answer && <SignDialog row={row} answer={answer} onClose={() => setAnswer(null)} />}
    </Flex>
  );
}

interface Signed {
  reason?: string;
  fields?: Record<string, string>;
}

function SignDialog({ row, answer, onClose }: { row: Row; answer: Answer; onClose: () => void }) {
  const t = useWords(words);
  const [form] = Form.useForm<Signed>();
  const isApproval = answer === 'approve';
  const agreed = row.request.steps[row.request.step ?? 0]?.agree_on ?? [];
  const sign = useAct({
    run: ({ reason = '', fields = {} }: Signed) =>
      body(
        api.POST('/v1/approvals/{approval_id}/signature', {
          params: { path: { approval_id: row.id }, header: ifMatch(row.version) },
          body: { answer, reason: reason.trim(), fields },
        }),
      ),
    done: t(isApproval ? 'approvedDone' : 'rejectedDone'),
    changes: CHANGES,
    then: onClose,
  });
  const isReasonNeeded = !isApproval && row.request.reason_on_rejection;
  return (
    <Modal
      open
      title={t(isApproval ? 'approveTitle' : 'rejectTitle')}
      okText={t(answer)}
      okButtonProps={{ danger: !isApproval, loading: sign.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form form={form} layout="vertical" onFinish={(given) => sign.mutate(given)}>
        {isApproval &&
          agreed.map((field) => (
            <Form.Item
              key={field}
              name={['fields', field]}
              label={`${field} · ${t('agree')}`}
              rules={[{ required: true, whitespace: true, message: t('needed') }]}
            >
              <Input maxLength={500} />
            </Form.Item>
          ))}
        <Form.Item
          name="reason"
          label={t(isReasonNeeded ? 'reason' : 'remark')}
          rules={isReasonNeeded ? [{ required: true, whitespace: true, message: t('needed') }] : []}
        >
          <Input.TextArea maxLength={2000} autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
