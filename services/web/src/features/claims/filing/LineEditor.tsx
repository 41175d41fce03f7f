/** What is wrong with one part. */
import { CloseOutlined } from '@ant-design/icons';
import { Button, Col, Form, Input, InputNumber, Row, Segmented, Select } from 'antd';
import { Card } from '../../../ui/Card.tsx';
import { useWords } from '../../../app/language.ts';
import type { Schemas } from '../../../api/client.ts';
import { PROOFS, useDomain } from '../../../ui/domain.ts';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { DraftLine, DraftState } from './draft.ts';
import { words } from './words.ts';

interface Props {
  line: DraftLine;
  serial: string;
  state: DraftState;
  /** Fields that the policy still asks for. */
  missing: readonly string[];
  returnId?: string | undefined;
}

export function LineEditor({ line, serial, state, missing, returnId }: Props) {
  const t = useWords(words);
  const domain = useDomain();
  const set = (changed: Partial<DraftLine>) => state.change(line.key, changed);
  const wants = (field: string) => (missing.includes(field) ? ('warning' as const) : undefined);
  const id = `line-${line.key}`;
  const damage = [
    { value: 'no', label: t('no') },
    { value: 'yes', label: t('yes') },
  ];
  const proofs = (Object.keys(PROOFS) as Schemas['PolicyWordsProof'][]).map((value) => ({
    value,
    label: domain(PROOFS, value),
  }));
  const close = (
    <Button
      type="text"
      size="small"
      icon={<CloseOutlined />}
      aria-label={t('removeLine', { part: line.partName })}
      onClick={() => state.removeLine(line.key)}
    />
  );
  return (
    <Card size="small" title={`${line.partName} · ${serial}`} extra={close} style={{ marginTop: 12 }}>
      <Form layout="vertical" component="div">
        <Row gutter={12}>
          <Col xs={12} md={6}>
            <Item label={t('faultCode')} id={`${id}-code`} status={wants('fault_code')}>
              <Input
                id={`${id}-code`}
                value={line.faultCode}
                maxLength={64}
                onChange={(event) => set({ faultCode: event.target.value })}
              />
            </Item>
          </Col>
          <Col xs={12} md={5}>
            <Item label={t('quantity')} id={`${id}-quantity`} status={wants('quantity')}>
              <InputNumber
                id={`${id}-quantity`}
                min={1}
                max={1_000_000}
                precision={0}
                value={line.quantity}
                style={{ width: '100%' }}
                onChange={(quantity) => set({ quantity: quantity ?? 1 })}
              />
            </Item>
          </Col>
          <Col xs={24} md={13}>
            <Item label={t('faultText')} id={`${id}-text`} status={wants('fault_text')}>
              <Input
                id={`${id}-text`}
                value={line.faultText}
                maxLength={2000}
                placeholder={t('faultTextHint')}
                onChange={(event) => set({ faultText: event.target.value })}
              />
            </Item>
          </Col>
          <Col xs={24} md={11}>
            <Item label={t('proof')} id={`${id}-proof`} status={wants('proof')}>
              <Select
                id={`${id}-proof`}
                value={line.proof}
                options={proofs}
                onChange={(proof: DraftLine['proof']) => set({ proof })}
              />
            </Item>
          </Col>
          <Col xs={24} md={13}>
            <Item label={t('humanDamage')} status={wants('human_damage')}>
              <Segmented
                aria-label={t('humanDamage')}
                options={damage}
                value={line.humanDamage === null ? '' : line.humanDamage ? 'yes' : 'no'}
                onChange={(value) => set({ humanDamage: value === 'yes' })}
              />
            </Item>
          </Col>
        </Row>
        <Item label={t('photos')} status={wants('photos')}>
          <PhotoInput
            label={t('photos')}
            {...(returnId ? { returnId } : {})}
            value={line.photos}
            onChange={(change) => state.change(line.key, (before) => ({ photos: change(before.photos) }))}
          />
        </Item>
      </Form>
    </Card>
  );
}

interface ItemProps {
  label: string;
  id?: string;
  status: 'warning' | undefined;
  children: React.ReactNode;
}

function Item({ label, id, status, children }: ItemProps) {
  return (
    <Form.Item
      label={label}
      {...(id ? { htmlFor: id } : {})}
      validateStatus={status ?? ''}
      style={{ marginBottom: 12 }}
    >
      {children}
    </Form.Item>
  );
}
