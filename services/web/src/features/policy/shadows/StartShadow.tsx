/** Starting a shadow: of which version, and what it has to prove. */
import { EyeOutlined } from '@ant-design/icons';
import { Button, Form, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../../api/client.ts';
import { useWords } from '../../../app/language.ts';
import { useAct } from '../../../ui/act.ts';
import { useVersions } from './versions.ts';
import { words } from './words.ts';

type Wanted = Required<Schemas['ShadowWanted']>;
const MEASURE = { min_cases: 50, min_agreement_percent: 95 };
const MOST_CASES = 1_000_000;

/** `of` is a version that was chosen before; the dialogue is open at once then. */
export function StartShadow({ of }: { of: string | undefined }) {
  const t = useWords(words);
  const go = useNavigate();
  const { all } = useVersions();
  const [isOpen, setOpen] = useState(of !== undefined);
  const [form] = Form.useForm<Wanted>();
  const start = useAct({
    run: (wanted: Wanted) => {
      const params = { header: { 'Idempotency-Key': newKey() } };
      return body(api.POST('/v1/policy-shadows', { params, body: wanted }));
    },
    done: t('started'),
    changes: ['/v1/policy-shadows'],
    then: (begun) => void go(`/policy-shadows/${begun.id}`),
  });
  return (
    <>
      <Button type="primary" icon={<EyeOutlined aria-hidden />} onClick={() => setOpen(true)}>
        {t('start')}
      </Button>
      <Modal
        open={isOpen}
        title={t('start')}
        okText={t('start')}
        cancelText={t('cancel')}
        okButtonProps={{ loading: start.isPending }}
        onOk={() => form.submit()}
        onCancel={() => setOpen(false)}
        destroyOnHidden
      >
        <p>{t('shadowsHint')}</p>
        <Form<Wanted>
          form={form}
          layout="vertical"
          preserve={false}
          initialValues={{ ...MEASURE, policy_version_id: of }}
          onFinish={(wanted) => start.mutate(wanted)}
        >
          <Form.Item
            name="policy_version_id"
            label={t('version')}
            rules={[{ required: true, message: t('versionNeeded') }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={all.map((one) => ({ value: one.id, label: `${one.name} v${one.number}` }))}
            />
          </Form.Item>
          <Form.Item name="min_cases" label={t('minCases')} rules={[{ required: true, message: '' }]}>
            <InputNumber min={1} max={MOST_CASES} precision={0} style={{ width: '100%' }} />
          </Form.Item>
          <Form.Item name="min_agreement_percent" label={t('minPercent')} rules={[{ required: true, message: '' }]}>
            <InputNumber min={1} max={100} precision={0} suffix="%" style={{ width: '100%' }} />
          </Form.Item>
        </Form>
      </Modal>
    </>
  );
}
