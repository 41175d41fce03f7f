/** Opening a count by hand: which warehouse, blind or not, and what is counted again. */
import { Checkbox, Col, Form, Input, InputNumber, Modal, Row, Select } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { ROLES, useDomain } from '../../ui/domain.ts';
import { useWarehouses } from '../../ui/warehouses.ts';
import { words } from './words.ts';

interface Wanted {
  warehouse_id: string;
  blind: boolean;
  quantity?: number | null;
  percent?: string;
  value?: string;
  approver?: Schemas['Role'];
}

const APPROVERS: readonly Schemas['Role'][] = ['finance', 'general_manager'];
const NUMBER = /^\d{1,9}(\.\d{1,2})?$/;
const THIRD = { xs: 24, sm: 8 };

export function OpenCount({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useWords(words);
  const domain = useDomain();
  const go = useNavigate();
  const warehouses = useWarehouses();
  const [form] = Form.useForm<Wanted>();
  const open = useAct({
    run: (wanted: Wanted) => {
      const asked = {
        warehouse_id: wanted.warehouse_id,
        blind: wanted.blind,
        recount_quantity: wanted.quantity ?? null,
        recount_percent: wanted.percent || null,
        recount_value: wanted.value || null,
        approver: wanted.approver ?? null,
      };
      const params = { header: { 'Idempotency-Key': newKey() } };
      return body(api.POST('/v1/stock-counts', { params, body: asked }));
    },
    done: t('opened'),
    changes: ['/v1/stock-counts', '/v1/stock'],
    then: (count) => void go(`/stock-counts/${count.id}`),
  });
  const active = warehouses.all.filter((one) => one.state === 'active').map((one) => one.id);
  const decimal = [{ pattern: NUMBER, message: t('wrongNumber') }];
  return (
    <Modal
      open={isOpen}
      title={t('openTitle')}
      okText={t('open')}
      cancelText={t('cancel')}
      okButtonProps={{ loading: open.isPending }}
      onOk={() => form.submit()}
      onCancel={onClose}
      destroyOnHidden
    >
      <Form<Wanted>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ blind: true }}
        onFinish={(wanted) => open.mutate(wanted)}
      >
        <Form.Item
          name="warehouse_id"
          label={t('warehouse')}
          rules={[{ required: true, message: t('warehouseNeeded') }]}
        >
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={warehouses.options.filter((one) => active.includes(one.value))}
          />
        </Form.Item>
        <Form.Item name="blind" valuePropName="checked" extra={t('blindHint')}>
          <Checkbox>{t('blind')}</Checkbox>
        </Form.Item>
        <fieldset className="plain">
          <legend>{t('thresholds')}</legend>
          <p className="muted">{t('thresholdsHint')}</p>
          <Row gutter={12}>
            <Col {...THIRD}>
              <Form.Item name="quantity" label={t('byQuantity')}>
                <InputNumber min={0} max={1_000_000_000} precision={0} style={{ width: '100%' }} />
              </Form.Item>
            </Col>
            <Col {...THIRD}>
              <Form.Item name="percent" label={t('byPercent')} rules={decimal}>
                <Input inputMode="decimal" suffix="%" maxLength={12} />
              </Form.Item>
            </Col>
            <Col {...THIRD}>
              <Form.Item name="value" label={t('byValue')} rules={decimal}>
                <Input inputMode="decimal" maxLength={12} />
              </Form.Item>
            </Col>
          </Row>
        </fieldset>
        <Form.Item name="approver" label={t('approver')}>
          <Select
            allowClear
            placeholder={t('anyApprover')}
            options={APPROVERS.map((value) => ({ value, label: domain(ROLES, value) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
