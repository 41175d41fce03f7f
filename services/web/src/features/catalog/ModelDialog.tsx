/** A product model as it is entered or changed. */
import { Form } from 'antd';
import { useNavigate } from 'react-router';
import { api, body, ifMatch, newKey, type Schemas } from '../../api/client.ts';
import { useWords } from '../../app/language.ts';
import { useAct } from '../../ui/act.ts';
import { showInFields } from '../../ui/fields.ts';
import { FormDialog } from '../../ui/FormDialog.tsx';
import { OrganisationSelect } from '../../ui/OrganisationSelect.tsx';
import { CommonFields, KeyField, trimmed } from './Entries.tsx';
import { words } from './words.ts';

type Model = Schemas['ProductModel'];
type Answers = Schemas['NewModel'];

interface Props {
  /** The one to change; a new one without. */
  model?: Model;
  onClose: () => void;
}

export function ModelDialog({ model, onClose }: Props) {
  const t = useWords(words);
  const go = useNavigate();
  const [form] = Form.useForm<Answers>();
  const save = useAct<Answers, Model>({
    run: (typed) => (model ? change(model, trimmed(typed)) : add(trimmed(typed))),
    done: ({ code }) => (model ? t('saved') : t('modelAdded', { code })),
    changes: ['/v1/product-models'],
    refused: (problem) => showInFields(form, problem),
    then: ({ id }) => {
      onClose();
      if (!model) void go(`/product-models/${id}`);
    },
  });
  return (
    <FormDialog
      form={form}
      title={model ? t('changeModel', { code: model.code }) : t('addModel')}
      verb={t('save')}
      {...(model ? { initial: model } : {})}
      isBusy={save.isPending}
      onFinish={(typed) => save.mutate(typed)}
      onClose={onClose}
    >
      {!model && <KeyField name="code" />}
      <CommonFields isNew={!model} />
      <Form.Item
        name="factory_id"
        label={t('factory')}
        extra={t('factoryHint')}
        rules={[{ required: true, message: t('factoryNeeded') }]}
      >
        <OrganisationSelect kind="factory" isActiveOnly />
      </Form.Item>
    </FormDialog>
  );
}

function add(typed: Answers): Promise<Model> {
  const header = { 'Idempotency-Key': newKey() };
  return body(api.POST('/v1/product-models', { params: { header }, body: { ...typed, code: typed.code.trim() } }));
}

function change({ id, version }: Model, typed: Schemas['ChangedModel']): Promise<Model> {
  const params = { path: { model_id: id }, header: ifMatch(version) };
  return body(api.PUT('/v1/product-models/{model_id}', { params, body: typed }));
}
